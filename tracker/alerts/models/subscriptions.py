"""What people asked to be told of."""

import secrets

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, F, Q, Value, When
from django.db.models.functions import Cast, Concat

from tracker.catalogue.models import Application, Change, Organisation, Portfolio, Product, Substance
from tracker.search.models import SavedSearch


def new_token() -> str:
    """A random name for an unsubscribe link: 128 bits, without the full stop that joins tokens in an address."""
    return secrets.token_urlsafe(16)


def newest_change() -> int:
    """The id of the newest change that can be seen; 0 where there is none."""
    return Change.objects.aggregate(newest=models.Max("id"))["newest"] or 0


GIVEN = {
    "product": Q(product__isnull=False),
    "application": Q(application__isnull=False),
    "substance": Q(substance__isnull=False),
    "organisation": Q(organisation__isnull=False),
    "portfolio": Q(portfolio__isnull=False),
    "search": Q(search__isnull=False),
    "authority": Q(authority__gt=""),
}
"""When a subscription has a target of each kind."""

ROWS = tuple(kind for kind in GIVEN if kind != "authority")
"""The kinds of target that are rows."""

TARGETS = tuple("application__product" if kind == "application" else kind for kind in ROWS)
"""What naming a subscription's target needs besides its own row."""


ONE_TARGET = "subscription_has_one_target"
"""The constraint that there is one target, and not more than one."""


def are_kinds(value: object) -> None:
    """Refuse what is no list of kinds of change. Raises ValidationError."""
    known = Subscription.Kind.values
    if not isinstance(value, list) or any(kind not in known for kind in value):
        raise ValidationError(f"Choose from {', '.join(known)}, as a list.")


def has_exactly_one_target() -> Q:
    """One target is given and the others are not."""
    alternatives = Q()
    for kind in GIVEN:
        alternatives |= Q(*(given if name == kind else ~given for name, given in GIVEN.items()))
    return alternatives


def target_key(kind: str, key: int | str) -> str:
    """How a target is written where subscriptions are looked up: `application:12`, `authority:EMA`."""
    return f"{kind}:{key}"


def _target_key() -> Case:
    rows = (
        When(GIVEN[kind], then=Concat(Value(f"{kind}:"), Cast(F(kind), models.CharField(max_length=20))))
        for kind in ROWS
    )
    return Case(*rows, default=Concat(Value("authority:"), F("authority")))


class Subscription(models.Model):
    """A person's wish to be told of changes of one thing: see `GIVEN` for what it can be.

    Only changes newer than `after_change` are told: the newest one that could be seen when the subscription began or
    was resumed. An id, not a moment, because a change that is being recorded at that time carries an earlier moment
    and could not be seen. `paused_after_change` is the last that was told before the last pause: what lies between both
    was not told, and is shown (`alerts.asked.missed`). `token` names it in unsubscribe links; a new one revokes the
    links sent before.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        ENDED = "ended", "Unsubscribed"

    class Category(models.TextChoices):
        HUMAN = "Human", "Human medicines"
        VETERINARY = "Veterinary", "Veterinary medicines"

    class Significance(models.TextChoices):
        CRITICAL = "critical", "Critical: a status or an outcome"
        MAJOR = "major", "Major: also procedural dates, indication, holder, assessment documents"
        MINOR = "minor", "Minor: also other documents and fields"

    class Kind(models.TextChoices):
        STATUS = "status", "Statuses and outcomes"
        STEP = "step", "Procedural steps"
        DOCUMENT = "document", "Documents"
        NOTICE = "notice", "Notices: shortages, safety communications, patents, meetings"
        FIELD = "field", "Other facts: holder, indication, names"

    class Cadence(models.TextChoices):
        AT_ONCE = "at-once", "At once"
        DAILY = "daily", "Once a day: 07:00 in your time zone"
        WEEKLY = "weekly", "Once a week: Monday, 07:00 in your time zone"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="subscriptions")
    product = models.ForeignKey(
        Product, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    application = models.ForeignKey(
        Application, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    substance = models.ForeignKey(
        Substance, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    portfolio = models.ForeignKey(
        Portfolio, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    search = models.ForeignKey(
        SavedSearch, null=True, blank=True, on_delete=models.PROTECT, related_name="subscriptions", help_text="Or:"
    )
    authority = models.CharField(
        max_length=3, blank=True, choices=Application.Authority, help_text="Everything that this authority publishes."
    )
    minimum_significance = models.CharField(max_length=8, choices=Significance, default=Significance.CRITICAL)
    category = models.CharField(max_length=10, blank=True, choices=Category, help_text="Empty: both.")
    kinds = models.JSONField(
        default=list, blank=True, validators=[are_kinds], help_text="Which kinds of change; none chosen: all."
    )
    cadence = models.CharField(
        max_length=7, choices=Cadence, default=Cadence.AT_ONCE, verbose_name="how often", help_text="When mails come."
    )
    critical_at_once = models.BooleanField(
        default=True, help_text="Critical changes come at once, even where all else waits for a digest."
    )
    note = models.TextField(blank=True, help_text="A note to yourself; it stands in the mails.")
    by_email = models.BooleanField(default=True, help_text="Webhooks may be told, too, or instead.")
    state = models.CharField(max_length=6, choices=State, default=State.ACTIVE)
    token = models.CharField(max_length=40, unique=True, default=new_token, editable=False)
    after_change = models.PositiveBigIntegerField(default=newest_change, editable=False)
    paused_until = models.DateTimeField(
        null=True, blank=True, help_text="When a pause ends by itself; empty: when somebody resumes it."
    )
    paused_after_change = models.PositiveBigIntegerField(null=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    target_key = models.GeneratedField(
        expression=_target_key(), output_field=models.CharField(max_length=40), db_persist=True
    )

    CHOICES = ("minimum_significance", "kinds", "category", "cadence", "critical_at_once", "note", "by_email")
    """What a person may change of it at any time."""

    class Meta:
        ordering = ["person", "id"]
        indexes = [
            models.Index(fields=["target_key"], condition=Q(state="active"), name="subscription_by_target"),
            models.Index(
                fields=["search"], condition=Q(state="active", search__isnull=False), name="subscription_to_search"
            ),
            models.Index(fields=["paused_until"], condition=Q(state="paused"), name="subscription_paused_until"),
        ]
        constraints = [
            models.CheckConstraint(
                name="subscription_is_paused_until",
                condition=Q(paused_until=None) | Q(state="paused"),
                violation_error_message="Only what is paused can be paused until a day.",
            ),
            models.CheckConstraint(
                name=ONE_TARGET,
                condition=has_exactly_one_target(),
                violation_error_message="Choose one thing to follow, and not more than one.",
            ),
            *(
                models.UniqueConstraint(
                    fields=["person", kind],
                    condition=given,
                    name=f"subscription_once_per_{kind}",
                    violation_error_message=f"There is one for this {kind} already: change or resume that one.",
                )
                for kind, given in GIVEN.items()
            ),
        ]

    def __str__(self) -> str:
        kind, _ = self.target
        named = self.get_authority_display() if kind == "authority" else getattr(self, kind)
        return f"{kind.capitalize()} {named}"

    @property
    def kind_names(self) -> list[str]:
        """The kinds of change that were chosen, in words."""
        return [str(self.Kind(kind).label).partition(":")[0] for kind in self.kinds]

    @property
    def target(self) -> tuple[str, int | str]:
        """What it is about: the kind of target, and its id or, for an authority, its name."""
        for kind in ROWS:
            if key := getattr(self, f"{kind}_id"):
                return kind, key
        return "authority", self.authority
