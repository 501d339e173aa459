"""Meetings from CSV files: what is read, what is refused with which line, and what an import does."""

import datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from tracker.timetables.meeting_files import LARGEST, FileProblems, decoded, parse
from tracker.timetables.models import Meeting

HEADER = "committee,first day,last day,title,source"
ROW = "CHMP,2027-01-25,2027-01-28,January plenary,EMA/1/2026"


def problems(*rows: str, header: str = HEADER) -> list[str]:
    with pytest.raises(FileProblems) as refused:
        parse("\n".join((header, *rows)))
    return list(refused.value.lines)


def test_a_row_is_a_meeting():
    (meeting,) = parse(f"{HEADER}\n{ROW}\n")
    assert (meeting.row, meeting.committee, meeting.title, meeting.source) == (
        *(2, "CHMP", "January plenary"),
        "EMA/1/2026",
    )
    assert (meeting.first, meeting.last) == (datetime.date(2027, 1, 25), datetime.date(2027, 1, 28))
    assert meeting.certainty == "EMA"


@pytest.mark.parametrize(
    "text",
    [
        "Committee;First day;Last day;Title;Source\r\nchmp;25 January 2027;28 Jan 2027;January plenary;EMA/1/2026\r\n",
        f"\ufeff{HEADER}\n\n,,,,\n{ROW}\n",
        "source\tlast day\tfirst day\tcommittee\ttitle\n"
        "EMA/1/2026\t2027-01-28\t2027-01-25\tCommittee for Medicinal Products for Human Use (CHMP)\tJanuary plenary",
    ],
)
def test_spreadsheets_write_the_same_meeting_in_several_ways(text: str):
    (meeting,) = parse(decoded(text.encode()))
    (plain,) = parse(f"{HEADER}\n{ROW}\n")
    assert (meeting.committee, meeting.first, meeting.last, meeting.title, meeting.source, meeting.certainty) == (
        *(plain.committee, plain.first, plain.last),
        *(plain.title, plain.source, plain.certainty),
    )


def test_first_day_and_title_may_be_empty():
    (meeting,) = parse(f"{HEADER}\nCHMP,,2027-01-28,,a letter")
    assert (meeting.first, meeting.title, meeting.certainty) == (None, "", "unsourced")


@pytest.mark.parametrize(
    ("source", "said", "certainty"),
    [
        ("https://www.ema.europa.eu/en/events/x", "", "EMA"),
        ("https://www.fda.gov/advisory-committees/x", "", "FDA"),
        ("https://ema.europa.eu.example.org/x", "", "unsourced"),
        ("https://www.notfda.gov/x", "", "unsourced"),
        ("a newspaper", "press", "press"),
        ("EMA/1/2026", "DATA", "data"),
    ],
)
def test_how_certain_a_meeting_is_follows_from_the_source_unless_it_is_said(source: str, said: str, certainty: str):
    (meeting,) = parse(f"{HEADER},certainty\nCHMP,,2027-01-28,,{source},{said}")
    assert meeting.certainty == certainty


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("CHMP,,,t,s", "there is no last day: timetables count from it, so write it down."),
        ("CHMP,,31/01/2027,t,s", "the last day “31/01/2027” is no date: write it like 2027-01-28 or 28 January 2027."),
        ("CHMP,,01/02/2027,t,s", "the last day “01/02/2027” is no date: write it like 2027-01-28 or 28 January 2027."),
        ("CHMP,,2027-02-30,t,s", "the last day “2027-02-30” is no date: write it like 2027-01-28 or 28 January 2027."),
        (
            "CHMP,,January 2027,t,s",
            "the last day “January 2027” is no date: write it like 2027-01-28 or 28 January 2027.",
        ),
        (
            "CHMP,2027-01-29,2027-01-28,t,s",
            "from 2027-01-29 to 2027-01-28 is no meeting: correct the first or the last day.",
        ),
        (
            "CHMP,2026-01-25,2027-01-28,t,s",
            "from 2026-01-25 to 2027-01-28 is no meeting: correct the first or the last day.",
        ),
        ("CHMP,,2027-01-28,t,", "there is no source: write the address or the document that gives these days."),
        (",,2027-01-28,t,s", "there is no committee: write CHMP, PRAC or another."),
        ("CHMP,,2027-01-28,t", "it has 4 cells and should have 5: put a text with commas in quotes."),
        (f"CHMP,,2027-01-28,{'t' * 501},s", "the title has more than 500 characters: shorten it."),
    ],
)
def test_a_bad_row_gets_one_line_that_says_what_is_wrong_and_what_to_do(row: str, words: str):
    assert problems(ROW, row) == [f"Row 3: {words}"]


def test_a_committee_that_is_misspelt_is_refused():
    assert problems("CHPM,,2027-01-28,t,s") == [
        "Row 2: “CHPM” is no committee: write CHMP, CVMP, PRAC, COMP, PDCO, CAT, HMPC, CMDh, CMDv, or the full name of"
        " a committee of FDA."
    ]
    (meeting,) = parse(f"{HEADER}\nOncologic Drugs Advisory Committee,,2027-01-28,,s")
    assert meeting.committee == "Oncologic Drugs Advisory Committee"


def test_an_unknown_certainty_is_refused():
    (line,) = problems("CHMP,,2027-01-28,t,s,sure", header=f"{HEADER},certainty")
    assert line.startswith("Row 2: the certainty “sure” is not known: write law, EMA, FDA,")


def test_every_bad_row_has_its_line():
    assert [line.split(":")[0] for line in problems("CHMP,,,t,s", ROW, "PRAC,,,t,s")] == ["Row 2", "Row 4"]


@pytest.mark.parametrize("again", [ROW, "CHMP,,2027-01-27,t,s", "chmp,2027-01-28,2027-01-31,t,s"])
def test_a_committee_does_not_meet_twice_on_one_day(again: str):
    (line,) = problems(ROW, again)
    assert line in (
        "Row 3: the CHMP meets on these days in row 2: remove one.",
        "Row 2: the CHMP meets on these days in row 3: remove one.",
    )


def test_columns_are_named_in_the_first_row():
    assert problems(ROW, header="committee,first day,last day,title") == [
        "Row 1: the column “source” is missing: the first row names the columns, committee, first day, last day,"
        " title, source, certainty."
    ]
    assert problems(header=f"{HEADER},note,title") == [
        "Row 1: the column “title” stands there twice: remove one.",
        "Row 1: the column “note” is not known: remove it; there are committee, first day, last day, title, source,"
        " certainty.",
    ]


def test_a_file_without_meetings_is_refused():
    assert problems() == ["The file has no meetings: write one in each row below the column names."]
    with pytest.raises(FileProblems, match="the column “committee” is missing"):
        parse("")


def test_what_is_no_csv_is_refused():
    with pytest.raises(FileProblems, match=r"Row 2: cannot be read as CSV .*: check its quotation marks"):
        parse(f'{HEADER}\n"CHMP"x,,2027-01-28,t,s')
    with pytest.raises(FileProblems, match="is not UTF-8 text"):
        decoded("Sitzung für März".encode("latin-1"))
    with pytest.raises(FileProblems, match="more than 500,000 bytes"):
        decoded(b" " * (LARGEST + 1))


@given(st.text(max_size=300))
def test_no_text_is_more_than_refused(text: str):
    for file in (text, f"{HEADER}\n{text}"):
        try:
            meetings = parse(file)
        except FileProblems:
            continue
        assert meetings


def run(file: Path) -> str:
    told = StringIO()
    call_command("import_meetings", str(file), stdout=told)
    return told.getvalue().strip()


@pytest.mark.django_db
class TestTheCommand:
    def test_it_imports_a_file_once(self, tmp_path: Path):
        file = tmp_path / "meetings.csv"
        file.write_text(f"{HEADER}\n{ROW}\nCHMP,2016-03-29,2016-04-01,,EMA/2/2016\n")
        assert run(file) == "meetings: 1 new, 1 changed"
        assert run(file) == "meetings: 2 there already"
        row = Meeting.objects.get(committee="CHMP", last_day="2016-04-01")
        assert (str(row.first_day), row.origin, row.source) == ("2016-03-29", "person", "EMA/2/2016")

    def test_one_bad_row_and_nothing_is_imported(self, tmp_path: Path):
        file = tmp_path / "meetings.csv"
        file.write_text(f"{HEADER}\n{ROW}\nCHMP,,,t,s\n")
        with pytest.raises(CommandError, match=r"^Row 3: there is no last day.*\nNothing was imported\.$") as stopped:
            run(file)
        assert stopped.value.returncode == 1
        assert not Meeting.objects.filter(last_day__year=2027).exists()

    def test_a_file_that_is_not_there_is_named(self, tmp_path: Path):
        with pytest.raises(CommandError, match=r"nowhere\.csv cannot be read: No such file"):
            run(tmp_path / "nowhere.csv")


@pytest.mark.django_db
def test_a_migrated_database_knows_the_known_meetings_and_loading_them_again_changes_nothing():
    told = StringIO()
    call_command("load_meetings", stdout=told)
    assert told.getvalue().splitlines() == ["known meetings: 75 there already", "meetings of lists: none"]
