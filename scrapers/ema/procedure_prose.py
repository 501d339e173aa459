"""What the prose of a medicine page says about the procedure: its passages, the day that was reached, nominal days."""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from scrapers.dates import MONTHS, PartialDate, from_words
from scrapers.ema.medicine_page_blocks import STRUCTURE, Block, section_name
from scrapers.records import EvidenceRecord, MilestoneRecord, PassageRecord

TOPICS = (
    ("stage", r"how far|(?:at|what|which) stage|stage of the evaluation"),
    (
        "provisional-opinion",
        r"recommendation of|opinion of the|(?:chmp|cvmp|agency|committee)'?s? (?:view|opinion|recommend)",
    ),
    (
        "main-concerns",
        r"concerns|why was .*(?:refus|not (?:approved|authorised|recommended))|reasons for (?:the )?refus",
    ),
    ("reasons", r"reasons?.*(?:withdraw|company|applicant)|why did .*withdraw"),
    (
        "consequences",
        r"consequences|(?:withdrawal|refusal|opinion|suspension) (?:affect|mean)|clinical trials|compassionate",
    ),
    ("next-steps", r"what (?:will happen|happens) (?:now|next)"),
    ("how-it-works", r"expected to work|how (?:does|did) .*work"),
    ("expected-use", r"(?:expected|intended) to be used|what (?:is|was) .*used for"),
    ("use", r"how (?:is|was) .*(?:used|given|taken)"),
    ("documentation", r"documentation|what did the company present|what data"),
    ("benefits", r"benefits?"),
    ("risks", r"risks?|side effects"),
    ("why-authorised", r"why (?:is|was|has|have) .*(?:authorised|approved)"),
    ("safe-use", r"measures"),
    ("other-information", r"^other information"),
    ("product", r"^what (?:is|was) "),
)
"""Headings of EMA's questions and answers, tried in this order, and the topic of what stands under them."""

LONGEST_QUESTION = 300
"""Characters of a heading that are looked at: the patterns above are slow on a heading made to be long."""
TOPIC_PATTERNS = [(topic, re.compile(pattern)) for topic, pattern in TOPICS]
NOISE = frozenset(("expand section", "collapse section", "share this page", "back to top", "view"))

MILESTONES = (
    (
        "opinion",
        re.compile(r"(?:up to|within|maximum of|total of) (\d{2,3}) (?:active |calendar )?days", re.IGNORECASE),
    ),
    ("list-of-questions", re.compile(r"list of questions[^.]{0,80}?\bday (\d{2,3})\b", re.IGNORECASE)),
    ("list-of-outstanding-issues", re.compile(r"(?:remaining|outstanding)[^.]{0,80}?\bday (\d{2,3})\b", re.IGNORECASE)),
)
"""Nominal days as the stage passage explains them: what the committee does in every procedure, not what it did here."""

GENERAL = re.compile(r"\b(?:normally|usually|prepares|reviews them|takes (?:up to|around))\b", re.IGNORECASE)
REPORTED_DAYS = (
    re.compile(
        r"\b(?:application|evaluation|assessment|procedure|it) (?:was|had been|had reached|stood|reached)"
        r"(?: (?:at|on|in|up to))? ['\"‘“]?day (\d{1,3})\b",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:withdr\w+|stopped)[^.]{0,60}? (?:at|on) ['\"‘“]?day (\d{1,3})\b", re.IGNORECASE),
    re.compile(r"^(?:at|on) ['\"‘“]?day (\d{1,3})\b", re.IGNORECASE),
)
"""The day of the procedure as the authority states it. `After day 120` is a stage, not a day."""

SENTENCE_END = re.compile(r"(?<=[.!?])['\"’”)]?\s+(?=[A-Z0-9‘“'\"(])")
DATE_IN_WORDS = re.compile(rf"\b(?:\d{{1,2}} )?(?:{'|'.join(MONTHS)}) \d{{4}}\b", re.IGNORECASE)


class Claim(NamedTuple):
    """The words by which a sentence speaks about a kind of step: what was done, and to what."""

    verb: re.Pattern[str]
    subject: re.Pattern[str]


def _claim(verb: str, subject: str) -> Claim:
    return Claim(re.compile(verb, re.IGNORECASE), re.compile(subject, re.IGNORECASE))


CLAIMS = {
    "application-withdrawn": _claim(r"\bwithdr\w+", r"\bapplication\b"),
    "withdrawn": _claim(r"\bwithdr\w+", r"\bauthorisation\b"),
    "authorised": _claim(r"\b(?:granted|received|issued)\b", r"\bmarketing[ -]authorisation\b"),
    "refused": _claim(r"\brefus\w+", r"\bEuropean Commission\b"),
    "revoked": _claim(r"\brevo(?:ked|cation|king)\b", r"\bauthorisation\b"),
    "suspended": _claim(r"\bsuspen(?:ded|sion|ding)\b", r"\bauthorisation\b"),
    "expired": _claim(r"\bexpir\w+", r"\bauthorisation\b"),
    "lapsed": _claim(r"\blaps\w+", r"\bauthorisation\b"),
}
"""Kinds of step that a sentence with a date can speak about."""

OTHER_PROCEDURE = re.compile(r"\b(?:change|changes|variation|extension|extend|new indication|type II)\b", re.IGNORECASE)
"""A sentence about a variation says nothing about the initial application."""
APPLICATION = re.compile(r"\bapplication\b", re.IGNORECASE)


def passages(blocks: Iterable[Block]) -> tuple[PassageRecord, ...]:
    """The overview and each question with its answer, paragraphs parted by an empty line.

    A heading of the overview that has no topic here is kept as `other`; headings elsewhere count only with a topic.
    """
    return tuple(
        PassageRecord(topic=topic, text="\n\n".join(texts), locator=heading)
        for topic, heading, texts in _answers(blocks)
        if topic and texts
    )


def _answers(blocks: Iterable[Block]) -> Iterator[tuple[str, str, list[str]]]:
    topic = heading = ""
    texts: list[str] = []
    in_overview = False
    for block in blocks:
        if block.kind == "text" and section_name(block.text) not in NOISE:
            texts.append(block.text)
        elif block.kind in ("heading", "card", "label"):
            yield topic, heading, texts
            if block.kind == "heading" and section_name(block.text) in STRUCTURE:
                in_overview = section_name(block.text) == "overview"
            topic, heading, texts = _topic(block, in_overview), block.text, []
    yield topic, heading, texts


def _topic(block: Block, in_overview: bool) -> str:
    """The topic of what follows a block: nothing after a document or a key fact."""
    if block.kind != "heading":
        return ""
    name = section_name(block.text)
    if name in STRUCTURE:
        return "overview" if name == "overview" else ""
    topics = (topic for topic, pattern in TOPIC_PATTERNS if pattern.search(name[:LONGEST_QUESTION]))
    return next(topics, "other" if in_overview else "")


def sentences(text: str) -> list[str]:
    """The sentences of a passage. A paragraph ends a sentence too."""
    return [sentence for paragraph in text.split("\n\n") for sentence in SENTENCE_END.split(paragraph)]


def milestones(found: Iterable[PassageRecord]) -> tuple[MilestoneRecord, ...]:
    """The nominal days that the stage passage explains, in order of day, each kind once."""
    days: dict[str, MilestoneRecord] = {}
    for passage in _stages(found):
        for sentence in sentences(passage.text):
            if _reported(sentence) is not None:
                continue
            for kind, pattern in MILESTONES:
                if match := pattern.search(sentence):
                    days.setdefault(kind, MilestoneRecord(kind, int(match[1]), sentence, passage.locator))
    return tuple(sorted(days.values(), key=lambda milestone: milestone.day))


def reported_day(found: Iterable[PassageRecord]) -> tuple[int | None, EvidenceRecord | None]:
    """The day that the procedure had reached, and the sentence that says how far it was.

    Without a day the first sentence of the stage passage is the evidence, and it supports the stage alone.
    """
    stage = None
    for passage in _stages(found):
        for sentence in sentences(passage.text):
            day = _reported(sentence)
            if day is not None:
                return day, EvidenceRecord(
                    quote=sentence, locator=passage.locator, date=_date(sentence), supports=("procedural_day",)
                )
            stage = stage or EvidenceRecord(quote=sentence, locator=passage.locator, supports=("stage",))
    return None, stage


def _stages(found: Iterable[PassageRecord]) -> list[PassageRecord]:
    return [passage for passage in found if passage.topic == "stage"]


def _reported(sentence: str) -> int | None:
    if GENERAL.search(sentence):
        return None
    matches = (pattern.search(sentence) for pattern in REPORTED_DAYS)
    return next((int(match[1]) for match in matches if match), None)


def dated_claims(found: Iterable[PassageRecord], kind: str) -> list[EvidenceRecord]:
    """The sentences that give a date for a step of this kind of the initial application, in order."""
    claim = CLAIMS.get(kind)
    if claim is None:
        return []
    return [
        EvidenceRecord(quote=sentence, locator=passage.locator, date=date)
        for passage in found
        for sentence in sentences(passage.text)
        if (date := _claimed_date(sentence, claim)) and not _is_elsewhere(sentence, kind)
    ]


def _claimed_date(sentence: str, claim: Claim) -> PartialDate | None:
    """The date in words that stands nearest to the verb; nothing if the sentence does not make the claim."""
    verb = claim.verb.search(sentence)
    if not verb or not claim.subject.search(sentence):
        return None
    return _date(sentence, near=verb.start())


def _is_elsewhere(sentence: str, kind: str) -> bool:
    """Whether the sentence is about another procedure, or about an application where an authorisation is meant."""
    is_about_application = kind == "application-withdrawn"
    return bool(OTHER_PROCEDURE.search(sentence)) or (not is_about_application and bool(APPLICATION.search(sentence)))


def _date(sentence: str, near: int = 0) -> PartialDate | None:
    """The date in words nearest to a place, to the day or to the month; nothing if the calendar has no such day."""
    matches = sorted(DATE_IN_WORDS.finditer(sentence), key=lambda match: abs(match.start() - near))
    try:
        return from_words(matches[0][0]) if matches else None
    except ValueError:
        return None
