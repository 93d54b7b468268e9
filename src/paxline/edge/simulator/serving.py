"""An ASGI application served on the loopback, in a thread of its own."""

import socket
import threading
from collections.abc import Generator
from contextlib import contextmanager
from typing import Final

import uvicorn
from starlette.types import ASGIApp

from paxline.errors import UsageError
from paxline.run.ports import Clock

HOST: Final = "127.0.0.1"
"""Nobody from elsewhere reaches it."""

PING: Final = 10.0
"""Seconds between two pings, and how long an answer to one may take (its documentation, 2026-10)."""

_LOOK: Final = 0.01
_GRACE: Final = 2


@contextmanager
def serving(app: ASGIApp, *, port: int, clock: Clock) -> Generator[int]:
    """Serve until the end of the block; gives the port, which is a free one where 0 is asked for.

    ``UsageError`` where the port cannot be had.
    """
    with _bound(port) as listening:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            # Answers are dated by the exchange's own clock.
            date_header=False,
            ws="websockets-sansio",
            ws_ping_interval=PING,
            ws_ping_timeout=PING,
            timeout_graceful_shutdown=_GRACE,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, name="exchange", daemon=True)
        thread.start()
        try:
            while not server.started and thread.is_alive():
                clock.sleep(_LOOK)
            yield int(listening.getsockname()[1])
        finally:
            server.should_exit = True
            thread.join()


def _bound(port: int) -> socket.socket:
    # Named TCP, the event loop sends every answer at once instead of waiting for an acknowledgement.
    listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((HOST, port))
    except (OSError, OverflowError) as error:
        listening.close()
        raise UsageError(f"port {port} of the loopback cannot be had ({error}); name another with --port") from None
    return listening
