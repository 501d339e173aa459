"""What people choose when they follow something, and when they keep a search."""

from typing import Any

from django import forms

from tracker.alerts import searches
from tracker.alerts.models import Subscription
from tracker.alerts.searches import StillFollowed
from tracker.console.changes import ANY
from tracker.search.models import SavedSearch


class ChoicesForm(forms.ModelForm):
    """What to be told of it."""

    kinds = forms.MultipleChoiceField(
        choices=Subscription.Kind.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Kinds of change",
        help_text="None ticked: all.",
    )

    class Meta:
        model = Subscription
        fields = Subscription.CHOICES
        labels = {
            "minimum_significance": "How weighty at least",
            "category": "Category",
            "cadence": "How often",
            "critical_at_once": "Critical changes at once in any case",
            "note": "Note to yourself",
            "by_email": "By email",
        }
        widgets = {
            "minimum_significance": forms.RadioSelect,
            "cadence": forms.RadioSelect,
            "note": forms.Textarea(attrs={"rows": 2}),
        }
        help_texts = {
            "note": "Why you follow it. It stands in the mails.",
            "category": "",
            "cadence": "",
            "critical_at_once": "",
        }

    def clean_by_email(self) -> bool:
        """Refuse to be told in no way at all."""
        by_email: bool = self.cleaned_data["by_email"]
        if not by_email and not (self.instance.pk and self.instance.webhooks.exists()):
            raise forms.ValidationError("Tick this, or first let one of your webhooks be told of it.")
        return by_email

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        both = ("", "Human and veterinary medicines")
        self.fields["category"].choices = [both, *Subscription.Category.choices]  # type: ignore[attr-defined]


class SearchForm(forms.ModelForm):
    """A search to keep."""

    class Meta:
        model = SavedSearch
        fields = ("name", *SavedSearch.CRITERIA, "is_shared")
        labels = {"words": "Name, substance or holder", "is_shared": "Shared"}
        help_texts = {"words": "The beginning of any of them.", "category": "", "name": ""}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        categories = [("", ANY), *Subscription.Category.choices]
        self.fields["category"] = forms.ChoiceField(required=False, choices=categories, label="Category")
        for name in ("authority", "type", "status"):
            field: Any = self.fields[name]
            field.choices = [("", ANY), *[choice for choice in field.choices if choice[0]]]

    def clean(self) -> dict[str, Any]:
        """Refuse to make private what others follow."""
        cleaned = super().clean() or self.cleaned_data
        self.instance.is_shared = bool(cleaned.get("is_shared"))
        try:
            searches.keep_visible(self.instance)
        except StillFollowed as problem:
            self.add_error("is_shared", str(problem))
        return cleaned

    def _get_validation_exclusions(self) -> set[str]:
        """The owner counts: nobody has two searches of one name."""
        return super()._get_validation_exclusions() - {"owner"}  # type: ignore[misc]
