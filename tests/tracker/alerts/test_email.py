"""What a mail says: before, after, what it means, and the evidence; and how mail programs are to treat it."""

import datetime

import pytest
from django.utils import timezone

from scrapers.records import ApplicationRecord
from tests.factories import (
    ApplicationFactory,
    ChangeFactory,
    EvidenceFactory,
    ObservationFactory,
    SnapshotFactory,
    StepFactory,
    UserFactory,
)
from tracker.alerts import subscribing
from tracker.alerts.alert import MOST_CHANGES, compose
from tracker.alerts.channels.email import message_of_alert
from tracker.alerts.matching import match_changes
from tracker.alerts.models import Delivery, Subscription

pytestmark = pytest.mark.django_db

RETRIEVED = datetime.datetime(2008, 1, 24, 16, 5, tzinfo=datetime.UTC)


@pytest.fixture
def anna():
    return UserFactory(username="anna", time_zone="Europe/Paris")


@pytest.fixture
def sinerem(anna):
    application = ApplicationFactory(number="EMEA/H/C/000801", product__name="Sinerem")
    Subscription.objects.create(
        person=anna, application=application, minimum_significance="minor", note="Competitor: tell Dr Meier"
    )
    return application


@pytest.fixture
def page():
    return SnapshotFactory(
        source__title="Sinerem: EMA medicine page",
        source__address="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
        retrieved_at=RETRIEVED,
    )


@pytest.fixture
def withdrawal(sinerem, page):
    return ChangeFactory(application=sinerem, before="opinion", after="application-withdrawn", snapshot=page)


def the_mail():
    """The mail of the one delivery that matching makes."""
    match_changes()
    alert = compose(Delivery.objects.select_related("person", "application__product").latest("id"))
    assert alert is not None
    return message_of_alert(alert)


def html_of(mail) -> str:
    """Its HTML part."""
    return next(str(part.content) for part in mail.alternatives if part.mimetype == "text/html")


def both_parts() -> list[str]:
    """Text and HTML, which say the same."""
    mail = the_mail()
    return [str(mail.body), html_of(mail)]


def test_the_subject_says_which_application_and_from_what_to_what(withdrawal):
    assert the_mail().subject == "Sinerem (EMEA/H/C/000801): Opinion → Application withdrawn"


def test_it_says_before_and_after_in_words_and_what_that_means(withdrawal):
    for part in both_parts():
        assert "Opinion" in part
        assert "Application withdrawn" in part
        assert "The applicant withdrew the application before a decision: it was never authorised." in part


def test_the_evidence_is_the_words_their_source_and_when_it_was_read_in_the_readers_time(sinerem, page, withdrawal):
    step = StepFactory(procedure__application=sinerem, kind="application-withdrawn", date=datetime.date(2007, 12, 13))
    EvidenceFactory(step=step, quote="The application was at day 175", locator="Stage", first_snapshot=page)
    EvidenceFactory(step=step, quote="Words of another page", first_snapshot=SnapshotFactory())

    for part in both_parts():
        assert "“The application was at day 175”" in part
        assert "Stage" in part
        assert "Words of another page" not in part
        assert "Sinerem: EMA medicine page" in part
        assert "24 Jan 2008, 17:05 CET" in part
        assert "https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem" in part
        assert f"https://clockstop.example.org/snapshots/{page.id}/" in part
        assert f"https://clockstop.example.org/changes/{withdrawal.id}/" in part
        assert "https://clockstop.example.org/applications/EMEA/H/C/000801/" in part


def test_the_authoritys_own_word_for_a_status_is_quoted(sinerem, page, withdrawal):
    record = ApplicationRecord(
        number=sinerem.number, authority="EMA", status="application-withdrawn", status_text="Withdrawn application"
    )
    ObservationFactory(says=record, snapshot=page)

    for part in both_parts():
        assert "“Withdrawn application”" in part


def test_the_words_for_a_step_are_those_with_its_date(sinerem, page):
    early, late = (
        StepFactory(procedure__application=sinerem, date=datetime.date(2007, 3, 22)),
        StepFactory(procedure__application=ApplicationFactory(), date=datetime.date(2007, 7, 19)),
    )
    EvidenceFactory(step=early, quote="questions in March", first_snapshot=page)
    EvidenceFactory(step=early, date=datetime.date(2007, 7, 19), quote="questions in July", first_snapshot=page)
    EvidenceFactory(step=late, quote="questions about another medicine", first_snapshot=page)
    ChangeFactory(
        application=sinerem,
        subject="step",
        procedure="initial",
        field="list-of-questions",
        item="list-of-questions:1",
        before=None,
        after="2007-03-22",
        significance="major",
        snapshot=page,
    )

    mail = the_mail()

    assert mail.subject == "Sinerem (EMEA/H/C/000801): List of questions: 22 Mar 2007"
    assert "questions in March" in mail.body
    assert "questions in July" not in mail.body
    assert "another medicine" not in mail.body


def test_what_a_person_entered_says_who_and_why(sinerem):
    ChangeFactory(application=sinerem, snapshot=None, person_name="Ben Roth", reason="Letter of 3 May, on paper")

    for part in both_parts():
        assert "Entered by Ben Roth" in part
        assert "Letter of 3 May, on paper" in part
        assert "/snapshots/" not in part


def test_it_names_each_subscription_it_is_for_with_its_note(anna, sinerem, withdrawal):
    Subscription.objects.all().update(after_change=0)
    Subscription.objects.create(person=anna, authority="EMA", after_change=0)
    Subscription.objects.create(person=anna, authority="FDA", after_change=0)

    for part in both_parts():
        assert "Application Sinerem (EMEA/H/C/000801)" in part
        assert "Competitor: tell Dr Meier" in part
        assert "Authority European Medicines Agency" in part
        assert "Food and Drug" not in part


def test_ema_is_acknowledged_as_the_source(withdrawal):
    for part in both_parts():
        assert "Source: European Medicines Agency" in part


def test_openfda_is_not_for_medical_decisions(anna):
    combidex = ApplicationFactory(number="NDA021115", authority="FDA", category="", product__name="Combidex")
    subscribing.follow(anna, application=combidex)
    ChangeFactory(application=combidex, origin="fda.drugsfda", before=None, after="approvable")

    for part in both_parts():
        assert "Do not rely on openFDA to make decisions regarding medical care" in part
        assert "Source: European Medicines Agency" not in part


@pytest.mark.parametrize("reconstructed", ["page", "application", ""])
def test_what_is_reconstructed_says_so(reconstructed, sinerem, page, withdrawal):
    row = {"page": page, "application": sinerem}.get(reconstructed)
    if row:
        row.is_reconstructed = True
        row.save()

    for part in both_parts():
        assert ("not the authority" in part) == bool(row)


def test_several_changes_lead_with_the_status_and_count_the_rest(sinerem, page):
    for field in ("inn", "applicant"):
        ChangeFactory(application=sinerem, field=field, after="Guerbet", significance="minor", snapshot=page)
    ChangeFactory(application=sinerem, snapshot=page)

    mail = the_mail()

    assert mail.subject == "Sinerem (EMEA/H/C/000801): Under evaluation → Opinion, and 2 other changes"
    assert mail.body.index("Under evaluation") < mail.body.index("Guerbet")


def test_a_mail_is_never_too_large_and_says_what_is_left_out(sinerem, page):
    long = "a long indication " * 200
    for number in range(MOST_CHANGES + 7):
        ChangeFactory(application=sinerem, field=f"field-{number}", before=long, after=long, snapshot=page)

    mail = the_mail()

    assert "7 more changes: see the timeline" in mail.body
    assert len(html_of(mail).encode()) < 200_000


def test_mail_programs_can_unsubscribe_with_one_click(anna, sinerem, withdrawal):
    headers = the_mail().message()
    token = Subscription.objects.get(person=anna).token

    assert headers["List-Unsubscribe"] == f"<https://clockstop.example.org/alerts/unsubscribe/{token}/>"
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert headers["List-Id"] == "Clockstop alerts <alerts.clockstop.example.org>"
    assert headers["Auto-Submitted"] == "auto-generated"
    assert headers["From"] == "Clockstop <alerts@clockstop.example.org>"


def test_mails_about_one_application_are_one_thread_and_each_has_its_own_id(sinerem, withdrawal):
    first = the_mail().message()
    ChangeFactory(application=sinerem)
    second = the_mail().message()
    subscribing.follow(UserFactory(), application=ApplicationFactory())

    assert first["References"] == second["References"] == second["In-Reply-To"]
    assert first["Message-ID"] != second["Message-ID"]
    assert first["Message-ID"].endswith("@clockstop.example.org>")


def test_a_scraped_name_forges_no_header(anna):
    name = "Sinerem\r\nBcc: everyone@example.org\n\n<script>alert(1)</script>\u202egnp.exe"
    application = ApplicationFactory(product__name=name, name=name)
    subscribing.follow(anna, application=application)
    ChangeFactory(application=application, before="x\ny", after="a\r\nSubject: b")

    mail = the_mail()
    sent = mail.message()

    assert sent["Bcc"] is None
    assert mail.recipients() == [anna.email]
    assert "\n" not in mail.subject
    assert "\u202e" not in mail.subject + mail.body + html_of(mail)
    assert "<script>" not in html_of(mail)
    assert "&lt;script&gt;" in html_of(mail)


def test_only_an_address_of_the_web_is_made_a_link(sinerem):
    ChangeFactory(application=sinerem, snapshot__address="javascript:alert(1)")

    for part in both_parts():
        assert "javascript:" not in part


def test_the_message_id_tells_deliveries_of_two_installations_with_equal_ids_apart(withdrawal):
    first = the_mail().message()["Message-ID"]
    Delivery.objects.update(created_at=timezone.now() + datetime.timedelta(days=400))

    assert the_mail().message()["Message-ID"] != first
