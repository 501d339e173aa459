"""What staff fill in about a webhook."""

from typing import Any

from django import forms

from tracker.alerts.channels import webhook as channel
from tracker.alerts.models import Subscription, Webhook
from tracker.alerts.models.subscriptions import TARGETS
from tracker.people.models import User


class WebhookForm(forms.ModelForm):
    """A webhook of a person: its name, its address, and which of the person's subscriptions it is told of."""

    subscriptions = forms.ModelMultipleChoiceField(
        queryset=Subscription.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.person = person
        own = Subscription.objects.filter(person=person).exclude(state=Subscription.State.ENDED)
        self.fields["subscriptions"].queryset = own.select_related(*TARGETS)  # type: ignore[attr-defined]

    def clean_address(self) -> str:
        """Refuse what nothing would be sent to."""
        address: str = self.cleaned_data["address"]
        try:
            channel.check(address)
        except channel.Refused as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return address

    def clean_name(self) -> str:
        """The name, if no other webhook of this person has it."""
        name: str = self.cleaned_data["name"]
        others = Webhook.objects.filter(person=self.instance.person, name=name).exclude(pk=self.instance.pk)
        if others.exists():
            raise forms.ValidationError("You have a webhook of that name: choose another name.")
        return name

    class Meta:
        model = Webhook
        fields = ("name", "address", "subscriptions")
