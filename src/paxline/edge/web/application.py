"""The dashboard's application: which address answers what. It knows no figures; a ``Site`` makes the pages."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl

from sse_starlette import EventSourceResponse, ServerSentEvent
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.routing import Route, request_response
from starlette.types import ASGIApp

from paxline.edge.clock import pause
from paxline.edge.web.guard import COOKIE, Guard
from paxline.errors import PaxlineError, UsageError

LARGEST_FORM: Final = 16_384
"""Bytes of a form; a longer one is refused unread."""

ACTS: Final = ("/control/halt", "/control/resume", "/control/cancel-all", "/model/declare", "/model/withdraw")
"""Where forms go; nothing else changes anything."""

LOOK: Final = 5.0
"""Seconds between two looks whether the store holds something new."""

GLANCES: Final = 25
"""Looks in between, whether the server is about to stop."""


PING: Final = 15
"""Seconds between two comments on a silent stream, and how long a listener may take to accept one."""

RETRY: Final = 3000
"""Milliseconds after which a browser that lost the stream asks again."""


class Site(Protocol):
    """What the server shows and does; every method may be called from any thread."""

    def page(self, path: str) -> str | None:
        """The HTML at ``path``, or ``None`` where there is no such page."""
        ...

    def file(self, name: str) -> tuple[str, str] | None:
        """A served file's text and media type, or ``None``."""
        ...

    def stamp(self) -> str:
        """Names what is stored; another one says that there is something new. One line."""
        ...

    def figures(self) -> str:
        """What a running paxline counted and timed, in the text format of Prometheus."""
        ...

    def act(self, path: str, form: Mapping[str, str]) -> str:
        """Do what the form at ``path`` asks; answers the path of the page to show then.

        ``UsageError`` where it cannot be meant, another ``PaxlineError`` where it cannot be done.
        """
        ...

    def notice(self, heading: str, text: str) -> str:
        """A page that says one thing."""
        ...

    def closing(self) -> bool:
        """Whether the server is about to stop, so that no stream may go on."""
        ...


def application(site: Site, *, port: int, token: str) -> ASGIApp:
    """The guarded application for ``port`` on the loopback."""
    doors = _Doors(site, token)
    routes = [
        Route("/enter", doors.enter),
        Route("/events", doors.events),
        Route("/healthz", doors.alive),
        Route("/readyz", doors.ready),
        Route("/metrics", doors.metrics),
        Route("/static/{name}", doors.file),
        *(Route(path, doors.act, methods=["POST"]) for path in ACTS),
        Route("/{path:path}", doors.page),
    ]
    return Guard(Starlette(routes=routes), port=port, token=token, stranger=request_response(doors.stranger))


@dataclass(frozen=True, slots=True)
class _Doors:
    """One method for each kind of address."""

    site: Site
    token: str

    async def page(self, request: Request) -> Response:
        found = await run_in_threadpool(self.site.page, request.url.path)
        if found is None:
            return await self._notice(
                request, 404, "No such page", "Nothing is at this address; the links at the top lead to every page."
            )
        return HTMLResponse(found)

    async def file(self, request: Request) -> Response:
        found = self.site.file(request.path_params["name"])
        if found is None:
            return PlainTextResponse("There is no such file.\n", 404)
        text, kind = found
        return Response(text, media_type=kind)

    async def act(self, request: Request) -> Response:
        form = await _form(request)
        if form is None:
            return PlainTextResponse("This form is too long or cannot be read.\n", 413)
        try:
            shown = await run_in_threadpool(self.site.act, request.url.path, form)
        except PaxlineError as error:
            status = 400 if isinstance(error, UsageError) else 503
            return await self._notice(request, status, "Not taken", f"This was not taken: {error}.")
        return RedirectResponse(shown, 303)

    async def enter(self, request: Request) -> Response:
        if not hmac.compare_digest(request.query_params.get("token", "").encode(), self.token.encode()):
            text = "This is not the token that the terminal shows: open the address from there."
            return await self._notice(request, 403, "Not let in", text)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
        return answer

    async def stranger(self, request: Request) -> Response:
        text = (
            "This browser may look, but change nothing yet: open the address that the terminal printed when the "
            "dashboard was started, which holds a token, and then do it again."
        )
        return await self._notice(request, 403, "Not taken", text)

    async def _notice(self, request: Request, status: int, heading: str, text: str) -> Response:
        """One thing said: to a browser as a page, to a program as text."""
        if "text/html" not in request.headers.get("accept", ""):
            return PlainTextResponse(f"{text}\n", status)
        return HTMLResponse(await run_in_threadpool(self.site.notice, heading, text), status)

    async def events(self, _: Request) -> Response:
        stream = news(self.site.stamp, wait=self._wait)
        return EventSourceResponse(stream, sep="\n", ping=PING, send_timeout=PING, ping_message_factory=_still_here)

    async def _wait(self) -> bool:
        for _ in range(GLANCES):
            await pause(LOOK / GLANCES)
            if self.site.closing():
                return False
        return True

    async def alive(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def metrics(self, _: Request) -> Response:
        return Response(await run_in_threadpool(self.site.figures), media_type="text/plain; version=0.0.4")

    async def ready(self, _: Request) -> Response:
        try:
            stamp = await run_in_threadpool(self.site.stamp)
        except PaxlineError as error:
            return JSONResponse({"ready": False, "why": str(error)}, 503)
        return JSONResponse({"ready": True, "stored": stamp})


async def news(stamp: Callable[[], str], *, wait: Callable[[], Awaitable[bool]]) -> AsyncIterator[ServerSentEvent]:
    """One event for each new stamp, the present one first, until ``wait`` says that it is over.

    A store that cannot be read now is asked again.
    """
    told, going_on = None, True
    while going_on:
        try:
            found = await run_in_threadpool(stamp)
        except PaxlineError:
            # Its pages say what is the matter, and the readiness check too.
            found = "unreadable"
        if found != told:
            yield ServerSentEvent(found, event="news", retry=RETRY, sep="\n")
        told = found
        going_on = await wait()


def _still_here() -> ServerSentEvent:
    return ServerSentEvent(comment="still here", sep="\n")


async def _form(request: Request) -> Mapping[str, str] | None:
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > LARGEST_FORM:
            return None
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=20))
    except ValueError:
        return None
