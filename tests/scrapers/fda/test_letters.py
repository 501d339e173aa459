"""FDA's letters: what they decide in which era, the day of receipt, the submission that they are about."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.fda.complete_response_letter_pdf import READER
from scrapers.fda.letter_records import procedures_of
from scrapers.fda.letters import Letter, letters_in
from scrapers.readers import Blocked, Drifted, Unreadable
from scrapers.records import Page, ProcedureRecord, Reading
from scrapers.vocabulary import PROCEDURE_TYPES, STEP_KINDS
from tests.scrapers.pdfs import encrypted, pdf

HEAD = "DEPARTMENT OF HEALTH & HUMAN SERVICES\n{number}\nExemplar, Inc.\nDear Dr. Example:\n"
OPENING = (
    "Please refer to your New Drug Application (NDA) dated March 1, 2016, received March 2, 2016, submitted under\n"
    "section 505(b) of the Federal Food, Drug, and Cosmetic Act for Exempla.\n"
)
REFUSAL = (
    "We have completed our review and have determined that we cannot approve this application in its present form.\n"
)
END = "The drug product may not be marketed until you are notified in writing that this application is approved.\n"
SIGNED = "This is a representation of an electronic record that was signed electronically.\n/s/\nALEX EXAMPLE\n{}\n"


def letter(
    body: str = REFUSAL,
    *,
    number: str = "NDA 099001",
    opening: str = OPENING,
    signed: str = "03/02/2017 09:15:00 AM",
) -> str:
    return HEAD.format(number=number) + opening + body + END + SIGNED.format(signed)


def only(text: str, name: str = "") -> Letter:
    (found,) = letters_in([text], name)
    return found


def steps(found: Letter, kind: str) -> list[str]:
    return [str(step.date) for step in found.steps if step.kind == kind]


def read(body: bytes, address: str = "file:letter.pdf", application: str = "") -> Reading:
    moment = datetime.datetime(2026, 1, 5, tzinfo=datetime.UTC)
    return READER.read(body, Page(address=address, retrieved_at=moment, application=application))


def procedure(*texts: str) -> ProcedureRecord:
    (record,) = read(pdf(*texts)).records
    (found,) = record.procedures
    return found


def test_an_application_is_submitted_on_the_day_that_it_was_received() -> None:
    assert steps(only(letter()), "submitted") == ["2016-03-02"]


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("dated and received March 2, 2016", "2016-03-02"),
        ("dated March 1, 2016 received March 2, 2016", "2016-03-02"),
        ("dated March 1, 2016, and received on March 2, 2016,", "2016-03-02"),
        ("dated March 1, 2016, submitted", "2016-03-01"),
        ("dated Mar ch 1, 20 16, rece ived\nMarch 2,\n2016", "2016-03-02"),
    ],
)
def test_the_opening_is_understood_in_its_variants(words: str, day: str) -> None:
    opening = f"Please refer to your new drug application (NDA) {words} under section 505(b).\n"
    assert steps(only(letter(opening=opening)), "submitted") == [day]


def test_a_date_that_the_calendar_does_not_have_is_no_step() -> None:
    opening = "Please refer to your new drug application dated February 30, 2016, submitted under section 505(b).\n"
    assert steps(only(letter(opening=opening)), "submitted") == []


def test_amendments_are_no_steps() -> None:
    body = "We acknowledge receipt of your amendments dated May 8, 2016, May 9, 2016, and June 6, 2016.\n" + REFUSAL
    assert {step.kind for step in only(letter(body)).steps} == {"submitted", "complete-response"}


@pytest.mark.parametrize(
    ("verdict", "signed", "kind"),
    [
        ("we cannot approve this application in its present form.", "8/11/2008", "complete-response"),
        ("we cannot approve this application in its present form.", "8/10/2008", "other"),
        ("the application is not approvable under section 505(d).", "8/10/2008", "not-approvable-letter"),
        ("the application is not approvable under section 505(d).", "8/11/2008", "other"),
        ("the application is approvable.", "6/1/99", "approvable-letter"),
        ("This application is tentatively approved.", "06/01/2019", "tentatively-approved"),
        ("It is approved, effective on the date of this letter, for use.", "06/01/2019", "approved"),
        ("We have comments.", "06/01/2019", "other"),
    ],
)
def test_what_a_letter_decides_is_said_in_the_words_of_its_time(verdict: str, signed: str, kind: str) -> None:
    found = only(letter(f"We have completed our review. {verdict}\n", signed=signed))
    assert found.kind == kind


def test_until_2008_a_complete_response_was_the_applicants_reply() -> None:
    body = (
        "The May 1, 2007 submission constituted a complete response to our June 23, 2004 action letter.\n"
        "The application is not approvable.\n"
    )
    found = only(letter(body, signed="11/2/2007 02:23:04 PM"))
    assert steps(found, "resubmitted") == ["2007-05-01"]
    assert steps(found, "complete-response") == []


@pytest.mark.parametrize(
    ("words", "day", "label"),
    [
        ("Your class 2 resubmission dated July 9, 2016, received July 12, 2016, was reviewed.", "2016-07-12", "2"),
        ("We refer to your resubmission of the above referenced NDA dated July 9, 2016.", "2016-07-09", ""),
        ("The July 9, 2016, submission constituted a complete, class 1 response to our letter.", "2016-07-09", "1"),
    ],
)
def test_a_resubmission_is_a_step_with_its_class(words: str, day: str, label: str) -> None:
    (step,) = [step for step in only(letter(f"{words}\n{REFUSAL}")).steps if step.kind == "resubmitted"]
    assert (str(step.date), step.label) == (day, f"Class {label} resubmission" if label else "")


def test_how_to_resubmit_is_no_resubmission() -> None:
    body = REFUSAL + "A resubmission must fully address all the deficiencies and should be marked RESUBMISSION.\n"
    assert steps(only(letter(body)), "resubmitted") == []


def test_earlier_letters_that_a_letter_names_are_steps_if_their_kind_is_said() -> None:
    body = "As noted in our June 23, 2004, not approvable letter, and in our May 1, 2005 action letter:\n" + REFUSAL
    found = only(letter(body))
    assert steps(found, "not-approvable-letter") == ["2004-06-23"]
    assert "2005-05-01" not in {str(step.date) for step in found.steps}


@pytest.mark.parametrize(
    ("number", "numbers", "slugs"),
    [
        ("NDA 99-001", ("NDA099001",), ("ORIG-1",)),
        ("NDA 099001/S-074", ("NDA099001",), ("SUPPL-74",)),
        ("NDA 099001/S-074 and S-075", ("NDA099001",), ("SUPPL-74", "SUPPL-75")),
        ("NDA 20-699/SE1-005", ("NDA020699",), ("SUPPL-5",)),
        ("NDA 099001\nNDA 099002", ("NDA099001", "NDA099002"), ("ORIG-1",)),
        ("NDA 099001/Original 2", ("NDA099001",), ("ORIG-2",)),
        ("BLA 125999/0", ("BLA125999",), ("ORIG-1",)),
        ("ANDA 099001", ("ANDA099001",), ("ORIG-1",)),
        ("Our STN: BL 125999/0", ("BLA125999",), ("ORIG-1",)),
    ],
)
def test_the_head_says_which_application_and_submission(
    number: str, numbers: tuple[str, ...], slugs: tuple[str, ...]
) -> None:
    found = only(letter(number=number))
    assert (found.numbers, found.slugs) == (numbers, slugs)


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("099001Orig1s000OtherActionLtrs.pdf", "ORIG-1"),
        ("099001Orig2s000OtherActionLtrs.pdf", "ORIG-2"),
        ("099001Orig1s012OtherActionLtrs.pdf", "SUPPL-12"),
        ("099001-s074_OtherActionLtrs.pdf", "SUPPL-74"),
    ],
)
def test_else_the_name_of_the_file_says_which_submission(name: str, slug: str) -> None:
    opening = OPENING.replace("New Drug", "supplemental new drug")
    assert only(letter(opening=opening), name).slugs == (slug,)


def test_a_supplement_without_a_number_is_not_taken_for_the_original() -> None:
    assert only(letter(opening=OPENING.replace("New Drug", "supplemental new drug"))).slugs == ()
    found = procedure(letter(opening=OPENING.replace("New Drug", "supplemental new drug")))
    assert (found.slug, found.type) == ("letter", "other")


def test_the_last_of_several_signatures_is_the_day_of_the_letter() -> None:
    found = only(letter(signed="03/01/2017 10:00:00 AM\nCHRIS EXAMPLE\n03/02/2017"))
    assert str(found.date) == "2017-03-02"


def test_dates_above_the_signature_are_not_the_day_of_the_letter() -> None:
    found = only(letter(REFUSAL + "Study 12/31/2018 was stopped.\n"))
    assert str(found.date) == "2017-03-02"


def test_no_name_of_a_person_is_kept() -> None:
    record = read(pdf(letter())).records[0]
    assert "EXAMPLE" not in str(record) and "Dr." not in str(record)


def test_letters_of_two_eras_in_one_file_are_told_apart() -> None:
    old = letter("The application is not approvable.\n", signed="3/15/07 12:50:08 PM")
    found = procedure(letter(), old)
    assert [(step.kind, str(step.date)) for step in found.steps] == [
        ("not-approvable-letter", "2007-03-15"),
        ("submitted", "2016-03-02"),
        ("complete-response", "2017-03-02"),
    ]


def test_letters_that_follow_each_other_on_one_page_are_told_apart() -> None:
    texts = [letter(signed="03/02/2017"), letter(number="NDA 099002", signed="04/05/2018")]
    assert [(found.numbers, str(found.date)) for found in letters_in(["".join(texts)])] == [
        (("NDA099001",), "2017-03-02"),
        (("NDA099002",), "2018-04-05"),
    ]


def test_what_two_letters_say_of_one_event_is_one_step_with_two_pieces_of_evidence() -> None:
    dated_only = OPENING.replace(", received March 2, 2016", "")
    found = procedure(letter(), letter(opening=dated_only, signed="04/05/2018"))
    (submitted,) = [step for step in found.steps if step.kind == "submitted"]
    assert str(submitted.date) == "2016-03-02"
    assert {str(evidence.date) for evidence in submitted.evidence} == {"2016-03-01", "2016-03-02"}


def test_rounds_are_numbered_in_order_of_date() -> None:
    found = procedure(letter(signed="04/05/2018"), letter())
    rounds = [(step.occurrence, str(step.date)) for step in found.steps if step.kind == "complete-response"]
    assert rounds == [(1, "2017-03-02"), (2, "2018-04-05")]


def test_an_approved_supplement_is_told_apart_from_an_approved_application() -> None:
    body = "It is approved, effective on the date of this letter.\n"
    assert procedure(letter(body)).steps[-1].kind == "approved"
    assert procedure(letter(body, number="NDA 099001/S-001")).steps[-1].kind == "supplement-approved"


def test_neither_the_application_nor_the_submission_gets_a_status() -> None:
    (record,) = read(pdf(letter())).records
    assert (record.status, record.procedures[0].status) == ("", "")


def test_evidence_says_on_which_page_the_words_are() -> None:
    found = procedure("OTHER ACTION LETTERS", letter())
    assert {evidence.locator for step in found.steps for evidence in step.evidence} == {"page 2"}


def test_a_letter_without_a_number_needs_the_callers() -> None:
    body = pdf(letter(number="Reference"))
    with pytest.raises(Drifted, match="give its number"):
        read(body)
    assert [record.number for record in read(body, application="NDA099009").records] == ["NDA099009"]


def test_a_letter_without_a_signature_tells_of_no_decision() -> None:
    text = letter().replace("/s/", "").replace("representation of an electronic record", "copy")
    with pytest.raises(Drifted, match="date of a signature"):
        read(pdf(text))
    assert [warning.what for warning in read(pdf(letter(), text)).warnings] == ["no-date"]


@pytest.mark.parametrize(
    ("body", "failure"),
    [
        (b"", Unreadable),
        (b"<html></html>", Blocked),
        (b"%PDF-1.7", Unreadable),
        (pdf("", ""), Unreadable),
        (encrypted(pdf(letter()), "secret"), Unreadable),
        (pdf("A report about something else."), Drifted),
        (pdf(*["Dear Reader: your NDA"] * 301), Unreadable),
    ],
)
def test_what_holds_no_letter_is_refused(body: bytes, failure: type[Exception]) -> None:
    with pytest.raises(failure):
        read(body)
    assert not READER.recognises(body)


def test_a_file_with_a_letter_behind_its_cover_is_recognised() -> None:
    assert READER.recognises(pdf("OTHER ACTION LETTERS", letter()))


def test_a_published_file_is_a_document_of_the_application() -> None:
    address = "https://www.accessdata.fda.gov/drugsatfda_docs/nda/2017/099001Orig1s000OtherActionLtrs.pdf"
    assert READER.matches(address)
    (record,) = read(pdf(letter()), address).records
    assert record.key == "pdf/099001Orig1s000OtherActionLtrs.pdf/NDA099001"
    assert [document.address for document in record.documents] == [address]
    assert read(pdf(letter())).records[0].documents == ()


@settings(max_examples=25, deadline=None)
@given(st.data())
def test_blanks_within_words_change_nothing(data: st.DataObject) -> None:
    text = letter()
    start, end = text.index("Please"), text.index("This is a rep")
    places = data.draw(st.lists(st.integers(start, end), max_size=25, unique=True))
    broken = "".join(f" {mark}" if place in places else mark for place, mark in enumerate(text))
    found = [(step.kind, step.date) for step in only(broken).steps]
    assert found == [(step.kind, step.date) for step in only(text).steps]


def test_its_words_are_of_the_vocabulary() -> None:
    found = procedure(letter("Your class 2 resubmission dated July 9, 2016 came.\n" + REFUSAL))
    assert found.type in PROCEDURE_TYPES
    assert all(step.kind in STEP_KINDS for step in found.steps)


def test_nothing_claimed_is_no_procedure() -> None:
    assert procedures_of([]) == ()
