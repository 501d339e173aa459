"""What staff fill in: corrections, steps, reasons, dates."""

from typing import Any

from django import forms

from scrapers.dates import PartialDate, from_iso, from_words
from scrapers.vocabulary import STATUSES
from tracker.alerts.models import CalendarChoice
from tracker.catalogue import spelling
from tracker.catalogue.models import Entry, Product, Substance, SubstanceAlias
from tracker.people.models import User
from tracker.people.zones import zone_choices


class PartialDateField(forms.CharField):
    """A date as exact as it is known: `13 December 2007`, `December 2007`, `2007`, `2007-12-13`."""

    def to_python(self, value: Any) -> PartialDate | None:  # type: ignore[override]
        """The date. What could be read in two ways (01/02/2007) is refused."""
        text = super().to_python(value)
        if not text:
            return None
        for read in (from_iso, from_words):
            try:
                return read(text)
            except ValueError:
                continue
        raise forms.ValidationError("Write the date like 13 December 2007, December 2007, 2007 or 2007-12-13.")


class DayInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class AsOfForm(forms.Form):
    """What was known on a day."""

    as_of = forms.DateField(required=False, label="As known on", input_formats=["%Y-%m-%d"], widget=DayInput())


class _EntryForm(forms.ModelForm):
    """What both kinds of entry ask: where it is from, and why it is entered by hand."""

    def clean(self) -> dict[str, Any]:
        """Refuse what leads nowhere: an entry names an address or a file."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("address") and not cleaned.get("file"):
            self.add_error("address", "Give the address where it stands, or name the file you rely on.")
        return cleaned

    class Meta:
        model = Entry
        fields: tuple[str, ...] = ("procedure", "claimed_by", "quote", "address", "file", "reason", "is_override")
        widgets = {
            "quote": forms.Textarea(attrs={"rows": 2}),
            "reason": forms.Textarea(attrs={"rows": 2}),
            "address": forms.URLInput(),
        }
        labels = {
            "claimed_by": "Who says so",
            "quote": "The words that say it",
            "address": "Address of the source",
            "file": "Or the file",
            "reason": "Reason",
            "is_override": "Beat what the sources say",
        }
        help_texts = {
            "quote": "As they stand there, in the language of the source.",
            "procedure": "initial, or the authority's own designation: II/0029, SUPPL-9.",
            "claimed_by": "An authority, a company, a journal.",
            "address": "Where it can be read: https://…",
            "file": "The name of a letter or document that has no address.",
            "reason": "Why this is entered by hand. It stays on the page for good.",
            "is_override": (
                "Unticked, your entry stands beside what the sources say, and a difference shows as a conflict."
                " Ticked, it is what counts, whatever the sources say from now on, until somebody releases it."
            ),
        }


class CorrectionForm(_EntryForm):
    """The value of a field."""

    field_order = ("field", "value", "procedure")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["field"].required = True
        self.fields["value"].required = True

    def clean(self) -> dict[str, Any]:
        """A status is one of the vocabulary, by its slug or in words."""
        cleaned = super().clean()
        if cleaned.get("field") == "status" and cleaned.get("value"):
            cleaned["value"] = self._status(cleaned["value"])
        return cleaned

    def _status(self, text: str) -> str:
        words = {word.label.casefold(): slug for slug, word in STATUSES.items()}
        slug = text.strip() if text.strip() in STATUSES else words.get(text.strip().casefold())
        if slug is None:
            self.add_error("value", f"A status is one of: {', '.join(word.label for word in STATUSES.values())}.")
        return slug or text

    class Meta(_EntryForm.Meta):
        fields = ("field", "value", *_EntryForm.Meta.fields)
        widgets = {**_EntryForm.Meta.widgets, "value": forms.Textarea(attrs={"rows": 2})}
        labels = {**_EntryForm.Meta.labels, "value": "The right value"}
        help_texts = {
            **_EntryForm.Meta.help_texts,
            "field": "",
            "value": "A status is given in words: Application withdrawn.",
        }


class StepForm(_EntryForm):
    """A procedural step."""

    when = PartialDateField(
        label="Date", required=False, help_text="13 December 2007, December 2007 or 2007; empty if it is not known."
    )
    field_order = ("kind", "when", "procedure", "state", "label", "reported_day", "is_inferred")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].required = True

    def save(self, commit: bool = True) -> Entry:
        """The entry with its date and precision."""
        when: PartialDate | None = self.cleaned_data["when"]
        self.instance.date = when.first if when else None
        self.instance.precision = when.precision if when else "day"
        entry: Entry = super().save(commit)
        return entry

    class Meta(_EntryForm.Meta):
        fields = ("kind", "state", "label", "reported_day", "is_inferred", *_EntryForm.Meta.fields)
        labels = {
            **_EntryForm.Meta.labels,
            "kind": "Step",
            "state": "Has it happened?",
            "label": "In other words",
            "reported_day": "Procedural day",
            "is_inferred": "The date is inferred",
        }
        help_texts = {
            **_EntryForm.Meta.help_texts,
            "kind": "",
            "state": "Actual: it happened. Planned: somebody announced it.",
            "label": "Only if the step needs another name than its kind.",
            "reported_day": "The day of the procedure as the source states it.",
            "is_inferred": "Taken from a neighbouring event, not stated.",
        }


class ReasonForm(forms.Form):
    """Why something is decided."""

    reason = forms.CharField(label="Reason", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class LinkForm(ReasonForm):
    """The product that an application belongs to."""

    product = forms.CharField(
        required=False,
        max_length=500,
        help_text="Its name or key. Empty: the application gets a product of its own again.",
    )
    field_order = ("product", "reason")

    def clean_product(self) -> Product | None:
        """The product by its key, else by its name if only one has it."""
        text = self.cleaned_data["product"]
        if not text:
            return None
        found = list(Product.objects.filter(key=text) or Product.objects.filter(name__iexact=text)[:2])
        if not found:
            raise forms.ValidationError(f"No product is called “{text}”. Add it under All records, Products.")
        if len(found) > 1:
            raise forms.ValidationError(f"Several products are called “{text}”: write the key of the one you mean.")
        return found[0]


class OfferForm(ReasonForm):
    """What to do about a link that is offered: the numbers of the other applications, the likeliest first."""

    decision = forms.ChoiceField(choices=[(word, word) for word in ("join", "decline", "offer")])
    others = forms.CharField(max_length=20_000)

    def clean_others(self) -> list[str]:
        """The numbers, one or more, between blanks."""
        return str(self.cleaned_data["others"]).split()


class NameForm(ReasonForm):
    """A name of a substance, and the substance whose name it shall be."""

    name = forms.ModelChoiceField(SubstanceAlias.objects.none(), label="Name")
    to = forms.CharField(
        required=False,
        max_length=500,
        label="Make it a name of",
        help_text="Any name of the other substance. Empty: the name gets a substance of its own.",
    )
    field_order = ("name", "to", "reason")

    def __init__(self, *args: Any, substance: Substance, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].queryset = substance.aliases.all()  # type: ignore[attr-defined]

    def clean_to(self) -> Substance | None:
        """The substance that goes by this name."""
        text = self.cleaned_data["to"]
        if not text:
            return None
        alias = SubstanceAlias.objects.filter(key=spelling.key(text)).select_related("substance").first()
        found = alias.substance if alias else Substance.objects.filter(name=text).first()
        if found is None:
            raise forms.ValidationError(f"No substance is called “{text}”. Add it under All records, Substances.")
        return found


class ProfileForm(forms.ModelForm):
    """What a person sets for themselves: where alerts go, and the zone in which they read times."""

    time_zone = forms.ChoiceField(choices=zone_choices, label="Time zone")

    class Meta:
        model = User
        fields = ("email", "time_zone")


class CalendarForm(forms.ModelForm):
    """What a person wants of their calendar. Boxes only: there is nothing to get wrong."""

    class Meta:
        model = CalendarChoice
        fields = ("has_meetings", "reminds_a_week_before", "reminds_a_day_before")
