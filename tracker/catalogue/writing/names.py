"""What applications call their holders and substances, met through aliases."""

from collections.abc import Iterable, Mapping, Sequence

from tracker.catalogue import spelling
from tracker.catalogue.known import ResolvedApplication
from tracker.catalogue.models import Application
from tracker.catalogue.rows import Stored, Table
from tracker.catalogue.writing.tables import (
    LINKS,
    ORGANISATION_ALIASES,
    ORGANISATIONS,
    SUBSTANCE_ALIASES,
    SUBSTANCES,
    Ids,
)


def organisations(names: set[str]) -> dict[str, int]:
    """The organisation of each name; a name that no alias has makes a new one."""
    return _named(names, ORGANISATIONS, ORGANISATION_ALIASES, "organisation_id")


def _named(names: Iterable[str], things: Table, aliases: Table, owner: str) -> dict[str, int]:
    """The id of what each name names, through the keys of aliases; what no alias names is made, with its alias."""
    keys = {name: spelling.key(name) for name in sorted(names, reverse=True)}
    owners = {key: dict(zip(aliases.columns, row.values, strict=True))[owner] for key, row in _by_key(aliases, keys)}
    new = {key: name for name, key in keys.items() if key not in owners}
    if new:
        titles = sorted({name[:500] for name in new.values()})
        made = things.synchronise(things.load("name", titles), {name: {"name": name} for name in titles})
        owners |= {key: made[name[:500]] for key, name in new.items()}
        aliases.insert((key, name[:500], owners[key]) for key, name in new.items())
    return {name: owners[key] for name, key in keys.items()}


def _by_key(aliases: Table, keys: Mapping[str, str]) -> Iterable[tuple[str, Stored]]:
    return aliases.load("key", set(keys.values())).items()


def write_substances(known: Sequence[ResolvedApplication], applications: Ids, old: Sequence[int]) -> None:
    """Link each application to its substances; `old` are the ids of applications that were there."""
    said = {applications[one.number]: (one.value("inn"), one.value("active_substance")) for one in known}
    _join_substances(said, old)


def rejoin_substances(applications: Sequence[int]) -> None:
    """Join applications with their substances anew, after a person has changed what a substance is called."""
    rows = Application.objects.filter(pk__in=applications).values_list("pk", "inn", "active_substance")
    _join_substances({pk: (inn, active_substance) for pk, inn, active_substance in rows}, applications)


def _join_substances(said: Mapping[int, tuple[str, str]], old: Sequence[int]) -> None:
    """`said` gives, by id of an application, the common name and the list of active substances."""
    names = {pk: spelling.substances(*of_one) for pk, of_one in said.items()}
    substances = _named(
        {name for of_one in names.values() for name in of_one}, SUBSTANCES, SUBSTANCE_ALIASES, "substance_id"
    )
    wanted = {(pk, substances[name]) for pk, of_one in names.items() for name in of_one}
    present = LINKS.load("application_id", old)
    LINKS.forget(present, wanted)
    LINKS.insert(sorted(wanted - present.keys()))
