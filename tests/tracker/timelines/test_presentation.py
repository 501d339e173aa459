"""The templates that pages include."""

import datetime

import pytest
from django.template.loader import render_to_string
from lxml import html

from scrapers.dates import from_iso
from scrapers.dates_in_words import in_words, range_in_words
from tests.tracker.timelines.claims import BACKGROUND, SINEREM, TODAY, claim, record, sinerem, sinerem_page, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.presentation import for_product, for_timeline
from tracker.timelines.timeline import ProductTimeline, Statement, Timeline


def table(timeline: Timeline) -> html.HtmlElement:
    return html.fromstring(f"<div>{render_to_string('timelines/_events_table.html', for_timeline(timeline))}</div>")


def figure(timeline: Timeline) -> str:
    return render_to_string("timelines/_timeline.html", for_timeline(timeline))


@pytest.mark.parametrize(("iso", "words"), [("2007-12-13", "13 Dec 2007"), ("2007-12", "Dec 2007"), ("2007", "2007")])
def test_people_read_dates_as_exact_as_they_are(iso: str, words: str):
    assert in_words(from_iso(iso)) == words


def test_a_meeting_shows_both_ends():
    assert range_in_words(datetime.date(2019, 1, 28), datetime.date(2019, 1, 31)) == "28–31 Jan 2019"
    assert range_in_words(datetime.date(2016, 3, 29), datetime.date(2016, 4, 1)) == "29 Mar – 1 Apr 2016"
    assert range_in_words(datetime.date(2015, 12, 28), datetime.date(2016, 1, 4)) == "28 Dec 2015 – 4 Jan 2016"


def test_the_table_gives_the_date_to_people_and_to_machines():
    (time,) = table(build(sinerem(), BACKGROUND, TODAY)).iter("time")
    assert time.get("datetime") == "2007-12-13"
    assert time.text == "13 Dec 2007"


def test_the_table_says_day_state_and_agreement_and_leads_to_the_evidence():
    row = table(build(resolve([claim(sinerem_page())]), BACKGROUND, TODAY)).xpath("//tbody/tr")[0]
    assert [" ".join(cell.text_content().split()) for cell in row] == [
        "13 Dec 2007",
        "Application withdrawn",
        "Initial application",
        "actual",
        "day 175 (reported) Day 175 cannot be derived from public dates: "
        "no source gives the day on which the procedure started.",
        "yes",
        "2 pieces",
    ]
    assert row.xpath(".//a/@href") == [f"#{row.get('id')}"]


def test_a_mark_of_the_drawing_leads_to_its_row_of_the_table():
    timeline = build(sinerem(), BACKGROUND, TODAY)
    (row,) = table(timeline).xpath("//tr/@id")
    assert f'href="#{row}"' in figure(timeline)


def test_nominal_days_have_a_table_of_their_own_with_their_basis():
    text = table(build(sinerem(), BACKGROUND, TODAY)).text_content()
    assert "Nominal days: when steps should happen, not when they did" in text
    assert "up to 210 days" in text


def test_the_figure_acknowledges_its_source_and_says_what_is_unknown():
    said = figure(build(sinerem(), BACKGROUND, TODAY))
    assert "Source: European Medicines Agency" in said
    assert "Start unknown; not running; active days unknown." in said


def test_what_is_reconstructed_says_so():
    said = figure(build(resolve([claim(sinerem_page(), is_reconstructed=True)]), BACKGROUND, TODAY))
    assert "Reconstructed" in said
    assert "Reconstructed" not in figure(build(sinerem(), BACKGROUND, TODAY))


def test_a_past_view_says_of_which_day_it_is():
    said = figure(build(sinerem(), BACKGROUND, TODAY, as_of=datetime.date(2025, 12, 1)))
    assert "As known on 1 Dec 2025." in said


def test_hostile_words_stay_words_in_figure_and_table():
    hostile = "<script>alert(1)</script>"
    timeline = build(
        resolve([claim(record(SINEREM, step("other", "2019-01-31", label=hostile, quote=hostile), name=hostile))]),
        BACKGROUND,
        TODAY,
    )
    page = figure(timeline) + render_to_string("timelines/_events_table.html", for_timeline(timeline))
    assert "<script" not in page


def test_a_product_without_applications_shows_what_is_stated_about_it():
    statement = Statement("EU", "A device with a CE mark", None, "The press", "https://press.example.org/a")
    context = for_product(ProductTimeline(1, "n", "NanoTherm", None, TODAY, (), (statement,), ()))
    page = render_to_string("timelines/_timeline.html", context)
    assert "Timeline of NanoTherm" in page
    assert "A device with a CE mark" in page
    assert "A device with a CE mark" in render_to_string("timelines/_events_table.html", context)
