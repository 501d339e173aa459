"""JSON answers, changed so that nothing in them says anything else: rows, keys, blanks, values wrapped in lists."""

import json
import random
from collections.abc import Callable
from copy import deepcopy
from typing import Any

from tests.fuzz import tables, texts

FEW_KEYS = 3
"""Objects with fewer keys are no rows, and their order may be meant (ingredients of a product)."""

PARTS_OF_KEYS = ("id", "EUNumber")
"""What a record is known by, though it may be empty: then it is known by its address."""

Row = dict[str, Any]


def rows_of(tree: Any) -> list[Any]:
    """The list that an answer is about: itself, or the first of its values that is a list of objects."""
    if isinstance(tree, list):
        return tree
    lists = [value for value in tree.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    return lists[0] if lists else []


def with_count(tree: Any) -> Any:
    """The same, saying how many rows it holds, where it says so."""
    if isinstance(tree, dict) and "total_records" in (tree.get("meta") or {}):
        tree["meta"]["total_records"] = len(rows_of(tree))
    return tree


def lists_in(tree: Any) -> list[list[Row]]:
    """Every list of rows, the nested ones too."""
    found = []
    if isinstance(tree, list):
        if tree and all(isinstance(row, dict) and len(row) >= FEW_KEYS for row in tree):
            found.append(tree)
        for each in tree:
            found += lists_in(each)
    elif isinstance(tree, dict):
        for each in tree.values():
            found += lists_in(each)
    return found


def written(tree: Any, chance: random.Random) -> bytes:
    """The tree as text, in one of the ways in which it may be written."""
    style = chance.choice(({}, {"indent": 2}, {"separators": (",", ":")}, {"ensure_ascii": False}))
    return json.dumps(tree, **style).encode()


def _of(change: Callable[[Any, random.Random], Any]) -> texts.Change:
    def changed(body: bytes, chance: random.Random) -> bytes:
        tree = json.loads(texts.decoded(body))
        change(tree, chance)
        return written(tree, chance)

    return changed


def _rows_cut(tree: Any, chance: random.Random) -> None:
    rows = rows_of(tree)
    del rows[chance.randrange(len(rows) + 1) :]
    if chance.random() < 0.7:
        with_count(tree)


def _rows_reordered(tree: Any, chance: random.Random) -> None:
    for rows in lists_in(tree):
        chance.shuffle(rows)


def _rows_duplicated(tree: Any, chance: random.Random) -> None:
    for rows in lists_in(tree):
        rows.insert(chance.randrange(len(rows) + 1), deepcopy(chance.choice(rows)))
    with_count(tree)


def _keys_reordered(tree: Any, chance: random.Random) -> None:
    for rows in lists_in(tree):
        for row in rows:
            items = chance.sample(list(row.items()), len(row))
            row.clear()
            row.update(items)


def _key_added(tree: Any, chance: random.Random) -> None:
    for row in rows_of(tree):
        row["something_new"] = chance.choice(("", "Yes", None, 3, "12/05/2024"))


def _key_renamed(tree: Any, chance: random.Random) -> None:
    rows = chance.choice(lists_in(tree) or [rows_of(tree)])
    keys = sorted({key for row in rows for key in row})
    old = chance.choice(keys or [""])
    new = chance.choice((f"{old}_new", f"x_{old}", old.upper()))
    for row in rows:
        if old in row:
            row[new] = row.pop(old)


def _key_lost(tree: Any, chance: random.Random) -> None:
    rows = rows_of(tree)
    lost = chance.choice(sorted({key for row in rows for key in row}) or [""])
    for row in rows:
        row.pop(lost, None)


def _values_wrapped(tree: Any, chance: random.Random) -> None:
    for row in rows_of(tree):
        for key, value in row.items():
            row[key] = [value] if isinstance(value, str) else value


def _blanks_added(tree: Any, chance: random.Random) -> None:
    for rows in lists_in(tree):
        for row in rows:
            for key, value in row.items():
                row[key] = tables.noisy(value, chance)


def _values_cleared(tree: Any, chance: random.Random) -> None:
    few = chance.random() * 0.2
    for rows in lists_in(tree):
        for row in rows:
            for key, value in row.items():
                if isinstance(value, str) and key not in PARTS_OF_KEYS and chance.random() < few:
                    row[key] = ""


CHANGES: dict[str, texts.Change] = {
    "rows cut": _of(_rows_cut),
    "rows reordered": _of(_rows_reordered),
    "rows duplicated": _of(_rows_duplicated),
    "keys reordered": _of(_keys_reordered),
    "a key added": _of(_key_added),
    "a key renamed": _of(_key_renamed),
    "a key lost": _of(_key_lost),
    "values wrapped": _of(_values_wrapped),
    "blanks added": _of(_blanks_added),
    "values cleared": _of(_values_cleared),
}


def first_rows(body: bytes, count: int) -> bytes:
    """The first rows of an answer, which says that it holds so many."""
    tree = json.loads(texts.decoded(body))
    del rows_of(tree)[count:]
    return json.dumps(with_count(tree)).encode()
