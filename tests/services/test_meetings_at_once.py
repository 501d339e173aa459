"""Whoever says at the same moment when a committee meets: one meeting comes of it, and nobody fails."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from tests.factories import UserFactory
from tests.services.test_intake_at_once import ROUNDS, at_once
from tracker.timetables.meetings import Recorded, record
from tracker.timetables.models import Meeting
from tracker.timetables.telling import Told

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_person_and_a_list_add_the_same_meeting_once():
    person = UserFactory()
    for round_ in range(ROUNDS):
        last = datetime.date(2031, 1, 2) + datetime.timedelta(days=28 * round_)
        listed = Told("CHMP", None, last, "a list", "EMA", Meeting.Origin.LIST, status="scheduled")
        typed = Told("CHMP", None, last, "a letter", "EMA", Meeting.Origin.PERSON, person=person)
        results = at_once(*(partial(record, [told], timezone.now()) for told in (listed, typed)))
        assert Recorded(new=1) in results
        row = Meeting.objects.get(committee="CHMP", last_day=last)
        assert (row.origin, row.source) == (Meeting.Origin.PERSON, "a letter")
