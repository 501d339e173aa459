"""The admin pages of the catalogue: what people keep, and what the machine makes of claims."""

from tracker.catalogue.admin import kept_by_people, made_by_machine

__all__ = ["kept_by_people", "made_by_machine"]
