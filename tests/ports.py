"""A port that nothing listens at: another run may be about on the same machine."""

import socket
from contextlib import suppress
from random import SystemRandom

# None that a system gives to connections (32768 and above): until the site listens, minutes later
# on a busy machine, nobody is given it.
PORTS = range(20_000, 32_000)


def free_port() -> int:
    while True:
        port = SystemRandom().choice(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
