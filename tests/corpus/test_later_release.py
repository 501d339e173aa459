"""The release of July 2019, and one like it with the rows of late 2025, read one after the other by the pipeline."""

import datetime
from pathlib import Path

import pytest

from tests.scrapers.fda.releases import Tables, cut_down, release
from tracker.catalogue.models import Application, Change, Evidence, ProceduralStep
from tracker.intake.outcome import Outcome
from tracker.intake.pipeline import ingest_bytes

RELEASE = "fda/drugsatfda-release/drugsatfda_2019-07-02.zip"
LATE_2025 = "fda/drugsatfda-release/Submissions_2025-late.excerpt.tsv"
HISTORY = "fda/drugsatfda-pages/2016-07-18__Search.Label_ApprovalHistory_apphist_EFFEXOR-XR_NDA020699.html"
DOWNLOAD = "https://www.fda.gov/media/89850/download?attachment"
PAGE = "http://www.accessdata.fda.gov/scripts/cder/drugsatfda/index.cfm?fuseaction=Search.Label_ApprovalHistory"

IN_2016 = datetime.datetime(2016, 7, 18, 11, tzinfo=datetime.UTC)
IN_2018 = datetime.datetime(2018, 1, 10, 12, tzinfo=datetime.UTC)
IN_2019 = datetime.datetime(2019, 7, 3, 12, tzinfo=datetime.UTC)
IN_2025 = datetime.datetime(2025, 11, 26, 12, tzinfo=datetime.UTC)

OTHERS = ("020410", "020416", "020699", "004782", "011522", "019952", "087203", "103628", "125057", "204042")
"""Applications of which the rows of late 2025 say nothing."""

NEW_SPONSOR = "EXAMPLE PHARMS INC"
"""Feraheme's sponsor in the release that is made up here."""

pytestmark = pytest.mark.django_db


def late_rows(corpus: Path) -> list[dict[str, str]]:
    header, *rows = (line.split("\t") for line in (corpus / LATE_2025).read_text("utf-8").splitlines())
    return [dict(zip(header, row, strict=True)) for row in rows]


def key(row: dict[str, str]) -> tuple[str, str, str]:
    return row["ApplNo"], row["SubmissionType"].strip(), row["SubmissionNo"]


def as_of_2019(corpus: Path) -> Tables:
    numbers = {row["ApplNo"] for row in late_rows(corpus)}
    return cut_down((corpus / RELEASE).read_bytes(), numbers | set(OTHERS))


def as_of_2025(tables: Tables, corpus: Path) -> Tables:
    """The release of 2019 with the rows of late 2025 in place of those that it has, and another sponsor."""
    late = {key(row): row for row in late_rows(corpus)}
    kept = [row for row in tables["Submissions"] if key(row) not in late]
    others = [row for row in tables["Applications"] if row["ApplNo"] != "022180"]
    (feraheme,) = (row for row in tables["Applications"] if row["ApplNo"] == "022180")
    return tables | {
        "Submissions": [*late.values(), *kept],
        "Applications": [feraheme | {"SponsorName": NEW_SPONSOR}, *others],
    }


def as_of_2018(tables: Tables) -> Tables:
    """The release of 2019 with the dates that FDA's page of 2016 gave to two supplements of NDA 020699."""
    earlier = {"59": "2005-11-29 00:00:00", "100": "2012-05-02 00:00:00"}
    moved = {("020699", "SUPPL", number): date for number, date in earlier.items()}
    rows = [
        row | {"SubmissionStatusDate": moved.get(key(row), row["SubmissionStatusDate"])}
        for row in tables["Submissions"]
    ]
    return tables | {"Submissions": rows}


def taken(tables: Tables, moment: datetime.datetime) -> Outcome:
    return ingest_bytes(release(tables), address=DOWNLOAD, retrieved_at=moment)


def told(outcome: Outcome) -> set[tuple[str, str, str, str | None, str]]:
    """Number, procedure, field, before and after of the changes that a reading made."""
    return {
        (change["number"], change["procedure"], change["field"], change["before"], change["after"])
        for change in outcome.changes
    }


def step(number: str, slug: str) -> ProceduralStep:
    return ProceduralStep.objects.get(procedure__application__number=number, procedure__slug=slug)


@pytest.fixture(scope="module")
def tables(corpus: Path) -> Tables:
    return as_of_2019(corpus)


def test_a_later_release_brings_eleven_supplements_and_a_sponsor_and_nothing_else(tables: Tables, corpus: Path) -> None:
    assert taken(tables, IN_2019).changes == ()
    known = {key(row) for row in tables["Submissions"]}
    new = {
        (f"NDA{row['ApplNo']}", f"SUPPL-{row['SubmissionNo']}"): row["SubmissionStatusDate"][:10]
        for row in late_rows(corpus)
        if key(row) not in known
    }
    later = taken(as_of_2025(tables, corpus), IN_2025)
    assert len(new) == 11 and later.held == ()
    assert told(later) == {
        ("NDA022180", "", "applicant", "AMAG PHARMS INC", NEW_SPONSOR),
        *((number, slug, "status", None, "approved") for number, slug in new),
        *((number, slug, "supplement-approved", None, date) for (number, slug), date in new.items()),
    }
    assert all(change["alerting"] for change in later.changes)
    assert Application.objects.get(number="NDA022180").applicant.name == NEW_SPONSOR


def test_feraheme_gets_its_labelling_supplements_23_to_25(tables: Tables, corpus: Path) -> None:
    taken(tables, IN_2019)
    taken(as_of_2025(tables, corpus), IN_2025)
    new = ("SUPPL-23", "SUPPL-24", "SUPPL-25")
    found = [step("NDA022180", slug) for slug in new]
    assert [str(each.date) for each in found] == ["2019-10-11", "2020-09-11", "2022-06-16"]
    assert {each.procedure.details["submission_class"] for each in found} == {"LABELING"}
    assert {each.kind for each in found} == {"supplement-approved"}
    assert Application.objects.get(number="NDA022180").procedures.count() == 17


def test_the_same_release_once_more_brings_nothing(tables: Tables, corpus: Path) -> None:
    taken(tables, IN_2019)
    taken(as_of_2025(tables, corpus), IN_2025)
    changes = Change.objects.count()
    turned = {name: rows[::-1] for name, rows in as_of_2025(tables, corpus).items()}
    again = taken(turned, IN_2025 + datetime.timedelta(days=7))
    assert (again.word, again.changes, Change.objects.count()) == ("read", (), changes)


def test_a_lone_table_is_an_incomplete_release_and_changes_nothing(tables: Tables, corpus: Path) -> None:
    taken(tables, IN_2019)
    lone = ingest_bytes((corpus / LATE_2025).read_bytes(), address="file:Submissions.txt", retrieved_at=IN_2025)
    assert (lone.word, lone.reader, lone.changes) == ("drifted", "fda.drugsatfda_release", ())
    assert "Submissions.txt alone" in lone.error and "Applications.txt" in lone.error
    assert Application.objects.get(number="NDA022180").procedures.count() == 14


def test_dates_of_the_past_that_move_are_corrections_and_alert_nobody(tables: Tables) -> None:
    taken(as_of_2018(tables), IN_2018)
    later = taken(tables, IN_2019)
    assert told(later) == {
        ("NDA020699", "SUPPL-59", "supplement-approved", "2005-11-29", "2005-12-01"),
        ("NDA020699", "SUPPL-100", "supplement-approved", "2012-05-02", "2012-05-03"),
    }
    assert all(change["correction"] and not change["alerting"] for change in later.changes)


@pytest.mark.parametrize("page_first", [True, False])
def test_a_page_of_2016_and_the_release_differ_in_two_dates_and_both_stand(
    tables: Tables, corpus: Path, page_first: bool
) -> None:
    def page() -> Outcome:
        return ingest_bytes((corpus / HISTORY).read_bytes(), address=PAGE, retrieved_at=IN_2016)

    first, second = (page, lambda: taken(tables, IN_2019)) if page_first else (lambda: taken(tables, IN_2019), page)
    outcomes = [first(), second()]
    assert [outcome.word for outcome in outcomes] == ["read", "read"]
    sponsor = ("NDA020699", "", "applicant", "WYETH PHARMS INC", "WYETH PHARMS")
    assert told(outcomes[0]) | told(outcomes[1]) == ({sponsor} if page_first else set())
    steps = ProceduralStep.objects.filter(procedure__application__number="NDA020699")
    assert {each.procedure.slug: str(each.date) for each in steps.filter(has_conflict=True)} == {
        "SUPPL-59": "2005-12-01",
        "SUPPL-100": "2012-05-03",
    }
    said = Evidence.objects.filter(step=step("NDA020699", "SUPPL-59"))
    assert {str(each.date) for each in said} == {"2005-11-29", "2005-12-01"}
    assert steps.count() == 76
