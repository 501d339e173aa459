"""Which timetable a procedure has, as far as what is known of it decides."""

import datetime

import pytest

from scrapers.dates import from_iso
from scrapers.identifiers import procedure_type
from scrapers.records import ApplicationRecord, ProcedureRecord, StepRecord
from tracker.catalogue.known import Claim
from tracker.catalogue.resolve import resolve
from tracker.timetables.choosing import RULES, Choice, timetable_of
from tracker.timetables.timetables import timetables

HUMAN, NDA, BLA, ANDA = "EMEA/H/C/000801", "NDA209510", "BLA125553", "ANDA206604"
MOMENT = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


def choice(number: str, slug: str, started: str = "", *, of: str = "marketing-authorisation", **fields) -> Choice:
    """The choice for a procedure that started, or was received, on a day."""
    authority = "EMA" if number.startswith(("EM", "EU/")) else "FDA"
    kind = "submitted" if authority == "FDA" else "procedure-started"
    steps = (StepRecord(kind=kind, date=from_iso(started)),) if started else ()
    category = fields.pop("category", "")
    of_procedure = {name: fields.pop(name) for name in ("submission_class", "review_priority") if name in fields}
    procedure = ProcedureRecord(slug=slug, type=procedure_type(slug), steps=steps, details=of_procedure)
    record = ApplicationRecord(
        number=number, authority=authority, type=of, category=category, details=fields, procedures=(procedure,)
    )
    known = resolve([Claim(origin="x", claimed_by=authority, retrieved_at=MOMENT, record=record, snapshot=1)])
    return timetable_of(known, known.procedures[0])


def chosen(*args, **facts) -> str:
    timetable = choice(*args, **facts).timetable
    return timetable.procedure if timetable else ""


@pytest.mark.parametrize(
    ("slug", "procedure"),
    [
        ("initial", "ema-centralised"),
        ("IA/0005", "ema-type-ia"),
        ("IAIN/0012", "ema-type-iain"),
        ("IAIN/0012/G", "ema-type-iain"),
        ("IB/0010", "ema-type-ib"),
        ("IB/0010/G", "ema-type-ib"),
        ("X/0003", "ema-extension"),
        ("R/0023", "ema-renewal"),
        ("PSUSA/00010834/202111", "ema-psusa"),
        ("A20/0011", "ema-referral"),
    ],
)
def test_at_ema_the_designation_of_a_procedure_tells_its_timetable(slug: str, procedure: str):
    assert chosen(HUMAN, slug, "2026-02-02") == procedure


@pytest.mark.parametrize("slug", ["II/0029", "II/0006/G", "WS/2451", "IG/1234", "VR/0000246587", "N/0049", "T/0008"])
def test_where_a_designation_does_not_tell_the_length_there_is_none_and_the_reason_is_said(slug: str):
    found = choice(HUMAN, slug, "2026-02-02")
    assert found.timetable is None
    assert found.reason.endswith(".")


def test_the_rules_for_type_ia_hold_from_15_january_2026():
    assert chosen(HUMAN, "IA/0005", "2026-01-14") == ""
    assert chosen(HUMAN, "IA/0005", "2026-01-15") == "ema-type-ia"


@pytest.mark.parametrize(
    ("said", "procedure"),
    [("Yes", "ema-centralised-accelerated"), ("No", "ema-centralised"), ("", "ema-centralised")],
)
def test_accelerated_assessment_has_its_own_timetable(said: str, procedure: str):
    assert chosen(HUMAN, "initial", "2016-01-28", accelerated_assessment=said) == procedure


def test_accelerated_assessment_in_a_word_that_is_not_known_decides_nothing():
    assert chosen(HUMAN, "initial", "2016-01-28", accelerated_assessment="Reverted") == ""


@pytest.mark.parametrize("number", ["EMEA/V/C/000042", "EMEA/W/C/002319"])
def test_other_medicines_than_human_ones_for_the_union_have_none(number: str):
    assert chosen(number, "initial", "2020-01-30") == ""


@pytest.mark.parametrize(
    ("number", "of", "procedure"),
    [
        ("EU/3/08/596", "orphan-designation", "ema-orphan-designation"),
        ("EMEA-000123-PIP01-08", "paediatric-investigation-plan", "ema-pip"),
        ("EMEA-000123-PIP01-08-M05", "paediatric-investigation-plan", ""),
        ("EMA/REF/0000271842", "referral", "ema-referral"),
        ("PSUSA/10834/202111", "psusa", "ema-psusa"),
    ],
)
def test_what_has_a_number_of_its_own_has_the_timetable_of_its_type(number: str, of: str, procedure: str):
    assert chosen(number, "initial", "2026-02-02", of=of) == procedure


def test_a_veterinary_referral_has_none():
    assert chosen("EMA/REF/0000271842", "initial", "2026-02-02", of="referral", category="Veterinary") == ""


@pytest.mark.parametrize(
    ("received", "submission_class", "priority", "procedure"),
    [
        ("2017-10-05", "TYPE 1", "STANDARD", "fda-nda-program-standard"),
        ("2017-10-05", "TYPE 1/4", "PRIORITY", "fda-nda-program-priority"),
        ("2012-10-01", "TYPE 1", "STANDARD", "fda-nda-program-standard"),
        ("2012-09-30", "TYPE 1", "STANDARD", "fda-nda-standard"),
        ("2017-10-05", "TYPE 3", "STANDARD", "fda-nda-standard"),
        ("2017-10-05", "TYPE 5", "PRIORITY", "fda-nda-priority"),
        ("2017-10-05", "TYPE 1", "UNKNOWN", ""),
        ("2017-10-05", "UNKNOWN", "STANDARD", ""),
        ("2017-10-05", "TYPE 9", "STANDARD", ""),
        ("", "TYPE 1", "STANDARD", ""),
    ],
)
def test_an_nda_goes_by_its_receipt_its_class_and_its_priority(
    received: str, submission_class: str, priority: str, procedure: str
):
    assert chosen(NDA, "ORIG-1", received, submission_class=submission_class, review_priority=priority) == procedure


def test_without_a_day_of_receipt_the_reason_is_said():
    assert "receipt" in choice(NDA, "ORIG-1", submission_class="TYPE 1", review_priority="STANDARD").reason


def test_the_class_of_a_biologic_does_not_tell_whether_it_is_a_biosimilar():
    """Drugs@FDA of 2 Jul 2019 has Zarxio, a biosimilar (BLA125553), as TYPE 1, standard."""
    facts = {"submission_class": "TYPE 1", "review_priority": "STANDARD"}
    assert "biosimilar" in choice(BLA, "ORIG-1", "2014-05-08", **facts).reason
    assert chosen(BLA, "ORIG-1", "2014-05-08", biosimilar="Yes", **facts) == "fda-biosimilar"
    assert chosen(BLA, "ORIG-1", "2014-05-08", biosimilar="No", **facts) == "fda-nda-program-standard"


@pytest.mark.parametrize(
    ("number", "submission_class", "priority", "procedure"),
    [
        (NDA, "EFFICACY", "STANDARD", "fda-efficacy-supplement-standard"),
        (NDA, "EFFICACY", "PRIORITY", "fda-efficacy-supplement-priority"),
        (BLA, "EFFICACY", "STANDARD", "fda-efficacy-supplement-standard"),
        (NDA, "LABELING", "STANDARD", "fda-labelling-supplement"),
        (NDA, "MANUF (CMC)", "STANDARD", ""),
        (ANDA, "LABELING", "STANDARD", ""),
    ],
)
def test_a_supplement_goes_by_its_class(number: str, submission_class: str, priority: str, procedure: str):
    facts = {"submission_class": submission_class, "review_priority": priority}
    assert chosen(number, "SUPPL-9", "2023-02-28", **facts) == procedure


@pytest.mark.parametrize(
    ("received", "priority", "procedure"),
    [
        ("2017-10-01", "STANDARD", "fda-anda-standard"),
        ("2017-09-30", "STANDARD", ""),
        ("2019-01-15", "PRIORITY", ""),
        ("", "STANDARD", ""),
    ],
)
def test_a_generic_has_the_goals_of_gdufa_ii_from_1_october_2017(received: str, priority: str, procedure: str):
    assert chosen(ANDA, "ORIG-1", received, review_priority=priority) == procedure


def test_every_rule_names_a_timetable_that_there_is_or_says_why_there_is_none():
    there = {one.procedure for one in timetables() if not one.provisional}
    assert all((rule.timetable in there) != bool(rule.reason) for rule in RULES)
