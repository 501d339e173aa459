"""Which applications notices, designations and referrals concern: found when it is asked, through indexed keys.

It does not matter which came first. A number is stated. A name holds only at the same authority, only as a whole, for
marketing authorisations of the same category, and whoever shows it says that it is by name.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.catalogue.known import MARKETING_AUTHORISATION
from tracker.catalogue.models import Application, Concern, Mention, Notice, SubstanceAlias
from tracker.catalogue.models.notices import Reference
from tracker.catalogue.rows import in_batches

NUMBER, NAME, SUBSTANCE = Reference.By.NUMBER, Reference.By.NAME, Reference.By.SUBSTANCE


class MetApplication(NamedTuple):
    """An application that something concerns, and how one knows: by `number` or by `name`."""

    application: Application
    by: str


class MetNotice(NamedTuple):
    """A notice that concerns an application, and how one knows: by `number` or by `name`."""

    notice: Notice
    by: str


class _Keys(NamedTuple):
    """What something is about, by keys."""

    numbers: frozenset[str]
    names: frozenset[str]


@dataclass(frozen=True)
class _Candidates:
    """Applications that may be meant, by number and by authority and name."""

    by_number: Mapping[str, Application]
    by_name: Mapping[tuple[str, str], Sequence[Application]]


def applications_of(notices: Collection[Notice]) -> dict[int, list[MetApplication]]:
    """The applications that each notice concerns, by the notice's id: two queries, and more for many notices."""
    keys = _keys_of_notices([notice.pk for notice in notices])
    candidates = _candidates(keys.values())
    return {notice.pk: _met(notice, keys[notice.pk], candidates) for notice in notices}


def notices_of(applications: Collection[Application], kinds: Collection[str] = ()) -> dict[int, list[MetNotice]]:
    """The notices that concern each application, by the application's id, the last seen first: one query.

    `kinds` narrows them down; none given means all.
    """
    numbers = {application.number: application for application in applications}
    names: dict[tuple[str, str], list[Application]] = defaultdict(list)
    for application in applications:
        if application.type == MARKETING_AUTHORISATION and application.name_key:
            names[application.authority, application.name_key].append(application)
    rows = Mention.objects.filter(
        Q(by=NUMBER, key__in=numbers) | Q(by=NAME, key__in={name for _, name in names})
    ).select_related("notice")
    if kinds:
        rows = rows.filter(notice__kind__in=kinds)
    found: dict[int, dict[int, MetNotice]] = {application.pk: {} for application in applications}
    for row in rows.order_by("-notice_id", "-by"):
        notice = row.notice
        met = [numbers[row.key]] if row.by == NUMBER else names.get((notice.authority, row.key), [])
        for application in met:
            if row.by == NUMBER or _same_category(notice, application):
                found[application.pk].setdefault(notice.pk, MetNotice(notice, row.by))
    return {pk: list(of_one.values()) for pk, of_one in found.items()}


def related(application: Application) -> list[MetApplication]:
    """The designations, plans and referrals about a medicine, or the medicines that one of these is about."""
    rows = list(application.concerns.all())
    keys = _Keys(
        frozenset(row.key for row in rows if row.by == NUMBER), frozenset(row.key for row in rows if row.by == NAME)
    )
    found = {met.application.pk: met for met in _met(application, keys, _candidates([keys]))}
    about = Concern.objects.filter(_about(application)).select_related("application__product", "application__applicant")
    for row in about.order_by("-by", "application__number"):
        if row.by == NUMBER or _same_category(row.application, application):
            found.setdefault(row.application_id, MetApplication(row.application, row.by))
    found.pop(application.pk, None)
    return sorted(found.values(), key=lambda met: (met.application.type, met.application.number))


def _about(application: Application) -> Q:
    """The concerns that mean an application."""
    by_number = Q(by=NUMBER, key=application.number)
    if application.type != MARKETING_AUTHORISATION or not application.name_key:
        return by_number
    return by_number | Q(by=NAME, key=application.name_key, application__authority=application.authority)


def substances_of(notices: Collection[int]) -> dict[int, list[int]]:
    """The substances that each notice names, by their ids."""
    mentions = [
        row
        for some in in_batches(notices)
        for row in Mention.objects.filter(notice__in=some, by=SUBSTANCE).values_list("notice_id", "key")
    ]
    known = {
        key: substance
        for some in in_batches({key for _, key in mentions})
        for key, substance in SubstanceAlias.objects.filter(key__in=some).values_list("key", "substance_id")
    }
    found: dict[int, list[int]] = defaultdict(list)
    for notice, key in mentions:
        if key in known:
            found[notice].append(known[key])
    return found


def met_by(notices: QuerySet[Notice]) -> Q:
    """The condition on applications that some notices, all of one authority, concern them."""
    mentions = Mention.objects.filter(notice__in=notices)
    by_name = Q(
        type=MARKETING_AUTHORISATION,
        authority__in=notices.order_by().values("authority"),
        name_key__in=mentions.filter(by=NAME).order_by().values("key"),
    )
    return by_name | Q(number__in=mentions.filter(by=NUMBER).order_by().values("key"))


def that_meet(applications: QuerySet[Application]) -> Q:
    """The condition on notices that they concern some of these applications: `met_by` the other way round."""
    unordered = applications.order_by()
    by_number = Mention.objects.filter(by=NUMBER, key__in=unordered.values("number"))
    meant = unordered.filter(
        type=MARKETING_AUTHORISATION, authority=OuterRef("notice__authority"), name_key=OuterRef("key")
    )
    of_same_category = Q(notice__category="") & Exists(meant) | Exists(
        meant.filter(category__in=("", OuterRef("notice__category")))
    )
    by_name = Mention.objects.filter(of_same_category, by=NAME)
    return Q(pk__in=by_number.values("notice")) | Q(pk__in=by_name.values("notice"))


def _keys_of_notices(notices: Collection[int]) -> Mapping[int, _Keys]:
    numbers: dict[int, set[str]] = defaultdict(set)
    names: dict[int, set[str]] = defaultdict(set)
    for some in in_batches(notices):
        for notice, by, key in Mention.objects.filter(notice__in=some).values_list("notice_id", "by", "key"):
            if by != SUBSTANCE:
                (numbers if by == NUMBER else names)[notice].add(key)
    return {notice: _Keys(frozenset(numbers[notice]), frozenset(names[notice])) for notice in notices}


def _candidates(keys: Iterable[_Keys]) -> _Candidates:
    keys = list(keys)
    numbers = frozenset[str]().union(*(one.numbers for one in keys))
    names = frozenset[str]().union(*(one.names for one in keys))
    rows = Application.objects.select_related("product", "applicant")
    by_number: dict[str, Application] = {}
    for some in in_batches(sorted(numbers)):
        by_number |= {row.number: row for row in rows.filter(number__in=some)}
    by_name: dict[tuple[str, str], list[Application]] = defaultdict(list)
    for some in in_batches(sorted(names)):
        for row in rows.filter(name_key__in=some, type=MARKETING_AUTHORISATION).order_by("number"):
            by_name[row.authority, row.name_key].append(row)
    return _Candidates(by_number, by_name)


def _met(about: Notice | Application, keys: _Keys, candidates: _Candidates) -> list[MetApplication]:
    found: dict[int, MetApplication] = {}
    for number in sorted(keys.numbers & candidates.by_number.keys()):
        application = candidates.by_number[number]
        found[application.pk] = MetApplication(application, NUMBER.value)
    for name in sorted(keys.names):
        for application in candidates.by_name.get((about.authority, name), ()):
            if _same_category(about, application):
                found.setdefault(application.pk, MetApplication(application, NAME.value))
    return list(found.values())


def _same_category(one: Notice | Application, other: Application) -> bool:
    """Whether both are for people, or both for animals, as far as both say."""
    return not one.category or not other.category or one.category == other.category
