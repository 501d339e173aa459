"""Searches that people keep, to look again and to be told of what changes in what they find."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from scrapers.vocabulary import APPLICATION_TYPES, STATUSES
from tracker.catalogue.models import Application


def status_choices() -> list[tuple[str, str]]:
    """A function, so that a new word of the vocabulary is no change of the database."""
    return [(slug, word.label) for slug, word in STATUSES.items()]


def type_choices() -> list[tuple[str, str]]:
    """A function, for the same reason."""
    return list(APPLICATION_TYPES.items())


class SavedSearch(models.Model):
    """A named search for applications: what all its criteria that are not empty find together.

    `words` find as the search box does: the beginning of a name, of a substance or of a holder. Shared with all, or
    private to its owner.
    """

    name = models.CharField(max_length=200)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    is_shared = models.BooleanField(default=False, help_text="Others may see and follow it, too.")
    words = models.CharField(max_length=200, blank=True, help_text="The beginning of a name, a substance or a holder.")
    authority = models.CharField(max_length=3, blank=True, choices=Application.Authority)
    type = models.CharField(max_length=40, blank=True, choices=type_choices)
    status = models.CharField(max_length=40, blank=True, choices=status_choices)
    category = models.CharField(max_length=40, blank=True, help_text="Human or Veterinary, as the source says.")
    created_at = models.DateTimeField(auto_now_add=True)

    CRITERIA = ("words", "authority", "type", "status", "category")
    """What can be searched for; one at least is given."""

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "saved searches"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                name="saved_search_once_per_name",
                violation_error_message="You have a search of this name already: change that one, or choose another.",
            ),
            models.CheckConstraint(
                name="saved_search_asks_something",
                condition=Q(words__gt="")
                | Q(authority__gt="")
                | Q(type__gt="")
                | Q(status__gt="")
                | Q(category__gt=""),
                violation_error_message="Give at least one thing to search for.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def criteria(self) -> list[str]:
        """What it asks for, in words, in the order of `CRITERIA`."""
        words = [f"“{self.words}”"] if self.words else []
        chosen = (self.get_authority_display(), self.get_type_display(), self.get_status_display(), self.category)
        return [*words, *(str(word) for word in chosen if word)]
