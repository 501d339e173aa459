"""The feeds that programs read at private addresses: the key in the address is all that they show."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from tracker.alerts import private_addresses
from tracker.alerts.channels import atom, icalendar
from tracker.alerts.models import PrivateAddress

NEWEST_ID = 2**63 - 1


@dataclass(frozen=True)
class Document:
    """A feed as it is sent. `modified` is given only where nothing that is older can still appear in it."""

    body: bytes
    content_type: str
    modified: datetime | None = None


Answer = Callable[[HttpRequest, PrivateAddress], Document | HttpResponse]


def private(feed: str) -> Callable[[Answer], Callable[[HttpRequest], HttpResponse]]:
    """Answers who has a valid key, and everybody else as if there were nothing.

    No session is looked at and none is begun. What is sent is its person's alone: no shared cache may keep it, a
    program may, if it asks each time whether it still holds.
    """

    def decorate(answer: Answer) -> Callable[[HttpRequest], HttpResponse]:
        @login_not_required
        @require_safe
        @wraps(answer)
        def view(request: HttpRequest) -> HttpResponse:
            row = private_addresses.opened_by(feed, request.GET.get("key", ""))
            if row is None:
                response = HttpResponse("There is no such feed.\n", status=404, content_type="text/plain")
            else:
                private_addresses.note_use(row)
                response = _respond(request, answer(request, row))
            response["Cache-Control"] = "private, no-cache"
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex"
            return response

        return view

    return decorate


def _respond(request: HttpRequest, document: Document | HttpResponse) -> HttpResponse:
    """The document, or that it is what the program has already."""
    if isinstance(document, HttpResponse):
        return document
    etag = f'"{hashlib.sha256(document.body).hexdigest()}"'
    response = HttpResponse(document.body, content_type=document.content_type)
    response["ETag"] = etag
    seconds = int(document.modified.timestamp()) if document.modified else None
    if seconds is not None:
        response["Last-Modified"] = http_date(seconds)
    answered = get_conditional_response(request, etag, seconds, response)
    assert answered is not None, "it was given a response"
    return answered


@private(PrivateAddress.Feed.CHANGES)
def changes(request: HttpRequest, address: PrivateAddress) -> Document | HttpResponse:
    """`/feeds/changes.atom?key=…`; `before=<id>` gives the changes that are older than one."""
    before = request.GET.get("before", "")
    if before and not (before.isascii() and before.isdecimal() and int(before) <= NEWEST_ID):
        return HttpResponseBadRequest("before: write the number of a change.\n", content_type="text/plain")
    page = atom.page(address, int(before) if before else None)
    return Document(atom.written(page), atom.CONTENT_TYPE, page.settled_at)


@private(PrivateAddress.Feed.CALENDAR)
def calendar(request: HttpRequest, address: PrivateAddress) -> Document | HttpResponse:
    """`/feeds/calendar.ics?key=…`."""
    today = timezone.now().astimezone(address.person.zone()).date()
    return Document(icalendar.written(icalendar.calendar_of(address.person, today)), icalendar.CONTENT_TYPE)
