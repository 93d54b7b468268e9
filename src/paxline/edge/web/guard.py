"""Who may ask the dashboard what.

Anything may reach a port on localhost: other pages in the same browser, and names that a stranger's DNS points there.
So the Host must be this server's own (against DNS rebinding), a request that changes something must come from its own
page (the Origin) and bring the token that was shown once in the terminal. The browser is told to load nothing from
anywhere else.
"""

import hmac
from http import HTTPStatus
from http.cookies import CookieError, SimpleCookie
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE: Final = "paxline-token"
"""Where a browser keeps the token; no script can read it, and no other site's request carries it."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""The Content-Security-Policy of every answer."""

HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    # Under "no-referrer" a browser names no Origin on a form, and every form would be turned away.
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cache-Control", "no-store"),
)

_READING: Final = frozenset({"GET", "HEAD"})
_NAMES: Final = ("127.0.0.1", "localhost", "[::1]")


class Guard:
    """ASGI middleware that turns away what does not come from this machine's owner.

    ``stranger`` answers who asks for a change from the right page and has not shown the token.
    """

    def __init__(self, app: ASGIApp, *, port: int, token: str, stranger: ASGIApp) -> None:
        if len(token) < 32:
            raise ValueError("a token that can be guessed guards nothing")
        self._app = app
        self._hosts = frozenset(f"{name}:{port}" for name in _NAMES)
        self._token = token
        self._stranger = stranger

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        await self._answer(scope["method"], Headers(scope=scope))(scope, receive, guarded)

    def _answer(self, method: str, headers: Headers) -> ASGIApp:
        """What answers a request."""
        host = headers.get("host", "")
        if host not in self._hosts:
            # A page of ours would be read by whoever owns that name.
            return PlainTextResponse("This server answers to localhost alone.\n", HTTPStatus.MISDIRECTED_REQUEST)
        if method in _READING:
            return self._app
        if headers.get("origin", "") != f"http://{host}":
            return PlainTextResponse("Only this dashboard's own pages may change anything.\n", HTTPStatus.FORBIDDEN)
        if not hmac.compare_digest(shown_token(headers).encode(), self._token.encode()):
            return self._stranger
        return self._app


def new_token() -> str:
    """A token that nobody can guess: 64 hexadecimal digits, as random as a key."""
    return Ed25519PrivateKey.generate().private_bytes_raw().hex()


def shown_token(headers: Headers) -> str:
    """The token that a request brings, as a bearer or in its cookie; empty where it brings none."""
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and bearer:
        return bearer.strip()
    try:
        cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return cookie.value if cookie else ""
