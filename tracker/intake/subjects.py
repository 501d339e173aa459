"""Which application bytes from an address are about, where nobody says it: the one whose document is there."""

from scrapers.readers import host_and_path
from tracker.catalogue.models import Document, DocumentFile


def application_at(address: str) -> str:
    """The number of the application that has a document at the address; empty if none has, or several have.

    The address is that of the document or of one of its language versions; query and fragment do not matter.
    """
    if not host_and_path(address):
        return ""
    plain = address.partition("#")[0].partition("?")[0]
    numbers = set(Document.objects.filter(address=plain).values_list("application__number", flat=True))
    if not numbers:
        files = DocumentFile.objects.filter(address=plain)
        numbers = set(files.values_list("document__application__number", flat=True))
    return numbers.pop() if len(numbers) == 1 else ""
