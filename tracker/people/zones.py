"""Time zones to choose from."""

import zoneinfo


def zone_choices() -> list[tuple[str, str]]:
    """Every time zone by its name, for a drop-down."""
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]
