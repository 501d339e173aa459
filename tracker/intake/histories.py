"""What the changes of an application say about its next ones."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from tracker.catalogue.models import Change
from tracker.intake.news import Place


@dataclass
class History:
    """What an application's changes say: see `news.Context`."""

    told: dict[Place, str | None] = field(default_factory=dict)
    left: set[str] = field(default_factory=set)
    status_before_unknown: str | None = None
    procedures_before_unknown: dict[str, str | None] = field(default_factory=dict)


def histories_of(numbers: Collection[str]) -> Mapping[str, History]:
    """The history of each application; one that has none has an empty one."""
    found: dict[str, History] = defaultdict(History)
    changes = Change.objects.filter(application__number__in=list(numbers)).order_by("id")
    for number, subject, procedure, name, item, before, after, alerting in changes.values_list(
        "application__number", "subject", "procedure", "field", "item", "before", "after", "alerting"
    ):
        history = found[number]
        if alerting:
            history.told[(subject, procedure, name, item)] = after
        if subject == Change.Subject.APPLICATION and name == "status" and before:
            history.left.add(before)
            if after == "unknown":
                history.status_before_unknown = before
        if subject == Change.Subject.PROCEDURE and name == "status" and after == "unknown":
            history.procedures_before_unknown[procedure] = before
    return found
