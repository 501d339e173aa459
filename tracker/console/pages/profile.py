"""What a person sets for themselves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.alerts import private_addresses
from tracker.alerts.models import CalendarChoice, PrivateAddress
from tracker.console.access import page, show, who
from tracker.console.forms import CalendarForm, ProfileForm
from tracker.people.models import User

Feed = PrivateAddress.Feed


@page()
def profile(request: HttpRequest) -> HttpResponseBase:
    """`/profile/`: where alerts go, the zone in which one reads times, and the private addresses of one's feeds."""
    person = who(request)
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved. Alerts go to this address, and times are shown in this zone.")
        return redirect("console:profile")
    made = {row.feed: row for row in PrivateAddress.objects.filter(person=person)}
    feeds = [
        {"name": feed.value, "label": feed.label, "row": made.get(feed.value), "address": _address(made, feed.value)}
        for feed in Feed
        if _may_see(person, feed.value)
    ]
    calendar = CalendarForm(instance=_choice(person)) if _may_see(person, Feed.CALENDAR) else None
    return show(request, "console/profile.html", "Your settings", form=form, feeds=feeds, calendar=calendar)


@page()
@require_POST
def feed(request: HttpRequest, name: str) -> HttpResponseBase:
    """`/profile/feeds/<name>/`: makes a private address, a new one in place of the old, or revokes it."""
    person = who(request)
    if name not in Feed or not _may_see(person, name):
        raise Http404("There is no such feed.")
    if request.POST.get("do") == "revoke":
        private_addresses.revoke(person, name)
        messages.warning(request, "Revoked: programs that read this address get nothing any more.")
    else:
        private_addresses.make(person, name)
        messages.success(request, "Made. Give this address to your own program, and to nobody else.")
    return redirect(f"{reverse('console:profile')}#feed-{name}")


@page(private_addresses.PERMISSIONS[Feed.CALENDAR])
@require_POST
def calendar(request: HttpRequest) -> HttpResponseBase:
    """`/profile/calendar/`: what the calendar holds, and when it reminds."""
    form = CalendarForm(request.POST, instance=_choice(who(request)))
    form.save()
    messages.success(request, "Saved. Calendars follow when they ask next, after some hours.")
    return redirect(f"{reverse('console:profile')}#feed-{Feed.CALENDAR}")


def _may_see(person: User, feed: str) -> bool:
    return person.has_perm(private_addresses.PERMISSIONS[feed])


def _choice(person: User) -> CalendarChoice:
    return CalendarChoice.objects.filter(person=person).first() or CalendarChoice(person=person)


def _address(made: dict[str, PrivateAddress], feed: str) -> str:
    return private_addresses.address_of(made[feed]) if feed in made else ""
