"""Whose next steps a person wants to see: what they follow, their portfolios, what is planned."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet

from scrapers.vocabulary import STEP_KINDS
from tracker.alerts.followed import followed_by
from tracker.catalogue import portfolios
from tracker.catalogue.models import Application, Entry, Portfolio, Procedure
from tracker.console.changes import ANY
from tracker.people.models import User
from tracker.timelines.expected import NextStep
from tracker.timelines.expecting import ENDED

FOLLOWED, PLANNED = "followed", "planned"


class ComingForm(forms.Form):
    """By whose they are, by authority, by step."""

    whose = forms.ChoiceField(required=False, label="Of")
    authority = forms.ChoiceField(
        required=False, choices=[("", ANY), *Application.Authority.choices], label="Authority"
    )
    kind = forms.ChoiceField(required=False, choices=[("", ANY), *STEP_KINDS.items()], label="Step")

    def __init__(self, *args: Any, lists: Sequence[Portfolio], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["whose"].choices = [  # type: ignore[attr-defined]
            ("", "All of these"),
            (FOLLOWED, "What I follow"),
            (PLANNED, "What is planned"),
            *((one.slug, f"Portfolio {one.name}") for one in lists),
        ]

    @property
    def asked(self) -> dict[str, str]:
        """What is asked; a word that is no choice asks nothing."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


def form_for(user: User, query: Any) -> ComingForm:
    """The filters, with the portfolios that the person may see. One query."""
    return ComingForm(query, lists=list(portfolios.visible_to(user)))


def under_way(user: User, whose: str = "", authority: str = "") -> list[str]:
    """The numbers of the applications, as far as something of them may be to come. One query."""
    wanted = Application.objects.filter(_whose(user, whose))
    if authority:
        wanted = wanted.filter(authority=authority)
    being_assessed = Procedure.objects.filter(application=OuterRef("pk"), status="under-evaluation")
    wanted = wanted.filter(~Q(status__in=ENDED) | Exists(being_assessed) | Q(number__in=_planned()))
    return list(wanted.order_by("number").values_list("number", flat=True).distinct())


def _planned() -> QuerySet[Entry, str]:
    """What people planned or say was announced, as far as it stands."""
    standing = Entry.objects.filter(state="planned", released_at=None)
    return standing.values_list("application_number", flat=True)


def _whose(user: User, whose: str) -> Q:
    followed = followed_by(user)
    planned = Q(number__in=Entry.objects.filter(is_plan=True, released_at=None).values("application_number"))
    lists = portfolios.visible_to(user)
    if whose == FOLLOWED:
        return followed
    if whose == PLANNED:
        return planned
    if whose:
        return Q(product__in=lists.filter(slug=whose).values("products"))
    return followed | planned | Q(product__in=lists.values("products"))


def grouped(steps: Sequence[NextStep], kind: str = "") -> dict[str, list[NextStep]]:
    """The steps by how they stand, each group in order of date."""
    found: dict[str, list[NextStep]] = {"late": [], "ahead": [], "passed": [], "undated": []}
    for step in steps:
        if not kind or step.kind == kind:
            found[step.standing].append(step)
    return found
