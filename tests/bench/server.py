"""A site of medicine pages in a process of its own, with keep-alive: `python -m tests.bench.server PAGES`.

It prints its port and serves `PAGES` pages until it is ended. `/-/NAME` sets what it answers from then on: `same` bytes
each time, `rotated` identifiers in each answer, or `changed` content in each answer.
"""

import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.bench.pages import PATH, page, served

ROBOTS = b"User-agent: *\nDisallow: /admin/\nDisallow: /search/\nDisallow: /node/add/\n" + b"".join(
    b"Disallow: /core/%d/\n" % number for number in range(40)
)


class Site:
    """What is served."""

    def __init__(self, count: int) -> None:
        self.pages = {PATH.format(number): page(number) for number in range(count)}
        self.mode = "same"
        self.answers = 0

    def body(self, path: str) -> bytes:
        """The answer to one request."""
        if path == "/robots.txt":
            return ROBOTS
        self.answers += 1
        return served(
            self.pages[path],
            identifier=self.answers if self.mode != "same" else 0,
            day=self.answers if self.mode == "changed" else 0,
        )


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1, so that connections stay open; head and body in one piece, so that no acknowledgement is waited for."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        """Answer, or change the mode."""
        if self.path.startswith("/-/"):
            self.site.mode = self.path.removeprefix("/-/")
            body = b""
        else:
            body = self.site.body(self.path)
        head = f"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=UTF-8\r\nContent-Length: {len(body)}\r\n\r\n"
        self.wfile.write(head.encode() + body)

    def log_message(self, *args: object) -> None:
        """Nothing is logged."""


def main() -> None:
    """Serve."""
    Handler.site = Site(int(sys.argv[1]))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
