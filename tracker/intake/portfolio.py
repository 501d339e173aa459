"""Loading a portfolio: what its files say becomes rows, once.

Everything is found again by its natural key, and what is there already stays as it is: a second load changes nothing,
and what a person has since edited, released or linked differently is not undone.
"""

import datetime
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.db import transaction

from tracker.catalogue import spelling
from tracker.catalogue.models import (
    Application,
    Conflict,
    ConflictClaim,
    Entry,
    Portfolio,
    Product,
    Statement,
    Substance,
    SubstanceAlias,
)
from tracker.intake import portfolio_facts as facts
from tracker.intake.apply import Person, refresh_applications
from tracker.intake.links import link
from tracker.intake.pipeline import ingest_bytes
from tracker.intake.progress import Progress, silent
from tracker.sources.models import Snapshot, Source


@dataclass
class Summary:
    """What a load made, what was there already, and what a person should look at."""

    made: Counter[str] = field(default_factory=Counter)
    present: Counter[str] = field(default_factory=Counter)
    remarks: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def count(self, what: str, is_new: bool) -> None:
        """Count one thing as made or as present."""
        (self.made if is_new else self.present)[what] += 1


def load(
    files: facts.PortfolioFiles, say: Callable[[str], None] = lambda line: None, progress: Progress = silent
) -> Summary:
    """Load checked files. A load that was cut off is taken up by the next. Raises Busy.

    `say` hears of each stage and of each page, `progress` how far the reading of a page is.

    Substances, products and sources stand before the pages that are read into them, and statements, conflicts and links
    after the applications that come out of pages and entries.
    """
    summary = Summary()
    stages = (
        ("names", _load_names),
        ("sources", _load_sources),
        ("pages", partial(_load_pages, say=say, progress=progress)),
        ("entries", _load_entries),
        ("statements", _load_statements),
        ("conflicts", _load_conflicts),
        ("links", _load_links),
        ("portfolio", _load_portfolio),
    )
    for name, run in stages:
        say(f"loading {name}")
        run(files, summary)
    return summary


@transaction.atomic
def _load_names(files: facts.PortfolioFiles, summary: Summary) -> None:
    for said in files.products.values():
        product = said.product
        names = ", ".join(product.also_known_as)
        _, is_new = Product.objects.get_or_create(
            key=product.key, defaults={"name": product.name, "also_known_as": names, "note": product.note}
        )
        summary.count("products", is_new)
        if said.substance:
            _load_substance(said.substance, summary)


def _load_substance(said: facts.Substance, summary: Summary) -> None:
    """A substance and its aliases. One that sources already call by the name keeps its row and gets the aliases."""
    known = SubstanceAlias.objects.filter(key=spelling.key(said.name)).select_related("substance").first()
    substance = known.substance if known else Substance.objects.get_or_create(name=said.name)[0]
    summary.count("substances", known is None)
    for name in (said.name, *said.aliases):
        alias, is_new = SubstanceAlias.objects.get_or_create(
            key=spelling.key(name), defaults={"substance": substance, "name": name}
        )
        summary.count("aliases", is_new)
        if alias.substance != substance:
            summary.remarks.append(f"{name!r} stays a name of {alias.substance}; it is not made one of {substance}")


@transaction.atomic
def _load_sources(files: facts.PortfolioFiles, summary: Summary) -> None:
    for source in files.heading.source:
        _, is_new = Source.objects.get_or_create(
            address=source.address,
            defaults={
                "title": source.title,
                "reader": source.reader,
                "application_number": source.application,
                "interval": datetime.timedelta(hours=source.interval_hours),
                "due_at": files.heading.portfolio.entered_at,
            },
        )
        summary.count("sources", is_new)


def _load_pages(files: facts.PortfolioFiles, summary: Summary, say: Callable[[str], None], progress: Progress) -> None:
    pages = sorted(files.heading.page, key=lambda page: page.retrieved_at)
    for place, page in enumerate(pages, start=1):
        say(f"loading pages: {place} of {len(pages)}, {page.file}")
        if page.reconstructed and _is_read_from_the_authority(page.address):
            summary.remarks.append(f"{page.file} is left out: {page.address} has been read from the authority itself")
            continue
        outcome = ingest_bytes(
            (files.folder / page.file).read_bytes(),
            address=page.address,
            retrieved_at=page.retrieved_at,
            application=page.application,
            reconstructed=page.reconstructed,
            progress=progress,
        )
        if outcome.is_failure:
            summary.failures.append(f"{page.file}: {outcome.word}: {outcome.error}")
        else:
            summary.count("pages", outcome.word == "read")


def _is_read_from_the_authority(address: str) -> bool:
    """Whether an address has real snapshots: a reconstruction must never stand among them."""
    return Snapshot.objects.filter(source__address=address, is_reconstructed=False).exists()


def _load_entries(files: facts.PortfolioFiles, summary: Summary) -> None:
    """Entries are a baseline: the catalogue is made again out of them in silence, without changes that would alert."""
    heading = files.heading.portfolio
    applications = [application for said in files.products.values() for application in said.application]
    with transaction.atomic():
        for application in applications:
            for entry in application.entry:
                summary.count("entries", _made(Entry, **_entry(application, entry, heading)))
    refresh_applications([application.number for application in applications], heading.entered_at)


def _entry(application: facts.Application, said: facts.Entry, heading: facts.Heading) -> dict[str, dict[str, Any]]:
    """The natural key of an entry's row, and its other values."""
    is_address = said.source.startswith(("https://", "http://"))
    key = {
        "application_number": application.number,
        "procedure": said.procedure,
        "field": said.field,
        "value": said.value,
        "kind": said.kind,
        "label": said.label,
        **_dated(said),
        "claimed_by": said.claimed_by,
        "entered_by_name": heading.entered_by,
    }
    values = {
        "authority": application.authority,
        "state": said.state,
        "is_inferred": said.certainty == "inferred",
        "quote": said.quote or f"In our words: {said.wording}",
        "address": said.source if is_address else "",
        "file": "" if is_address else said.source,
        "reason": _with_certainty(said.reason, said.certainty),
        "entered_at": heading.entered_at,
    }
    return {"key": key, "values": values}


def _dated(said: facts.Dated) -> dict[str, Any]:
    return {"date": said.when and said.when.first, "precision": said.when.precision if said.when else "day"}


def _with_certainty(text: str, certainty: facts.Certainty) -> str:
    return f"{text.rstrip('.')}. Certainty: {facts.CERTAINTIES[certainty]}."


@transaction.atomic
def _load_statements(files: facts.PortfolioFiles, summary: Summary) -> None:
    for said in files.products.values():
        product = Product.objects.get(key=said.product.key)
        for statement in said.statement:
            is_new = _made(
                Statement,
                key={"product": product, "region": statement.region, "text": statement.text},
                values={
                    **_dated(statement),
                    "claimed_by": statement.claimed_by,
                    "address": _with_certainty(statement.source, statement.certainty),
                },
            )
            summary.count("statements", is_new)


@transaction.atomic
def _load_conflicts(files: facts.PortfolioFiles, summary: Summary) -> None:
    for said in files.products.values():
        product = Product.objects.get(key=said.product.key)
        for conflict in said.conflict:
            is_new = not _was_made(Conflict, product=product, subject=conflict.subject)
            summary.count("conflicts", is_new)
            if is_new:
                _make_conflict(product, conflict, files.heading.portfolio.entered_at)


def _make_conflict(product: Product, said: facts.Conflict, entered_at: datetime.datetime) -> None:
    conflict = Conflict.objects.create(
        product=product,
        application=Application.objects.filter(number=said.application).first(),
        subject=said.subject,
        explanation=said.explanation,
        entered_at=entered_at,
    )
    ConflictClaim.objects.bulk_create(
        [
            ConflictClaim(conflict=conflict, claimed_by=claim.claimed_by, says=claim.says, source=claim.source)
            for claim in said.claim
        ]
    )


def _load_links(files: facts.PortfolioFiles, summary: Summary) -> None:
    """Link each application to its product, unless a person has linked it already."""
    for said in files.products.values():
        for application in said.application:
            row = Application.objects.filter(number=application.number).select_related("product").first()
            if row is None:
                summary.failures.append(
                    f"{application.number} is not in the catalogue: its page was not read, see Sources"
                )
                continue
            is_unlinked = row.product.key == row.number
            if is_unlinked:
                person = Person(files.heading.portfolio.entered_by, application.reason)
                link(application.number, said.product.key, person)
            summary.count("links", is_unlinked)


@transaction.atomic
def _load_portfolio(files: facts.PortfolioFiles, summary: Summary) -> None:
    heading = files.heading.portfolio
    portfolio, is_new = Portfolio.objects.get_or_create(
        slug=heading.slug, defaults={"name": heading.name, "description": heading.description}
    )
    if is_new:
        portfolio.products.set(Product.objects.filter(key__in=[said.product.key for said in files.products.values()]))
    summary.count("portfolios", is_new)


def _made(model: type[Entry] | type[Statement], key: dict[str, Any], values: dict[str, Any]) -> bool:
    """Whether a row had to be made."""
    if _was_made(model, **key):
        return False
    model.objects.create(**key, **values)
    return True


def _was_made(model: type[Entry] | type[Statement] | type[Conflict], **key: Any) -> bool:
    """Whether the row is there, or was and has since been edited or deleted by a person: that is not undone."""
    return model.objects.filter(**key).exists() or model.history.filter(**key).exists()
