"""Finding what somebody typed: a number however it is spelled, an address, the beginning of a name or of a substance.

Every way of asking costs a constant number of queries.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, Q, QuerySet, Value, When

from scrapers.identifiers import Identifier, JunkNumber, identifier
from scrapers.readers import host_and_path
from tracker.catalogue import spelling
from tracker.catalogue.known import MARKETING_AUTHORISATION
from tracker.catalogue.models import Application, OrganisationAlias, SubstanceAlias

FDA_TYPES = ("NDA", "BLA", "ANDA", "BN")
MOST = 50
"""How many applications a name brings at most."""


@dataclass(frozen=True)
class Found:
    """The applications that were meant, the likeliest first, and the slug of the procedure, if one was named."""

    applications: tuple[Application, ...] = ()
    procedure: str = ""

    @property
    def one(self) -> Application | None:
        """The application, if only one can be meant."""
        return self.applications[0] if len(self.applications) == 1 else None


def find(text: str, most: int = MOST) -> Found:
    """The applications that the text names by number or address, else by name, substance or holder; at most `most`."""
    if is_address(text):
        return find_address(text, most)
    by_number = find_number(text)
    return by_number if by_number.applications else Found(tuple(find_name(text, most)))


def is_address(text: str) -> bool:
    """Whether the text is the address of a page and not a number or a name."""
    return bool(re.match(r"(https?://|www\.)\S+$", text.strip(), re.IGNORECASE))


def find_address(text: str, most: int = MOST) -> Found:
    """The applications that a page or a document is about. EMA reuses addresses, so there may be several.

    FDA's pages are told apart by the number in the address, EMA's by host and path.
    """
    if number := re.search(r"[?&]ApplNo=(\d{6})\b", text, re.IGNORECASE):
        return find_number(number[1])
    place = host_and_path(text.strip())
    spellings = [
        f"{scheme}://{www}{place}{slash}" for scheme in ("https", "http") for www in ("www.", "") for slash in ("", "/")
    ]
    found = _applications().filter(Q(address__in=spellings) | Q(documents__address__in=spellings))
    return Found(tuple(found.order_by("number").distinct()[:most]))


def find_number(text: str) -> Found:
    """The application with that number. Bare digits mean FDA's application, and EMA's only if FDA's is not known.

    Text that is no number finds nothing.
    """
    try:
        typed = identifier(text)
    except JunkNumber:
        return Found()
    rows = {row.number: row for row in _applications().filter(number__in=_spellings(typed))}
    ranked = [rows[number] for number in _spellings(typed) if number in rows]
    return Found(tuple(ranked[:1]), typed.procedure) if ranked else Found()


def _spellings(typed: Identifier) -> Sequence[str]:
    """The numbers that may be meant, in the order in which they are believed."""
    if typed.authority:
        return (typed.number,)
    return (*(f"{type_}{typed.number}" for type_ in FDA_TYPES), f"EMEA/H/C/{typed.number}", f"EMEA/V/C/{typed.number}")


def find_name(text: str, most: int = MOST) -> list[Application]:
    """Applications whose name, product, substance or holder begins like the text, however it is spelled, best first.

    Medicines come before what is about them: designations, plans, referrals.
    """
    typed = " ".join(text.split())
    found = called(typed)
    if found is None:
        return []
    begins = _begins(typed)
    is_called_so = Q(name__iexact=typed) | Q(product__name__iexact=typed)
    rank = Case(When(is_called_so, then=Value(0)), When(begins, then=Value(1)), default=Value(2))
    is_other = Case(When(type=MARKETING_AUTHORISATION, then=Value(0)), default=Value(1))
    ordered = (
        _applications().filter(found).alias(rank=rank, is_other=is_other).order_by("rank", "is_other", "name", "number")
    )
    return list(ordered.distinct()[:most])


def called(text: str) -> Q | None:
    """What applications must be like whose name, product, substance or holder begins like the text; None: it is empty.

    The condition joins other tables: whoever uses it wants distinct rows.
    """
    typed = " ".join(text.split())
    key = spelling.key(typed)
    if not key:
        return None
    return (
        _begins(typed)
        | Q(product__also_known_as__icontains=typed)
        | Q(substances__in=SubstanceAlias.objects.filter(key__startswith=key).values("substance"))
        | Q(applicant__in=OrganisationAlias.objects.filter(key__startswith=key).values("organisation"))
    )


def _begins(typed: str) -> Q:
    return Q(name__istartswith=typed) | Q(product__name__istartswith=typed)


def _applications() -> QuerySet[Application]:
    return Application.objects.select_related("product", "applicant")
