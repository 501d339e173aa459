"""The names of a substance: each may be moved to another substance, with a reason, and back."""

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from tracker.alerts.models import Subscription
from tracker.catalogue.models import Substance, SubstanceAlias
from tracker.console.access import page, show
from tracker.console.forms import NameForm
from tracker.intake import naming


@page("catalogue.view_substance", "catalogue.change_substance")
def names(request: HttpRequest, pk: int) -> HttpResponseBase:
    """`/substances/1/names/`: move a name to another substance, or to one of its own."""
    substance = get_object_or_404(Substance.objects.annotate(size=Count("applications")), pk=pk)
    form = NameForm(request.POST or None, substance=substance)
    if request.method == "POST" and form.is_valid():
        alias: SubstanceAlias = form.cleaned_data["name"]
        target = naming.move_name(alias, form.cleaned_data["to"], form.cleaned_data["reason"])
        followers = 0 if substance.aliases.exists() else _followed_to(substance, target)
        told = f" {followers} who followed {substance} follow {target} too." if followers else ""
        messages.success(request, f"“{alias.name}” is a name of {target} now.{told} Move it back here to undo it.")
        return redirect("console:names", pk=target.pk)
    return show(request, "console/names.html", f"Names of {substance}", substance=substance, form=form)


def _followed_to(former: Substance, target: Substance) -> int:
    """Whoever followed a substance that has no name left follows the other one, with the same choices and webhooks."""
    made = 0
    for one in Subscription.objects.filter(substance=former, state=Subscription.State.ACTIVE):
        choices = {name: getattr(one, name) for name in Subscription.CHOICES}
        row, is_new = Subscription.objects.get_or_create(person=one.person, substance=target, defaults=choices)
        if is_new:
            row.webhooks.set(one.webhooks.all())
        made += is_new
    return made
