"""The catalogue: found as staff would look for it, shown with its evidence."""

import datetime

import pytest

from scrapers.origins import ACKNOWLEDGEMENTS
from tests.factories import (
    FIRST_SEEN,
    ApplicationFactory,
    ChangeFactory,
    EvidenceFactory,
    ProcedureFactory,
    ProductFactory,
    SnapshotFactory,
    StepFactory,
)
from tests.tracker.api.crowd import organisation, substance
from tracker.catalogue.models import (
    Application,
    Change,
    Document,
    DocumentFile,
    Entry,
    OrganisationAlias,
    Portfolio,
    SubstanceAlias,
)


def found(client, address: str, field: str = "number") -> list[object]:
    """One field of all rows that a list gives."""
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.json()
    return [row[field] for row in answer.json()["results"]]


# Applications


@pytest.mark.parametrize("typed", ["EMEA/H/C/000801", "EMEA/H/C/801", "H000801", "emea/h/c/000801/II/0003", "000801"])
def test_an_application_is_found_by_any_identifier(api, sinerem, typed: str):
    assert found(api, f"applications/?number={typed}") == ["EMEA/H/C/000801"]


@pytest.mark.parametrize("typed", ["NDA022180", "NDA 022180/S-009", "nda 22-180", "022180"])
def test_an_application_to_fda_is_found_by_any_identifier(api, typed: str):
    ApplicationFactory(number="NDA022180", authority="FDA")
    assert found(api, f"applications/?number={typed}") == ["NDA022180"]


def test_a_number_that_nobody_has_finds_nothing(api, sinerem):
    assert found(api, "applications/?number=EMEA/H/C/999999") == []


def test_sinerem_is_shown_as_its_page_tells_it(api, sinerem):
    row = api.get(f"/api/v1/applications/{sinerem.pk}/").json()
    assert row["number"] == "EMEA/H/C/000801"
    assert row["authority"] == "EMA"
    assert row["product"] == row["name"] == "Sinerem"
    assert row["status"] == "application-withdrawn"
    assert row["status_text"] == "Application withdrawn"
    assert row["applicant"] == "Guerbet"
    assert row["reconstructed"] is True
    assert row["attribution"] == ["Source: European Medicines Agency"]
    assert row["first_seen"] == "2025-11-23T08:03:52Z"


def test_openfda_asks_not_to_be_relied_on(api):
    application = ApplicationFactory(number="NDA022180", authority="FDA")
    (said,) = api.get(f"/api/v1/applications/{application.pk}/").json()["attribution"]
    assert said == ACKNOWLEDGEMENTS["FDA"]
    assert "openFDA" in said


def test_applications_are_narrowed_down(api):
    guerbet = organisation("Guerbet SA")
    OrganisationAlias.objects.create(organisation=guerbet, name="Guerbet", key="guerbet")
    iron = substance("ferumoxtran-10")
    SubstanceAlias.objects.create(substance=iron, name="Superparamagnetic iron oxide", key="superparamagneticironoxide")
    sinerem = ApplicationFactory(
        name="Sinerem", status="application-withdrawn", applicant=guerbet, substances=[iron], category="Human"
    )
    other = ApplicationFactory(number="NDA021115", authority="FDA", category="Veterinary", name="Combidex")
    for query, expected in {
        "authority=EMA": [sinerem],
        "authority=FDA": [other],
        "status=application-withdrawn": [sinerem],
        "category=human": [sinerem],
        "category=Veterinary": [other],
        f"product={other.product_id}": [other],
        "substance=SUPERPARAMAGNETIC iron-oxide": [sinerem],
        "substance=iron": [],
        "applicant=guerbet": [sinerem],
        "applicant=GUERBET s.a.": [sinerem],
        "name=sine": [sinerem],
        "reconstructed=true": [],
        "reconstructed=false": [sinerem, other],
        "authority=EMA&category=Veterinary": [],
    }.items():
        assert found(api, f"applications/?{query}", "id") == [row.pk for row in expected], query


def test_what_changed_since_a_day_leaves_noise_out_and_takes_new_applications_in(api):
    old = ApplicationFactory(first_seen=FIRST_SEEN)
    noisy = ApplicationFactory(first_seen=FIRST_SEEN)
    new = ApplicationFactory(first_seen=FIRST_SEEN + datetime.timedelta(days=10))
    later = SnapshotFactory(retrieved_at=FIRST_SEEN + datetime.timedelta(days=5))
    ChangeFactory(application=old, snapshot=later)
    ChangeFactory(application=noisy, snapshot=later, significance="noise", field="last_updated")
    assert found(api, "applications/?changed_since=2026-01-05", "id") == [old.pk, noisy.pk, new.pk]
    assert found(api, "applications/?changed_since=2026-01-10", "id") == [old.pk, new.pk]
    assert found(api, "applications/?changed_since=2026-01-11T00:00:00Z", "id") == [new.pk]


# Names and portfolios


def test_a_substance_is_found_by_each_of_its_names(api):
    iron = substance("ferumoxytol")
    assert found(api, "substances/?name=Ferumoxytol Hydro", "name") == ["ferumoxytol"]
    assert found(api, "substances/?name=!!", "name") == []
    assert api.get(f"/api/v1/substances/{iron.pk}/").json()["aliases"] == ["ferumoxytol", "ferumoxytol hydrochloride"]


def test_products_are_narrowed_down(api, reader):
    feraheme = ProductFactory(name="Feraheme", also_known_as="Rienso, FeraBright", key="feraheme")
    sinerem = ProductFactory(name="Sinerem")
    ApplicationFactory(product=feraheme, number="NDA022180", authority="FDA", substances=[substance("ferumoxytol")])
    ApplicationFactory(product=feraheme, number="NDA219868", authority="FDA")
    ApplicationFactory(product=sinerem)
    portfolio = Portfolio.objects.create(name="Iron", slug="iron", is_shared=True)
    portfolio.products.set([sinerem])
    for query, expected in {
        "name=fera": [feraheme],
        "name=rienso": [feraheme],
        "key=feraheme": [feraheme],
        "authority=FDA": [feraheme],
        "substance=ferumoxytol": [feraheme],
        "portfolio=iron": [sinerem],
        "portfolio=gold": [],
    }.items():
        assert found(api, f"products/?{query}", "id") == [row.pk for row in expected], query
    row = api.get(f"/api/v1/products/{feraheme.pk}/").json()
    assert [one["number"] for one in row["applications"]] == ["NDA022180", "NDA219868"]


def test_a_portfolio_that_is_somebody_elses_is_not_there(api, reader, editor):
    mine = Portfolio.objects.create(name="Mine", slug="mine", owner=reader, is_shared=False)
    theirs = Portfolio.objects.create(name="Theirs", slug="theirs", owner=editor, is_shared=False)
    product = ProductFactory()
    theirs.products.set([product])
    assert found(api, "portfolios/", "slug") == ["mine"]
    assert api.get(f"/api/v1/portfolios/{mine.pk}/").json()["owner"] == "reader"
    assert api.get(f"/api/v1/portfolios/{theirs.pk}/").status_code == 404
    assert found(api, "products/?portfolio=theirs", "id") == []


# Procedures and steps


def test_a_step_leads_to_the_archived_words(api, sinerem):
    (row,) = api.get("/api/v1/steps/?application=EMEA/H/C/000801&kind=application-withdrawn").json()["results"]
    assert (row["date"], row["precision"], row["state"]) == ("2007-12-13", "day", "actual")
    assert (row["application"], row["procedure"], row["reported_day"]) == ("EMEA/H/C/000801", "initial", 175)
    assert "evidence" not in row
    step = api.get(f"/api/v1/steps/{row['id']}/").json()
    assert step["reconstructed"] is True
    assert step["attribution"] == ["Source: European Medicines Agency"]
    evidence = step["evidence"]
    assert any("day 175" in one["quote"] for one in evidence)
    for one in evidence:
        assert one["source"] == "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem"
        assert one["retrieved_at"] == "2025-11-23T08:03:52Z"
        assert (one["claimed_by"], one["reconstructed"], one["entered_by"]) == ("EMA", True, None)
        snapshot = api.get(f"/api/v1/snapshots/{one['snapshot']}/").json()
        assert snapshot["sha256"] == one["sha256"]


def test_evidence_of_a_person_names_the_person_and_what_they_relied_on(api, editor):
    application = ApplicationFactory()
    entry = Entry.objects.create(
        application_number=application.number,
        authority="EMA",
        kind="submitted",
        claimed_by="Guerbet",
        file="letter of 2006",
        reason="The page does not say it.",
        entered_by_name="editor",
        entered_at=FIRST_SEEN,
    )
    step = StepFactory(procedure=ProcedureFactory(application=application), kind="submitted")
    EvidenceFactory(step=step, first_snapshot=None, entry=entry, origin="person", claimed_by="Guerbet")
    (one,) = api.get(f"/api/v1/steps/{step.pk}/").json()["evidence"]
    assert (one["snapshot"], one["sha256"], one["retrieved_at"]) == (None, None, None)
    assert (one["source"], one["file"], one["address"]) == ("letter of 2006", "letter of 2006", "")
    assert (one["entered_by"], one["reason"]) == ("editor", "The page does not say it.")


@pytest.mark.parametrize(("precision", "shown"), [("day", "2007-12-01"), ("month", "2007-12"), ("year", "2007")])
def test_a_date_is_cut_to_its_precision(api, precision: str, shown: str):
    step = StepFactory(date=datetime.date(2007, 12, 1), precision=precision)
    EvidenceFactory(step=step, precision=precision)
    row = api.get(f"/api/v1/steps/{step.pk}/").json()
    assert (row["date"], row["precision"], row["evidence"][0]["date"]) == (shown, precision, shown)


def test_a_step_without_a_date_has_none(api):
    step = StepFactory(date=None)
    assert api.get(f"/api/v1/steps/{step.pk}/").json()["date"] is None


def test_steps_are_narrowed_down(api):
    application = ApplicationFactory(number="NDA022180", authority="FDA")
    original = ProcedureFactory(application=application, slug="ORIG-1")
    ninth = ProcedureFactory(application=application, slug="SUPPL-9", type="supplement")
    first = StepFactory(procedure=original, kind="submitted", date=datetime.date(2007, 12, 18))
    second = StepFactory(procedure=ninth, kind="submitted", date=datetime.date(2012, 12, 21))
    goal = StepFactory(procedure=ninth, kind="goal-date", date=datetime.date(2013, 10, 21), state="planned")
    other = StepFactory()
    for query, expected in {
        "application=NDA022180": [first, second, goal],
        f"application={application.pk}": [first, second, goal],
        "application=NDA 022180/S-009": [second, goal],
        "application=NDA999999": [],
        f"product={application.product_id}": [first, second, goal],
        "authority=EMA": [other],
        "procedure=SUPPL-9": [second, goal],
        "kind=submitted": [first, second],
        "kind=goal-date&kind=list-of-questions": [goal, other],
        "date_from=2012-12-21": [second, goal, other],
        "date_from=2012-12-22&date_to=2013-12-31": [goal],
        "date_to=2007-12-18": [first],
        "state=planned": [goal],
        "conflict=true": [],
    }.items():
        assert found(api, f"steps/?{query}", "id") == [row.pk for row in expected], query
    assert found(api, "procedures/?application=NDA022180&type=supplement", "slug") == ["SUPPL-9"]
    assert found(api, "procedures/?application=NDA 022180/S-009", "slug") == ["SUPPL-9"]


def test_a_procedure_tells_its_milestones_and_passages(api, sinerem):
    (row,) = api.get(f"/api/v1/procedures/?application={sinerem.pk}").json()["results"]
    procedure = api.get(f"/api/v1/procedures/{row['id']}/").json()
    assert ("list-of-questions", 120) in {(one["kind"], one["day"]) for one in procedure["milestones"]}
    assert "main-concerns" in {one["topic"] for one in procedure["passages"]}
    assert "passages" not in row


# Documents


def test_documents_are_narrowed_down(api):
    application = ApplicationFactory()
    published = datetime.date(2008, 1, 24)
    report = Document.objects.create(
        application=application,
        key="EMEA/599866/2007",
        reference="EMEA/599866/2007",
        type="withdrawal-report",
        title="Withdrawal assessment report",
        address="https://www.ema.europa.eu/report",
        first_published=published,
        first_seen=FIRST_SEEN,
    )
    letter = Document.objects.create(
        application=ApplicationFactory(), key="letter", title="Letter", address="letter", first_seen=FIRST_SEEN
    )
    for language in ("bg", "en"):
        DocumentFile.objects.create(document=report, language=language, address=f"https://{language}")
    for query, expected in {
        f"application={application.number}": [report],
        f"product={application.product_id}": [report],
        "type=withdrawal-report": [report],
        "reference=EMEA/599866/2007": [report],
        "language=BG": [report],
        "language=fr": [],
        "published_from=2008-01-24&published_to=2008-01-24": [report],
        "published_from=2008-01-25": [],
        "cleared=false": [report, letter],
    }.items():
        assert found(api, f"documents/?{query}", "id") == [row.pk for row in expected], query
    row = api.get(f"/api/v1/documents/{report.pk}/").json()
    assert (row["procedure"], row["first_published"]) == (None, "2008-01-24")
    assert [file["language"] for file in row["files"]] == ["bg", "en"]
    assert row["attribution"] == ["Source: European Medicines Agency"]


# Changes


def test_noise_is_shown_only_to_those_who_ask_for_it(api):
    status = ChangeFactory()
    noise = ChangeFactory(application=status.application, field="last_updated", significance="noise", alerting=False)
    minor = ChangeFactory(application=status.application, field="inn", significance="minor", alerting=False)
    for query, expected in {
        "": [minor, status],
        "?significance=noise": [noise],
        "?significance=critical&significance=noise": [noise, status],
        "?significance=critical&significance=major&significance=minor&significance=noise": [minor, noise, status],
        "?alerting=true": [status],
        "?alerting=false": [minor],
    }.items():
        assert found(api, f"changes/{query}", "id") == [row.pk for row in expected], query
    assert api.get(f"/api/v1/changes/{noise.pk}/").status_code == 200


def test_changes_are_narrowed_down(api):
    early = ChangeFactory(application__number="NDA022180", application__authority="FDA")
    later = SnapshotFactory(retrieved_at=FIRST_SEEN + datetime.timedelta(days=1))
    step = ChangeFactory(subject="step", field="opinion", procedure="II/0003", snapshot=later, significance="major")
    for query, expected in {
        "application=NDA022180": [early],
        f"application={step.application.number}/II/0003": [step],
        f"product={step.application.product_id}": [step],
        "authority=FDA": [early],
        "subject=step": [step],
        "field=status": [early],
        "procedure=II/0003": [step],
        "significance=major": [step],
        "since=2026-01-06": [step],
        "since=2026-01-05T09:30:00Z&until=2026-01-06": [early],
        "recorded_since=2026-01-01T00:00:00Z&until=2026-01-05": [],
    }.items():
        assert found(api, f"changes/?{query}", "id") == [row.pk for row in expected], query


def test_a_change_leads_to_what_caused_it(api):
    change = ChangeFactory(snapshot__is_reconstructed=True, before=None)
    row = api.get(f"/api/v1/changes/{change.pk}/").json()
    assert (row["application"], row["field"], row["before"], row["after"]) == (
        change.application.number,
        "status",
        None,
        "opinion",
    )
    assert (row["snapshot"], row["source"]) == (change.snapshot_id, change.snapshot.source.address)
    assert (row["reconstructed"], row["person"]) == (True, "")
    by_a_person = Change.objects.create(
        application=change.application,
        subject="application",
        field="status",
        origin="person",
        significance="critical",
        alerting=True,
        seen_at=FIRST_SEEN,
        person_name="editor",
        reason="Called the agency.",
    )
    row = api.get(f"/api/v1/changes/{by_a_person.pk}/").json()
    assert (row["snapshot"], row["source"], row["sha256"]) == (None, None, None)
    assert (row["person"], row["reason"], row["reconstructed"]) == ("editor", "Called the agency.", False)
    assert Application.objects.count() == 1
