"""What notices, designations and referrals are about: keys that are written down, and applications that they meet.

They meet when they are read, by an index, so that it does not matter which came first. A number is stated; a name holds
only at the same authority, only as a whole, and is shown as such.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence

from tracker.catalogue import spelling
from tracker.catalogue.known import MARKETING_AUTHORISATION, ResolvedApplication
from tracker.catalogue.models import Concern, Mention
from tracker.catalogue.rows import Table, in_batches

CONCERNS = Table(Concern, key=["application_id", "by", "key"], columns=["application_id", "by", "key", "text"])


def write(known: Sequence[ResolvedApplication], applications: Mapping[str, int], old: Sequence[int]) -> None:
    """Write down what applications of other types than a marketing authorisation are about.

    `applications` gives the ids by number; those in `old` were there before.
    """
    present = CONCERNS.load("application_id", old)
    wanted = {
        (applications[one.number], by, key): {
            "application_id": applications[one.number],
            "by": by,
            "key": key,
            "text": text[:500],
        }
        for one in known
        for by, key, text in _concerned(one)
    }
    CONCERNS.forget(present, wanted)
    CONCERNS.synchronise(present, wanted)


def _concerned(one: ResolvedApplication) -> Iterable[tuple[str, str, str]]:
    """By what, key and text of all that an application is about."""
    for number in one.concerns:
        yield Concern.By.NUMBER.value, number, number
    name = one.value("name")
    if one.type != MARKETING_AUTHORISATION and (key := spelling.name_key(name)):
        yield Concern.By.NAME.value, key, name


def numbers_stated(notices: Collection[int]) -> dict[int, str]:
    """The application's number of each notice that states exactly one."""
    stated: dict[int, list[str]] = {}
    for some in in_batches(notices):
        rows = Mention.objects.filter(notice__in=some, by=Mention.By.NUMBER)
        for notice, number in rows.values_list("notice_id", "key"):
            stated.setdefault(notice, []).append(number)
    return {notice: numbers[0] for notice, numbers in stated.items() if len(numbers) == 1}
