"""The table of steps after authorisation: each row a procedure with its dates."""

import pytest

from scrapers.ema.steps.procedures import letters_of, slug_of
from scrapers.readers import Drifted
from scrapers.records import ProcedureRecord, Reading
from tests.scrapers.ema.procedure_documents import NUMBER, ROWS_AFTER, After, after, old_after, read
from tests.scrapers.pdfs import pdf

FOLDER = "https://www.ema.europa.eu/en/documents"
EXPECTED = (
    "IAIN/0034 variation notification 2011-08-05 ec-decision 2012-03-12",
    "IG/1515 variation notification 2022-06-14",
    "II/0006/G variation opinion 2010-04-22 ec-decision 2010-07-05",
    "N/0021 notification notification 2022-04-13",
    "PSUSA/00010834/202111 psusa opinion 2022-06-10",
    "R/0028 renewal opinion 2009-02-19 ec-decision 2009-04-16",
    "WS2451 worksharing opinion 2022-07-14",
    "X/0038 extension opinion 2002-06-27 ec-decision 2002-10-17",
)


def line(procedure: ProcedureRecord) -> str:
    ordered = sorted(procedure.steps, key=lambda step: step.kind == "ec-decision")
    return " ".join([procedure.slug, procedure.type, *(f"{step.kind} {step.date}" for step in ordered)])


def lines(reading: Reading) -> list[str]:
    return [line(procedure) for procedure in reading.records[0].procedures]


@pytest.mark.parametrize("is_ruled", [True, False], ids=["ruled", "unruled"])
@pytest.mark.parametrize("is_centred", [True, False], ids=["centred", "at the top"])
@pytest.mark.parametrize(("per_page", "repeats"), [(100, True), (7, True), (7, False), (4, False)])
def test_each_row_is_a_procedure_with_its_dates(is_ruled: bool, is_centred: bool, per_page: int, repeats: bool) -> None:
    body = after(
        ROWS_AFTER,
        is_ruled=is_ruled,
        is_centred=is_centred,
        per_page=per_page,
        repeats_header=repeats,
        watermark=True,
    )
    reading = read("ema.steps_after", body, NUMBER)
    assert tuple(lines(reading)) == EXPECTED and reading.warnings == ()


def test_the_order_of_rows_makes_no_difference() -> None:
    one, other = (read("ema.steps_after", after(rows), NUMBER) for rows in (ROWS_AFTER, tuple(reversed(ROWS_AFTER))))
    assert one == other


def test_the_older_table_begins_with_the_scope_and_writes_years_short() -> None:
    rows = [
        (
            "Update of the summary further to a study of 12.05.01 with a text that goes on",
            "II/02",
            "II",
            "27.06.02",
            "17.10.02",
        ),
        ("Change of the address", "I/03", "I", "11.06.02", "-"),
        ("Minor change in the leaflet", "N/05", "N", "15.05.03", "04.06.03"),
    ]
    for is_ruled in (True, False):
        reading = read("ema.steps_after", old_after(rows, is_ruled=is_ruled))
        assert lines(reading) == [
            "I/0003 variation notification 2002-06-11",
            "II/0002 variation opinion 2002-06-27 ec-decision 2002-10-17",
            "N/0005 notification notification 2003-05-15 ec-decision 2003-06-04",
        ]


def test_a_scope_is_kept_and_a_very_long_one_is_cut_between_words() -> None:
    rows = (After("II/0001", "word " * 400, "22/04/2010"), After("IA/0002", "Short", "22/04/2011"))
    short, long = read("ema.steps_after", after(rows), NUMBER).records[0].procedures
    assert short.details == {"scope": "Short", "product_information": ""}
    assert long.details["scope"].endswith("word …") and len(long.details["scope"]) < 610


def test_a_day_that_no_calendar_has_is_reported() -> None:
    reading = read("ema.steps_after", after([After("II/0001", "Scope", "31/02/2010", "05/07/2010")]), NUMBER)
    assert lines(reading) == ["II/0001 variation ec-decision 2010-07-05"]
    assert [(one.what, one.text) for one in reading.warnings] == [("junk-date", "31/02/2010")]


def test_the_older_document_and_the_current_one_are_told_apart() -> None:
    current = read("ema.steps_after", after(ROWS_AFTER), NUMBER, f"{FOLDER}/procedural-steps-after/exemplin_en.pdf")
    older = read(
        "ema.steps_after", after(ROWS_AFTER), NUMBER, f"{FOLDER}/procedural-steps-after/exemplin-archive_en.pdf"
    )
    assert current.records[0].key == f"{NUMBER} steps-after"
    assert older.records[0].key == f"{NUMBER} steps-after (older)"


def test_a_table_without_its_header_or_its_rows_has_drifted() -> None:
    title = "Exemplin\nProcedural steps taken and scientific information after the authorisation"
    with pytest.raises(Drifted, match="no header"):
        read("ema.steps_after", pdf(title), NUMBER)
    with pytest.raises(Drifted, match="no row"):
        read("ema.steps_after", after(()), NUMBER)


@pytest.mark.parametrize(
    ("text", "slug", "letters"),
    [
        ("IAin/0034", "IAIN/0034", "IAIN"),
        ("II 0012", "II/0012", "II"),
        ("EMEA/H/C/000679/II/0018", "II/0018", "II"),
        ("EMEA/H/C/000679/WS/0123", "WS0123", "WS"),
        ("EMEA/H/C/PSUSA/00010834/202111", "PSUSA/00010834/202111", "PSUSA"),
        ("PSUSA 10834 202111", "PSUSA/00010834/202111", "PSUSA"),
        ("Variation type IA_IN / EMA/VR/0000246587", "VR/0000246587", "IAIN"),
        ("Variation type IB / EMA/VR/0000246587", "VR/0000246587", "IB"),
        ("Renewal / EMA/R/0000271842", "R/0000271842", "R"),
        ("Article 61(3) / EMA/N/0000271842", "N/0000271842", "N"),
        ("SW/0034", "SW/0034", "SW"),
    ],
)
def test_a_number_is_read_in_every_way_in_which_it_is_written(text: str, slug: str, letters: str) -> None:
    assert (slug_of(text), letters_of(slug, text)) == (slug, letters)


@pytest.mark.parametrize("is_ruled", [True, False], ids=["ruled", "unruled"])
def test_a_row_of_an_unknown_kind_gives_its_days_to_no_other_row(is_ruled: bool) -> None:
    rows = (
        After("II/0001", "Scope", "22/04/2010"),
        After("SW/0002", "Scope", "23/05/2011", "01/06/2011"),
        After("A-20/34", "Scope", "24/06/2012"),
        After("IAin/0003", "Scope", "25/07/2013"),
    )
    reading = read("ema.steps_after", after(rows, is_ruled=is_ruled), NUMBER)
    assert lines(reading) == [
        "IAIN/0003 variation notification 2013-07-25",
        "II/0001 variation opinion 2010-04-22",
        "SW/0002 other opinion 2011-05-23 ec-decision 2011-06-01",
    ]
    assert [(one.what, one.text) for one in reading.warnings] == [("junk-number", "A-20/34")]
