"""Every byte between a browser and a site: a relay that counts. It sees what a browser's own tools
do not, such as what workers fetch."""

from __future__ import annotations

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

HEAD = re.compile(rb"(?:GET|HEAD|POST) (\S+) HTTP/1\.1\r\n")


@dataclass
class Carried:
    """What was asked for and how many bytes came back, heads included; [address, bytes]."""

    port: int
    answers: list[list[object]] = field(default_factory=list)

    @property
    def address(self) -> str:
        return f"http://localhost:{self.port}"

    def bytes(self, *parts: str) -> int:
        """Of the answers whose addresses hold one of these; of all without."""
        return sum(
            int(size)  # type: ignore[call-overload]
            for asked, size in self.answers
            if not parts or any(part in str(asked) for part in parts)
        )

    def __len__(self) -> int:
        return len(self.answers)


@contextmanager
def relay(port: int) -> Iterator[Carried]:
    """Listen on a port of its own and pass everything on to `port`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        carried = Carried(listener.getsockname()[1])
        thread = threading.Thread(target=_accept, args=(listener, port, carried), daemon=True)
        thread.start()
        try:
            yield carried
        finally:
            listener.shutdown(socket.SHUT_RDWR)


def _accept(listener: socket.socket, port: int, carried: Carried) -> None:
    while True:
        try:
            browser, _ = listener.accept()
        except OSError:
            return
        site = socket.create_connection(("127.0.0.1", port))
        asked: list[list[object]] = []
        for pump in (_upward, _downward):
            threading.Thread(target=pump, args=(browser, site, asked, carried), daemon=True).start()


def _upward(
    browser: socket.socket, site: socket.socket, asked: list[list[object]], carried: Carried
) -> None:
    """Requests. A browser asks the next one on a connection only after the answer to the last."""
    while data := _received(browser):
        for path in HEAD.findall(data):
            asked.append([path.decode("latin-1"), 0])
            carried.answers.append(asked[-1])
        site.sendall(data)
    _end(site)


def _downward(
    browser: socket.socket, site: socket.socket, asked: list[list[object]], carried: Carried
) -> None:
    while data := _received(site):
        if asked:
            asked[-1][1] = int(asked[-1][1]) + len(data)  # type: ignore[call-overload]
        try:
            browser.sendall(data)
        except OSError:
            break
    _end(browser)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(1 << 16)
    except OSError:
        return b""


def _end(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
