"""What a substance is called: a person moves a name from one substance to another, and moves it back as easily."""

from django.db import transaction

from tracker.catalogue.models import Application, Substance, SubstanceAlias
from tracker.catalogue.writing import rejoin_substances
from tracker.intake.apply import lock_catalogue

LONGEST_REASON = 100


@transaction.atomic
def move_name(alias: SubstanceAlias, to: Substance | None, reason: str) -> Substance:
    """Make a name one of another substance, or of one of its own; its applications follow it. Gives that substance.

    A substance that has lost its last name stays, with its history, so that the name can be moved back.
    """
    lock_catalogue()
    former = alias.substance
    target = to or Substance.objects.get_or_create(name=alias.name)[0]
    if target == former:
        return target
    alias.substance = target
    alias.save(update_fields=["substance"])
    for one in (former, target):
        one._change_reason = f"{alias.name}: {reason}"[:LONGEST_REASON]  # type: ignore[attr-defined]
        one.save()
    rejoin([former.pk, target.pk])
    return target


def rejoin(substances: list[int]) -> None:
    """Join the applications of these substances with what their names mean now."""
    applications = Application.objects.filter(substances__in=substances).order_by().distinct()
    rejoin_substances(list(applications.values_list("pk", flat=True)))
