"""`manage.py serve`: the whole of Clockstop in one process, for a desk or a small team."""

import os
import signal
from argparse import ArgumentParser
from types import FrameType
from typing import Any, NoReturn

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server

from tracker.background import Background
from tracker.wsgi import application

WEB_THREADS = 4
WAYS_TO_STOP = (signal.SIGTERM, signal.SIGINT)


class Command(BaseCommand):
    """Serve the console and the API; without Redis, also do the background work."""

    help = "Serve Clockstop from one process: web, and without REDIS_URL also the worker and the beat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
        parser.add_argument("--port", type=int, default=8000, help="port to listen on (default: %(default)s)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Serve until SIGTERM or SIGINT."""
        server = listen(host, port)
        for way in WAYS_TO_STOP:
            signal.signal(way, stop_serving)
        background = None if settings.REDIS_URL else Background()
        if background:
            background.start()
        self.stdout.write(f"Clockstop is at http://{host}:{port}/ (Ctrl-C stops it)")
        if settings.REDIS_URL:
            self.stdout.write(
                "REDIS_URL is set: the worker and the beat are processes of their own (docs/operations.md)"
            )
        self.stdout.flush()
        server.run()
        if background and not background.stop():
            # The interpreter would wait for the tasks' threads, however long they take.
            os._exit(0)


def listen(host: str, port: int) -> MultiSocketServer | BaseWSGIServer:
    """A server on a port that was free; raises CommandError."""
    # A proxy on this machine says who came, and whether by https; nobody else is believed.
    trusted = {"trusted_proxy": "127.0.0.1", "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"}}
    proxy = trusted if settings.IS_HTTPS else {}
    try:
        return create_server(application, host=host, port=port, threads=WEB_THREADS, ident="", **proxy)
    except (OSError, ValueError, OverflowError) as error:
        raise CommandError(f"Cannot listen on {host}:{port} ({error}): name another with --port.") from None


def stop_serving(_signal: int, _frame: FrameType | None) -> NoReturn:
    """End the server's loop. Once: `make` passes a signal on that its whole group may have got already."""
    for way in WAYS_TO_STOP:
        signal.signal(way, signal.SIG_IGN)
    raise KeyboardInterrupt
