"""The collector is off during a reading, whatever else goes on, and afterwards as it was."""

import gc
import threading

import pytest

from tests.tracker.intake.worlds import SPOKEN_PAGE, application, day, listen, page_says, upgrade
from tracker.intake.garbage import left_alone


def test_it_is_off_as_long_as_anybody_reads():
    inside, may_leave = threading.Event(), threading.Event()

    def read() -> None:
        with left_alone():
            inside.set()
            may_leave.wait(10)

    other = threading.Thread(target=read)
    with left_alone():
        other.start()
        assert inside.wait(10)
    assert not gc.isenabled()
    may_leave.set()
    other.join()
    assert gc.isenabled()


def test_it_is_on_again_after_a_failure():
    with pytest.raises(LookupError, match="gone"), left_alone():
        raise LookupError("gone")
    assert gc.isenabled()


def test_one_that_was_off_before_stays_off():
    gc.disable()
    try:
        with left_alone(), left_alone():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


@pytest.mark.django_db
def test_a_reading_is_not_disturbed(monkeypatch):
    seen = []
    listen(monkeypatch, SPOKEN_PAGE)

    def read(body, page):
        seen.append(gc.isenabled())
        return SPOKEN_PAGE.read(body, page)

    upgrade(monkeypatch, SPOKEN_PAGE, read)
    page_says(application(status="authorised"), at=day(1))
    assert seen == [False] and gc.isenabled()
