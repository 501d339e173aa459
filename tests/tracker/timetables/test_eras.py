"""Which commitments of FDA hold goes by the day of receipt."""

import datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from tracker.timetables.eras import era_of, eras, parse
from tracker.timetables.timetables import of_procedure

ERA = """
[[eras]]
name = "PDUFA VI"
first_fiscal_year = 2018
last_fiscal_year = 2022
has_program = true
source = "PDUFA VI commitment letter"
certainty = "FDA"
"""


@pytest.mark.parametrize(
    ("received", "name"),
    [
        ("1992-10-01", "PDUFA I"),
        ("1997-09-30", "PDUFA I"),
        ("1997-10-01", "PDUFA II"),
        ("2002-09-30", "PDUFA II"),
        ("2002-10-01", "PDUFA III"),
        ("2007-09-30", "PDUFA III"),
        ("2007-10-01", "PDUFA IV"),
        ("2012-09-30", "PDUFA IV"),
        ("2012-10-01", "PDUFA V"),
        ("2017-09-30", "PDUFA V"),
        ("2017-10-01", "PDUFA VI"),
        ("2022-09-30", "PDUFA VI"),
        ("2022-10-01", "PDUFA VII"),
        ("2027-09-30", "PDUFA VII"),
    ],
)
def test_an_era_runs_from_1_october_to_30_september(received: str, name: str):
    era = era_of(datetime.date.fromisoformat(received))
    assert era is not None
    assert era.name == name


@pytest.mark.parametrize("received", ["1992-09-30", "2027-10-01"])
def test_before_the_first_and_after_the_last_no_era_is_known(received: str):
    assert era_of(datetime.date.fromisoformat(received)) is None


def test_the_program_exists_from_pdufa_v():
    assert [era.name for era in eras() if era.has_program] == ["PDUFA V", "PDUFA VI", "PDUFA VII"]


@pytest.mark.parametrize("speed", ["standard", "priority"])
def test_the_timetables_of_the_program_hold_exactly_while_there_is_a_program(speed: str):
    (timetable,) = of_procedure(f"fda-nda-program-{speed}")
    with_program = [era for era in eras() if era.has_program]
    assert timetable.valid_from == with_program[0].first
    assert timetable.valid_to == with_program[-1].last


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ("eras = ", "a.toml"),
        ("eras = []", "eras"),
        (ERA.replace("2018", "'2018'"), "first_fiscal_year"),
        (ERA.replace("2018", "1918"), "1993"),
        (ERA.replace("has_program", "program"), "program"),
        (ERA.replace('"PDUFA VI commitment letter"', '""'), "source"),
        (ERA.replace("2022", "2017"), "PDUFA VI ends before it begins"),
        (ERA + ERA, "two eras are called 'PDUFA VI'"),
        (ERA + ERA.replace("PDUFA VI", "PDUFA VII"), "PDUFA VII must begin after PDUFA VI has ended"),
    ],
)
def test_broken_eras_stop_the_start_and_name_what_is_wrong(wrong: str, told: str):
    with pytest.raises(ImproperlyConfigured) as failure:
        parse(wrong, "a.toml")
    assert "a.toml" in str(failure.value)
    assert told in str(failure.value)
