"""Times are shown in the zone of the person who reads them."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone


class ReadersZone:
    """Activates the zone of whoever is signed in; everybody else reads UTC. Belongs behind AuthenticationMiddleware."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request with the reader's zone active."""
        with timezone.override(request.user.zone() if request.user.is_authenticated else None):
            return self.get_response(request)
