"""Whose meeting it is, and on which days: from titles, and from the days in EMA's list of events."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.ema.committees import COMMITTEES, committee, sitting
from scrapers.ema.meeting_days import from_list, from_title


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("Mon, Sep 14 - Thu, Sep 17 2026, All day", "2026-09-14", "2026-09-17"),
        ("Wed, Jul 15 2026, 9:30am - 1:30pm", "2026-07-15", "2026-07-15"),
        ("Tue, Jun 30 2026, 9am - 5pm, Wed, Jul 1 2026, 11 - 4pm", "2026-06-30", "2026-07-01"),
        ("Wed, Jul 1 2026, 11 - 4pm, Tue, Jun 30 2026, 9am - 5pm", "2026-06-30", "2026-07-01"),
        ("Wed, Dec 30 - Sat, Jan 2 2027, All day", "2026-12-30", "2027-01-02"),
        ("Wed, Dec 30 2026 - Sat, Jan 2 2027, All day", "2026-12-30", "2027-01-02"),
        ("Mon, Sep 14 2026, 9am - Tue, Sep 15 2026, 5pm", "2026-09-14", "2026-09-15"),
        ("Mon, Sep 14 2026, All day", "2026-09-14", "2026-09-14"),
        ("Mon, Sep 14 2026", "2026-09-14", "2026-09-14"),
        ("Mon, Sep 14 2026, 14:00", "2026-09-14", "2026-09-14"),
        ("Monday, September 14 2026, 9 am – 1 pm", "2026-09-14", "2026-09-14"),
    ],
)
def test_days_in_the_list_of_events(text: str, first: str, last: str) -> None:
    days = from_list(text)
    assert (str(days.first), str(days.last)) == (first, last)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "TBC",
        "Mon, Sep 14, All day",
        "Tue, Sep 14 2026, All day",
        "Mon, Sep 31 2026",
        "Mon, Smarch 14 2026",
        "14/09/2026",
        "Mon, Sep 14 2026, All day, and more",
        "Mon, Sep 14 2026, All day TBC",
        "Thu, Sep 17 2026 - Mon, Sep 14 2026",
        "Mon, Sep 14 2020 - Thu, Sep 17 2026",
    ],
)
def test_days_in_any_other_form_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_list(text)


@given(st.dates(datetime.date(2000, 1, 1), datetime.date(2090, 1, 1)), st.integers(0, 6))
def test_a_meeting_of_some_days_has_its_first_and_its_last_whatever_months_it_spans(
    first: datetime.date, more: int
) -> None:
    last = first + datetime.timedelta(days=more)
    year = "" if first.year == last.year else f" {first.year}"
    listed = f"{first:%a, %b} {first.day} - {last:%a, %b} {last.day} {last.year}, All day"
    titled = f"Committee: {first.day} {first:%B}{year} - {last.day} {last:%B} {last.year}"
    for days in (from_list(listed), from_title(titled)):
        assert (days.first.first, days.last.first) == (first, last)


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("Meeting highlights from the committee 14-17 September 2026", "2026-09-14", "2026-09-17"),
        ("Meeting highlights 30 January–2 February 2023", "2023-01-30", "2023-02-02"),
        ("Meeting highlights 29 December - 1 January 2027", "2026-12-29", "2027-01-01"),
        ("Meeting highlights 24 July 2025", "2025-07-24", "2025-07-24"),
    ],
)
def test_days_in_a_title(title: str, first: str, last: str) -> None:
    days = from_title(title)
    assert (str(days.first), str(days.last)) == (first, last)


@pytest.mark.parametrize(
    "title",
    [
        "Meeting highlights 28 September - 1 October",
        "Meeting highlights September 2026",
        "Meeting highlights 31 June 2026",
        "Meeting highlights 17-14 September 2026",
        "Meeting highlights 14-17 September 2026, 12-15 October 2026",
        "",
    ],
)
def test_a_title_without_the_days_of_one_meeting_is_refused(title: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        from_title(title)


@pytest.mark.parametrize(
    ("title", "acronym"),
    [
        ("Committee for Medicinal Products for Human Use (CHMP): 16-19 November 2026", "CHMP"),
        ("Meeting highlights from the Pharmacovigilance Risk Assessment Committee (PRAC): March", "PRAC"),
        ("Extraordinary meeting of the Paediatric Committee (PDCO)", "PDCO"),
        ("CANCELLED: Committee for Advanced Therapies (CAT): 1-2 March 2026", "CAT"),
        ("Committee for Medicinal Products for Veterinary Use (CVMP): 1-2 March 2010", "CVMP"),
        ("Committee for Veterinary Medicinal Products (CVMP): 1-2 March 2026", "CVMP"),
        ("Committee on Herbal Medicinal Products (HMPC): 1-2 March 2026", "HMPC"),
        ("COMP plenary 1-2 March 2026", "COMP"),
        (
            "Co-ordination Group for Mutual Recognition and Decentralised Procedures – Human (CMDh): 1-2 March 2026",
            "CMDh",
        ),
    ],
)
def test_a_committees_meeting_shows_by_its_title(title: str, acronym: str) -> None:
    found = committee(title)
    assert found is not None
    assert found.acronym == acronym


@pytest.mark.parametrize(
    "title",
    [
        "Workshop on the work of the Committee for Advanced Therapies (CAT)",
        "Meeting of the Exemplary Shortages Working Party",
        "Categories of variations: training",
        "CHMP/CVMP joint workshop on quality",
        "",
    ],
)
def test_what_only_names_a_committee_is_no_meeting_of_it(title: str) -> None:
    assert committee(title) is None


def test_the_name_is_in_full_with_the_acronym_in_brackets() -> None:
    assert COMMITTEES[0].title == "Committee for Medicinal Products for Human Use (CHMP)"
    assert len({each.acronym for each in COMMITTEES}) == len(COMMITTEES)


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Committee for Medicinal Products for Human Use (CHMP): 14-17 September 2026", "plenary"),
        ("Pharmacovigilance Risk Assessment Committee (PRAC): 28 September - 1 October 2026", "plenary"),
        ("CANCELLED: Committee for Advanced Therapies (CAT): 1-2 March 2026", "plenary"),
        ("Committee for Orphan Medicinal Products (COMP) meeting: 1-3 Dec 2026 (virtual)", "plenary"),
        ("COMP plenary 1-2 March 2026", "plenary"),
        (
            "Co-ordination Group for Mutual Recognition and Decentralised Procedures – Human (CMDh): 1 March 2026",
            "plenary",
        ),
        (
            "Extraordinary meeting of the Committee for Medicinal Products for Human Use (CHMP): 1 March 2026",
            "extraordinary",
        ),
        ("Committee for Medicinal Products for Human Use (CHMP) extraordinary meeting: 1 March 2026", "extraordinary"),
        ("Committee for Medicinal Products for Human Use (CHMP) ORGAM meeting: 7 September 2020", None),
        ("CHMP PROM: 7 September 2026", None),
        ("Committee for Medicinal Products for Human Use (CHMP): preparatory and organisational matters", None),
        ("CHMP Scientific Advice Working Party: 1-3 September 2026", None),
        ("CHMP written procedure: 18-20 August 2026", None),
        ("PRAC and patients: a workshop, 1 March 2026", None),
        ("Meeting highlights from the Pharmacovigilance Risk Assessment Committee (PRAC): March 2026", None),
        ("Paediatric Committee (PDCO) learning day: 1 March 2026", None),
        ("Workshop on the work of the Committee for Advanced Therapies (CAT)", None),
        ("", None),
    ],
)
def test_only_the_committee_s_own_meeting_is_a_sitting_of_it(title: str, expected: str | None) -> None:
    assert sitting(title) == expected
