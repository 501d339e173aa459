"""`manage.py timetable`: what it prints, and what it refuses in one line."""

import io
import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    """What the command prints."""
    output = io.StringIO()
    call_command("timetable", *arguments, stdout=output)
    return output.getvalue()


def test_the_json_has_every_field_of_the_contract():
    computed = json.loads(run("ema-centralised", "--start", "2019-06-20", "--json"))
    assert computed["procedure"] == "ema-centralised"
    questions = next(step for step in computed["steps"] if step["kind"] == "list-of-questions")
    assert (questions["day"], questions["date"], questions["certainty"]) == (120, "2019-10-17", "EMA")
    assert questions["label"]
    assert questions["basis"]


def test_stops_meetings_and_events_move_the_days():
    answers = [
        ("--stop", "2019-10-18..2020-04-26"),
        ("--meeting", "2020-06-25"),
        ("--event", "list-of-questions=2019-10-17", "--event", "clock-restarted=2020-04-27"),
    ]
    for given in answers:
        computed = json.loads(run("ema-centralised", "--start", "2019-06-20", "--json", *given))
        assert computed["stops"][0]["from"] == "2019-10-18"
        assert computed["stops"][0]["to"] == "2020-04-26"
        issues = next(step for step in computed["steps"] if step["kind"] == "list-of-outstanding-issues")
        assert issues["date"] == "2020-06-25"


def test_people_read_each_day_with_its_reason():
    text = run("ema-centralised", "--start", "2019-06-20", "--stop", "2019-10-18..")
    assert "17 Oct 2019" in text
    assert "day 120 = start (20 Jun 2019) + 119 days" in text
    assert "since 18 Oct 2019 (after: list-of-questions)" in text


def test_without_a_procedure_all_are_listed():
    listed = dict(line.split(maxsplit=1) for line in run().splitlines())
    assert listed["ema-centralised"].startswith("EMA centralised procedure")
    assert listed["fda-biosimilar"] == "FDA biosimilar application"


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["ema-centralisd", "--start", "2019-06-20"], "there are: ema-centralised"),
        (["ema-centralised"], "give the day of the start"),
        (["ema-centralised", "--start", "20.06.2019"], "write it as 2025-12-01"),
        (["ema-centralised", "--start", "2019-06-20", "--stop", "2019-10-18"], "is not a stop"),
        (["ema-centralised", "--start", "2019-06-20", "--stop", "2019-10-18..2019-10-17"], "ends before it begins"),
        (["ema-centralised", "--start", "2019-06-20", "--stop", "2019-06-20..2019-07-17"], "the clock started on"),
        (["ema-centralised", "--start", "2019-06-20", "--event", "opinion"], "is not an event"),
        (["ema-centralised", "--start", "2019-06-20", "--event", "opinon=2019-10-17"], "'opinon' is not a kind"),
        (["ema-centralised", "--start", "2019-06-20", "--event", "opinion=soon"], "write it as 2025-12-01"),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(arguments: list[str], told: str):
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
    assert refused.value.returncode in (1, 2)
