"""Which applications may be one product: offered to a person with the reason in words, never joined by guess.

Two applications meet in the name, as `catalogue.spelling` compares it, or in a substance, through its aliases. Salts
are not stripped: where two names mean one substance, a person says so by an alias. What is one product already, and
what a person has declined, is not offered. Generics (ANDA) of one substance are many and few of them are looked for:
they are counted, and come only where the name is the same or somebody asks for them.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.db.models import Exists, OuterRef, Q, QuerySet

from tracker.catalogue.models import Application, Product, Substance
from tracker.intake.models import DeclinedLink

GENERIC = "ANDA"
"""How the numbers of FDA's abbreviated applications begin."""

MOST = 12
"""Products that are offered for one application, unless all are asked for."""

Links = Application.substances.through


@dataclass(frozen=True)
class Offer:
    """A product that an application may belong with, for what its `applications`, the likeliest first, have in common.

    `shared` are the names of the substances that the likeliest has in common; `is_whole` says that neither has others.
    """

    product: Product
    applications: tuple[Application, ...]
    has_same_name: bool
    shared: tuple[str, ...]
    is_whole: bool

    @property
    def application(self) -> Application:
        """The likeliest one."""
        return self.applications[0]

    @property
    def reason(self) -> str:
        """In words: `same substance: ferumoxytol; same name`."""
        words = []
        if self.shared:
            names = ", ".join(self.shared)
            same = "same substance" if len(self.shared) == 1 else "same substances"
            words.append(f"{same}: {names}" if self.is_whole else f"{names} in both, with other substances")
        if self.has_same_name:
            words.append("same name")
        return "; ".join(words)

    @property
    def numbers(self) -> tuple[str, ...]:
        """The numbers of its applications."""
        return tuple(application.number for application in self.applications)


@dataclass(frozen=True)
class Offers:
    """What is offered for one application, the likeliest first.

    Left out are `others`, so many products, and `generics`, so many applications.
    """

    offers: tuple[Offer, ...] = ()
    others: int = 0
    generics: int = 0


@dataclass
class _Candidate:
    """Another application, as far as it is needed to rank it."""

    pk: int
    number: str
    product: int
    authority: str
    has_same_name: bool = False
    shared: set[int] = field(default_factory=set)

    @property
    def is_generic(self) -> bool:
        return self.number.startswith(GENERIC)


def offers_for(
    applications: Sequence[Application], with_generics: bool = False, most: int = MOST
) -> Mapping[int, Offers]:
    """What is offered for each application, by its id; a fixed number of queries for any number of applications."""
    substances = _substances_of([application.pk for application in applications])
    candidates = _candidates(applications, substances)
    generics = {}
    for application in applications:
        found = candidates[application.pk]
        left_out = [] if with_generics else [one for one in found if one.is_generic and not one.has_same_name]
        generics[application.pk] = len(left_out)
        candidates[application.pk] = [one for one in found if one not in left_out]
    of_others = _substances_of({one.pk for found in candidates.values() for one in found})
    ranked = {
        application.pk: _by_product(
            sorted(
                candidates[application.pk],
                key=lambda one: _rank(one, application, substances[application.pk], of_others[one.pk]),
            )
        )
        for application in applications
    }
    chosen = [one for groups in ranked.values() for group in groups[:most] for one in group]
    rows = Application.objects.select_related("product", "applicant").in_bulk({one.pk for one in chosen})
    names = dict(
        Substance.objects.filter(pk__in={key for one in chosen for key in one.shared}).values_list("pk", "name")
    )
    return {
        application.pk: Offers(
            offers=tuple(
                _offer(group, rows, names, substances[application.pk], of_others)
                for group in ranked[application.pk][:most]
            ),
            others=max(0, len(ranked[application.pk]) - most),
            generics=generics[application.pk],
        )
        for application in applications
    }


def _substances_of(applications: Collection[int]) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    links = Links.objects.filter(application__in=applications)
    for application, substance in links.values_list("application_id", "substance_id"):
        found[application].add(substance)
    return found


def _candidates(applications: Sequence[Application], substances: Mapping[int, set[int]]) -> dict[int, list[_Candidate]]:
    """The applications of other products that share a name or a substance and were not declined."""
    facts = ("pk", "number", "product_id", "authority")
    by_substance: dict[int, list[tuple[int, str, int, str]]] = defaultdict(list)
    wanted = {key for application in applications for key in substances[application.pk]}
    links = Links.objects.filter(substance__in=wanted)
    for substance, *of_one in links.values_list("substance_id", *(f"application__{name}" for name in facts)):
        by_substance[substance].append(tuple(of_one))
    by_name: dict[str, list[tuple[int, str, int, str]]] = defaultdict(list)
    keys = {application.name_key for application in applications} - {""}
    for name, *of_one in Application.objects.filter(name_key__in=keys).values_list("name_key", *facts):
        by_name[name].append(tuple(of_one))
    declined = _declined([application.number for application in applications])
    return {
        application.pk: _candidates_for(
            application, {key: by_substance[key] for key in substances[application.pk]}, by_name, declined
        )
        for application in applications
    }


def _candidates_for(
    application: Application,
    by_substance: Mapping[int, Iterable[tuple[int, str, int, str]]],
    by_name: Mapping[str, Iterable[tuple[int, str, int, str]]],
    declined: Collection[tuple[str, str]],
) -> list[_Candidate]:
    found: dict[int, _Candidate] = {}
    for substance, facts in by_substance.items():
        for of_one in facts:
            found.setdefault(of_one[0], _Candidate(*of_one)).shared.add(substance)
    for of_one in by_name.get(application.name_key, ()):
        found.setdefault(of_one[0], _Candidate(*of_one)).has_same_name = True
    return [
        one
        for one in found.values()
        if one.product != application.product_id and (application.number, one.number) not in declined
    ]


def _declined(numbers: Collection[str]) -> set[tuple[str, str]]:
    return set(DeclinedLink.objects.filter(number__in=numbers).values_list("number", "other"))


def _rank(
    one: _Candidate, application: Application, substances: set[int], of_other: set[int]
) -> tuple[bool, bool, bool, bool, str]:
    """The same name and the same substances first, then the other authority, brands before generics."""
    is_whole = bool(substances) and substances == of_other
    return (
        not (one.has_same_name and is_whole),
        not (one.has_same_name or is_whole),
        one.is_generic,
        one.authority == application.authority,
        one.number,
    )


def _by_product(ranked: Iterable[_Candidate]) -> list[list[_Candidate]]:
    groups: dict[int, list[_Candidate]] = {}
    for one in ranked:
        groups.setdefault(one.product, []).append(one)
    return list(groups.values())


def _offer(
    group: Sequence[_Candidate],
    rows: Mapping[int, Application],
    names: Mapping[int, str],
    substances: set[int],
    of_others: Mapping[int, set[int]],
) -> Offer:
    best = group[0]
    return Offer(
        product=rows[best.pk].product,
        applications=tuple(rows[one.pk] for one in group),
        has_same_name=best.has_same_name,
        shared=tuple(sorted(names[key] for key in best.shared)),
        is_whole=substances == of_others[best.pk],
    )


def to_consider(among: QuerySet[Application]) -> QuerySet[Application]:
    """Those applications for which something is offered without asking for generics, the same names first."""
    declined = DeclinedLink.objects.filter(number=OuterRef(OuterRef("number")))
    same_name = (
        Application.objects.filter(name_key=OuterRef("name_key"))
        .exclude(name_key="")
        .filter(~Q(product=OuterRef("product")))
        .exclude(Exists(declined.filter(other=OuterRef("number"))))
    )
    own = Links.objects.filter(application=OuterRef(OuterRef("pk"))).values("substance")
    same_substance = (
        Links.objects.filter(substance__in=own)
        .filter(~Q(application__product=OuterRef("product")))
        .exclude(application__number__startswith=GENERIC)
        .exclude(Exists(declined.filter(other=OuterRef("application__number"))))
    )
    found = among.annotate(has_same_name=Exists(same_name)).filter(Q(has_same_name=True) | Exists(same_substance))
    return found.order_by("-has_same_name", "name", "number")
