"""The drawing as SVG: what it says, where it leads, and that nothing from a source becomes markup."""

import datetime
import re

import pytest
from lxml import etree

from scrapers.records import EvidenceRecord, ProcedureRecord, StepRecord
from tests.tracker.timelines.claims import BACKGROUND, SINEREM, TODAY, claim, date, record, sinerem, step
from tracker.catalogue.resolve import resolve
from tracker.timelines.building import build
from tracker.timelines.drawing import draw_product, draw_timeline
from tracker.timelines.timeline import Event, ProductTimeline, Statement, Timeline

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = """<script>alert("x")</script>'"><image href=x onerror=alert(1)>\x00\x0b&amp;"""


def evidence_url(event: Event) -> str:
    return f"/evidence/{event.kind}/"


def drawn(timeline: Timeline) -> etree._Element:
    return etree.fromstring(draw_timeline(timeline, evidence_url))


def timeline_of(*steps: StepRecord, **facts: object) -> Timeline:
    return build(resolve([claim(record(SINEREM, *steps, **facts))]), BACKGROUND, TODAY)


def links(svg: etree._Element) -> list[etree._Element]:
    return list(svg.iter(f"{SVG}a"))


def texts(svg: etree._Element) -> str:
    return " ".join("".join(text.itertext()) for text in svg.iter(f"{SVG}text"))


def test_the_withdrawal_of_sinerem_is_a_link_that_says_everything_and_leads_to_its_evidence():
    (link,) = links(drawn(build(sinerem(), BACKGROUND, TODAY)))
    assert link.get("aria-label") == "13 Dec 2007: Application withdrawn, day 175 (reported)"
    assert link.get("href") == "/evidence/application-withdrawn/"


def test_day_175_stands_on_a_scale_of_days_between_120_and_210_which_are_no_events():
    svg = drawn(build(sinerem(), BACKGROUND, TODAY))
    (ruler,) = [group for group in svg.iter(f"{SVG}g") if group.get("class") == "ruler"]
    said = texts(ruler)
    for words in ("120", "List of questions", "180", "210", "Opinion", "Application withdrawn, day 175 (reported)"):
        assert words in said
    assert "nominal days, not dates" in said
    assert not list(ruler.iter(f"{SVG}a"))


def test_the_drawing_has_a_title_a_description_and_a_role():
    svg = drawn(build(sinerem(), BACKGROUND, TODAY))
    assert svg.find(f"{SVG}title").text == "Timeline of Sinerem, EMEA/H/C/000801"
    assert "13 Dec 2007" in svg.find(f"{SVG}desc").text
    assert svg.get("role") == "group"
    named = svg.get("aria-labelledby").split()
    assert named == [svg.find(f"{SVG}title").get("id"), svg.find(f"{SVG}desc").get("id")]


def test_there_is_no_inline_style_and_no_script():
    svg = drawn(build(sinerem(), BACKGROUND, TODAY))
    for element in svg.iter():
        assert element.get("style") is None
        assert not any(name.startswith("on") for name in element.keys())  # noqa: SIM118
        assert element.tag not in (f"{SVG}script", f"{SVG}style")


@pytest.mark.parametrize("field", ["name", "status_text", "applicant"])
def test_hostile_words_of_a_field_stay_words(field: str):
    timeline = timeline_of(step("opinion", "2019-01-31"), **{field: HOSTILE})
    product = ProductTimeline(1, "p", HOSTILE, None, TODAY, (timeline,), (), ())
    svg = etree.fromstring(draw_product(product, evidence_url))
    assert not list(svg.iter(f"{SVG}script", f"{SVG}image"))


def test_hostile_words_of_a_step_stay_words():
    hostile = StepRecord(
        kind="other", date=date("2019-01-31"), label=HOSTILE, evidence=(EvidenceRecord(quote=HOSTILE, locator=HOSTILE),)
    )
    known = resolve([claim(record(procedures=(ProcedureRecord(slug=HOSTILE, type=HOSTILE, steps=(hostile,)),)))])
    drawing = draw_timeline(build(known, BACKGROUND, TODAY), lambda event: f'/e?{event.label}" onfocus="x')
    svg = etree.fromstring(drawing)
    (link,) = links(svg)
    assert '<script>alert("x")</script>' in link.get("aria-label")
    assert link.get("data-quote").startswith('<script>alert("x")</script>')
    assert link.get("onfocus") is None
    assert "<script" not in drawing
    assert "\x00" not in drawing


def test_a_statement_whose_source_is_no_web_address_is_no_link():
    statements = (
        Statement("EU", "CE mark", date("2010"), "The press", "javascript:alert(1)"),
        Statement("EU", "Approved", date("2001-03"), "The press", "https://press.example.org/a"),
    )
    svg = etree.fromstring(draw_product(ProductTimeline(1, "p", "P", None, TODAY, (), statements, ()), evidence_url))
    assert [link.get("href") for link in links(svg)] == ["https://press.example.org/a"]
    assert "javascript" not in etree.tostring(svg).decode()


def test_planned_and_actual_are_told_apart():
    timeline = timeline_of(
        step("submitted", "2026-01-15"),
        step("oral-explanation", "2027-01-20", state="planned"),
        status="under-evaluation",
    )
    actual, planned = links(drawn(timeline))
    assert "planned" not in actual.get("class").split()
    assert "planned" in planned.get("class").split()
    assert planned.get("aria-label") == "20 Jan 2027: Oral explanation, planned"


def test_a_conflict_is_marked_and_said():
    claims = (
        claim(record(SINEREM, step("opinion", "2019-01-30"))),
        claim(record(SINEREM, step("opinion", "2019-01-31")), "ema.medicines"),
    )
    (link,) = links(drawn(build(resolve(claims), BACKGROUND, TODAY)))
    assert "conflict" in link.get("class").split()
    assert "sources differ" in link.get("aria-label")
    assert [group.get("class") for group in link.iter(f"{SVG}g")] == ["badge"]


def test_a_month_is_drawn_as_a_span_and_a_meeting_as_a_range():
    month, meeting = links(
        drawn(
            timeline_of(
                step("submitted", "2018-05"),
                step("opinion", "2019-01-31", range=(datetime.date(2019, 1, 28), datetime.date(2019, 1, 31))),
            )
        )
    )
    assert any("uncertain" in (rect.get("class") or "") for rect in month.iter(f"{SVG}rect"))
    assert any("range" in (rect.get("class") or "") for rect in meeting.iter(f"{SVG}rect"))
    assert meeting.get("aria-label") == "31 Jan 2019: Opinion, meeting of 28–31 Jan 2019"


def test_a_clock_stop_is_a_named_band():
    svg = drawn(
        timeline_of(
            step("procedure-started", "2019-06-20"),
            step("list-of-questions", "2019-10-17"),
            step("clock-restarted", "2020-04-27"),
            step("opinion-positive", "2020-07-23"),
        )
    )
    (band,) = [
        group for group in svg.iter(f"{SVG}g") if (group.get("class") or "").split()[:1] == ["stop"] and group[0].text
    ]
    assert band.find(f"{SVG}title").text == "Clock stopped 18 Oct 2019 to 26 Apr 2020, 192 days"


def test_today_is_a_line_where_it_is_near_and_words_where_it_is_far():
    near = drawn(timeline_of(step("submitted", "2026-01-15"), status="under-evaluation"))
    far = drawn(build(sinerem(), BACKGROUND, TODAY))
    assert any(group.get("class") == "today moves" for group in near.iter(f"{SVG}g"))
    assert not any(group.get("class") == "today moves" for group in far.iter(f"{SVG}g"))
    assert "today, 21 Nov 2026 →" in texts(far)


def test_the_legend_explains_the_signs_that_are_used_and_no_others():
    said = texts(drawn(build(sinerem(), BACKGROUND, TODAY)))
    assert "unfavourable outcome or end" in said
    assert "planned" not in said


def test_supplements_with_one_step_share_a_lane_and_those_with_a_story_have_their_own():
    procedures = (
        ProcedureRecord(slug="ORIG-1", steps=(step("approved", "2009-06-30"),)),
        ProcedureRecord(slug="SUPPL-3", type="supplement", steps=(step("supplement-approved", "2010-11-24"),)),
        ProcedureRecord(slug="SUPPL-5", type="supplement", steps=(step("supplement-approved", "2010-11-24"),)),
        ProcedureRecord(
            slug="SUPPL-9",
            type="supplement",
            steps=(
                step("submitted", "2012-12-21"),
                step("complete-response", "2014-01-22"),
                step("supplement-approved", "2018-02-02"),
            ),
        ),
    )
    known = resolve([claim(record("NDA022180", procedures=procedures), "fda.drugsfda")])
    said = texts(drawn(build(known, BACKGROUND, TODAY)))
    assert "Supplement SUPPL-9" in said
    assert "2 procedures" in said


def test_every_application_of_a_product_has_its_heading_and_status():
    eu = timeline_of(step("authorised", "2012-06-15"), name="Rienso", status="withdrawn", status_text="Withdrawn")
    us = build(
        resolve([claim(record("NDA022180", step("approved", "2009-06-30"), name="FERAHEME"), "fda.drugsfda")]),
        BACKGROUND,
        TODAY,
    )
    svg = etree.fromstring(
        draw_product(ProductTimeline(1, "f", "Feraheme", None, TODAY, (eu, us), (), ()), evidence_url)
    )
    said = texts(svg)
    assert "EMA · Rienso · EMEA/H/C/000801" in said
    assert "FDA · FERAHEME · NDA022180" in said
    assert "Withdrawn" in said
    assert len(links(svg)) == 2


def test_two_drawings_on_a_page_share_no_id():
    timeline = build(sinerem(), BACKGROUND, TODAY)
    ids = [set(re.findall(r'id="([^"]+)"', draw_timeline(timeline, evidence_url, name))) for name in ("one", "two")]
    assert ids[0]
    assert not ids[0] & ids[1]
