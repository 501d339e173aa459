"""The catalogue is a function of the archive and of what people entered and decided."""

import datetime
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from tests.tracker.intake.worlds import day, ingest_table, medicines, number, with_changes
from tracker.catalogue.models import (
    Application,
    Change,
    Document,
    Entry,
    Evidence,
    Observation,
    ProceduralStep,
    Procedure,
    Product,
)
from tracker.catalogue.orphans import count_orphans, unchecked_keys
from tracker.intake import entries, rebuild
from tracker.intake.apply import Person
from tracker.intake.dump import lines
from tracker.intake.holds import release
from tracker.intake.links import link
from tracker.intake.models import Decision, Hold
from tracker.intake.pipeline import ingest_bytes
from tracker.people.models import User

pytestmark = pytest.mark.django_db

SINEREM = Path(__file__).resolve().parents[3] / "fixtures" / "pages" / "sinerem.html"
SOMEBODY = Person("somebody", "It is the same substance group, in words.")


@pytest.fixture
def eventful() -> None:
    """A table that changes, drifts and is released; a page; an override, released again; a link."""
    rows = medicines(60)
    ingest_table(rows, day(1))
    ingest_bytes(
        SINEREM.read_bytes(),
        address="https://www.ema.europa.eu/en/medicines/human/EPAR/sinerem",
        retrieved_at=day(1, 7) + datetime.timedelta(microseconds=123456),
        reconstructed=True,
    )
    moved = with_changes(with_changes(rows, range(60), group="Antineoplastic agents"), [3], status="Withdrawn")
    ingest_table(moved, day(2), stamp="2026-01-02T06:00:00Z")
    release(Hold.objects.get(), SOMEBODY)
    user = User.objects.create(username="reviewer")
    override = entries.enter(
        Entry(
            application_number=number(5),
            authority="EMA",
            field="applicant",
            value="Another Holder",
            is_override=True,
            claimed_by="The holder",
            file="letter of 3 January 2026",
            reason="The table lags behind.",
        ),
        user,
    )
    entries.enter(
        Entry(
            application_number=number(6),
            authority="EMA",
            kind="submitted",
            date=datetime.date(2025, 5, 1),
            claimed_by="The holder",
            file="letter of 4 January 2026",
            reason="No authority publishes it.",
        ),
        user,
    )
    ingest_table(moved[:-1], day(3), stamp="2026-01-03T06:00:00Z")
    entries.release(override, user, "The table has it now.")
    Product.objects.create(key="family", name="The family")
    link(number(1), "family", SOMEBODY)


def test_a_replay_of_all_that_arrived_comes_out_the_same(eventful) -> None:
    assert Decision.objects.count() == 2
    verdict = rebuild.verify()
    assert (verdict.only_here, verdict.only_replayed) == ((), ())
    assert verdict.rows > 60 * 3


def test_a_row_that_was_tampered_with_is_found(eventful) -> None:
    Application.objects.filter(number=number(2)).update(status="refused")
    verdict = rebuild.verify()
    assert any("refused" in line for line in verdict.only_here)
    with pytest.raises(CommandError, match="not identical: 1 rows only here, 1 only replayed"):
        call_command("rebuild", "--verify")


def test_a_rebuild_of_what_is_right_changes_nothing_and_sends_nothing(eventful) -> None:
    Change.objects.update(matched_at=timezone.now())
    before = list(lines())
    assert rebuild.rebuild().rows == 0
    assert list(lines()) == before
    assert not Change.objects.filter(matched_at=None).exists()
    assert all(row.superseded_at > row.stands_since for row in Observation.objects.exclude(superseded_at=None))


def test_a_rebuild_puts_right_what_was_lost_and_leaves_what_people_entered(eventful) -> None:
    before = list(lines())
    entered = list(Entry.objects.values())
    ProceduralStep.objects.filter(procedure__application__number="EMEA/H/C/000801").delete()
    Document.objects.all().delete()
    Evidence.objects.filter(origin="ema.medicine_page").delete()
    Observation.objects.filter(key=number(3)).delete()
    Change.objects.exclude(snapshot=None).delete()
    Application.objects.filter(number=number(4)).update(name="Spoilt")

    assert rebuild.rebuild().rows > 0

    assert list(lines()) == before
    assert list(Entry.objects.values()) == entered
    assert not Change.objects.exclude(snapshot=None).filter(matched_at=None).exists()


def test_what_hung_on_rows_that_were_deleted_by_hand_is_found_and_put_right(eventful) -> None:
    before = list(lines())
    assert count_orphans() == 0
    for model, divisor in ((Procedure, 2), (ProceduralStep, 3), (Document, 2)):
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {model._meta.db_table} WHERE id %% %s = 0", [divisor])
    assert count_orphans() > 0

    rebuild.rebuild()

    assert count_orphans() == 0
    assert list(lines()) == before


def test_each_key_that_the_database_does_not_check_is_watched() -> None:
    unchecked = {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config("catalogue").get_models()
        for field in model._meta.concrete_fields
        if field.is_relation and not field.db_constraint and field.remote_field.related_name != "+"
    }
    assert {f"{key.model.__name__}.{key.name}" for key in unchecked_keys()} == unchecked


def test_a_replay_wants_a_database_of_its_own(eventful, tmp_path) -> None:
    with pytest.raises(CommandError, match="not empty"):
        call_command("replay", tmp_path / "inputs", tmp_path)
