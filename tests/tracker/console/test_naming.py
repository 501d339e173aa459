"""Salts and other names are joined by a person: a name is moved, its applications follow it, and back again."""

import pytest

from tests.factories import UserFactory, WebhookFactory
from tests.tracker.intake.worlds import SPOKEN_FDA, SPOKEN_TABLE, application, day, listen, page_says
from tracker.alerts.models import Subscription
from tracker.catalogue.models import Application, Substance, SubstanceAlias
from tracker.intake.offers import offers_for


@pytest.fixture
def salts(monkeypatch, db) -> tuple[Substance, Substance]:
    """EMA names the salt, FDA the base: two substances."""
    listen(monkeypatch, SPOKEN_TABLE, SPOKEN_FDA)
    address = "https://api.fda.gov/drug/drugsfda.json"
    page_says(application("EMEA/H/C/000021", inn="metformin hydrochloride"), at=day(1), reader=SPOKEN_TABLE)
    fda = application("NDA020357", active_substance="METFORMIN")
    page_says(fda, at=day(1), address=address, reader=SPOKEN_FDA)
    return Substance.objects.get(name="metformin hydrochloride"), Substance.objects.get(name="METFORMIN")


def substances(number: str) -> list[str]:
    return [one.name for one in Application.objects.get(number=number).substances.all()]


def move(browser, of: Substance, to: str, name: str = "metforminhydrochloride", reason: str = "Its salt."):
    alias = SubstanceAlias.objects.get(key=name)
    return browser.post(f"/substances/{of.pk}/names/", {"name": alias.pk, "to": to, "reason": reason})


def test_a_name_that_is_moved_takes_its_applications_with_it_and_they_are_offered(as_chief, salts):
    salt, base = salts
    ema = Application.objects.get(number="EMEA/H/C/000021")
    assert offers_for([ema])[ema.pk].offers == ()
    assert move(as_chief, salt, "metformin").status_code == 302
    assert substances("EMEA/H/C/000021") == ["METFORMIN"]
    assert [offer.numbers for offer in offers_for([ema])[ema.pk].offers] == [("NDA020357",)]
    assert "Its salt." in base.history.first().history_change_reason


def test_moving_it_back_undoes_it(as_chief, salts):
    salt, base = salts
    move(as_chief, salt, "metformin")
    move(as_chief, base, "", reason="It is another one.")
    assert substances("EMEA/H/C/000021") == ["metformin hydrochloride"]
    assert Substance.objects.get(name="metformin hydrochloride") == salt
    assert substances("NDA020357") == ["METFORMIN"]


def test_what_is_read_next_meets_in_the_same_substance(as_chief, salts):
    salt, _ = salts
    move(as_chief, salt, "metformin")
    again = application("EMEA/H/C/000021", inn="Metformin hydrochloride", name="Exemplin")
    page_says(again, at=day(2), reader=SPOKEN_TABLE)
    assert substances("EMEA/H/C/000021") == ["METFORMIN"]


def test_nobody_who_followed_it_is_forgotten(as_chief, salts):
    salt, base = salts
    person = UserFactory()
    followed = Subscription.objects.create(person=person, substance=salt, minimum_significance="major")
    webhook = WebhookFactory(person=person)
    webhook.subscriptions.add(followed)
    move(as_chief, salt, "metformin")
    now = Subscription.objects.get(person=person, substance=base)
    assert now.minimum_significance == "major"
    assert list(now.webhooks.all()) == [webhook]


@pytest.mark.parametrize(("to", "reason"), [("no such substance", "Its salt."), ("metformin", "")])
def test_nothing_is_moved_to_what_is_not_there_or_without_a_reason(as_chief, salts, to, reason):
    assert move(as_chief, salts[0], to, reason=reason).status_code == 200
    assert substances("EMEA/H/C/000021") == ["metformin hydrochloride"]


def test_a_name_is_added_in_the_record_and_one_that_another_has_is_refused_there(as_chief, salts):
    _, base = salts
    alias = base.aliases.get()
    form = {
        "name": "METFORMIN",
        "aliases-TOTAL_FORMS": "2",
        "aliases-INITIAL_FORMS": "1",
        "aliases-0-id": alias.pk,
        "aliases-0-substance": base.pk,
        "aliases-0-name": "METFORMIN",
        "aliases-1-substance": base.pk,
    }
    address = f"/admin/catalogue/substance/{base.pk}/change/"
    refused = as_chief.post(address, {**form, "aliases-1-name": "Metformin Hydrochloride"}).content.decode()
    assert "is already a name of metformin hydrochloride" in refused
    assert as_chief.post(address, {**form, "aliases-1-name": "dimethylbiguanide"}).status_code == 302
    assert SubstanceAlias.objects.get(key="dimethylbiguanide").substance == base


def test_readers_move_nothing(as_reader, salts):
    assert move(as_reader, salts[0], "metformin").status_code == 403
