"""Which columns a table of FDA's must have, which may be missing, and which are known and left aside."""

from collections.abc import Mapping
from typing import NamedTuple


class PromisedColumns(NamedTuple):
    """The columns of a table. `optional` gives for a column the fields that keep their old values without it.

    `unread` columns are known and left aside.
    """

    promised: tuple[str, ...] = ()
    optional: Mapping[str, tuple[str, ...]] = {}
    unread: tuple[str, ...] = ()

    @property
    def read(self) -> tuple[str, ...]:
        return (*self.promised, *self.optional)

    @property
    def known(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in (*self.read, *self.unread))
