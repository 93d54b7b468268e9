"""The dashboard's application: which address answers what. It knows no figures; a ``Site`` makes the pages."""

import hmac
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Final, Protocol
from urllib.parse import parse_qsl

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
    StreamingResponse,
)
from starlette.routing import Route
from starlette.types import ASGIApp

from paxline.edge.clock import pause
from paxline.edge.web.guard import COOKIE, Guard
from paxline.errors import PaxlineError, UsageError

LARGEST_FORM: Final = 16_384
"""Bytes of a form; a longer one is refused unread."""

LOOK: Final = 5.0
"""Seconds between two looks whether the store holds something new."""


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

    def act(self, path: str, form: Mapping[str, str]) -> None:
        """Do what the form at ``path`` asks; ``UsageError`` where it cannot be meant."""
        ...

    def refused(self, why: str) -> str:
        """The page that says why a form was not taken."""
        ...


def application(site: Site, *, port: int, token: str) -> ASGIApp:
    """The guarded application for ``port`` on the loopback."""
    doors = _Doors(site, token)
    routes = [
        Route("/enter", doors.enter),
        Route("/events", doors.events),
        Route("/healthz", doors.alive),
        Route("/readyz", doors.ready),
        Route("/static/{name}", doors.file),
        Route("/model/declare", doors.act, methods=["POST"]),
        Route("/model/withdraw", doors.act, methods=["POST"]),
        Route("/{path:path}", doors.page),
    ]
    return Guard(Starlette(routes=routes), port=port, token=token)


@dataclass(frozen=True, slots=True)
class _Doors:
    """One method for each kind of address."""

    site: Site
    token: str

    async def page(self, request: Request) -> Response:
        found = await run_in_threadpool(self.site.page, request.url.path)
        return HTMLResponse(found) if found is not None else PlainTextResponse("There is no such page.\n", 404)

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
            await run_in_threadpool(self.site.act, request.url.path, form)
        except UsageError as error:
            return HTMLResponse(self.site.refused(str(error)), 400)
        return RedirectResponse("/model", 303)

    async def enter(self, request: Request) -> Response:
        if not hmac.compare_digest(request.query_params.get("token", "").encode(), self.token.encode()):
            return PlainTextResponse("This is not the token that the terminal shows.\n", 403)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(COOKIE, self.token, httponly=True, samesite="strict", path="/")
        return answer

    async def events(self, _: Request) -> Response:
        return StreamingResponse(news(self.site.stamp, wait=lambda: pause(LOOK)), media_type="text/event-stream")

    async def alive(self, _: Request) -> Response:
        return PlainTextResponse("ok\n")

    async def ready(self, _: Request) -> Response:
        try:
            stamp = await run_in_threadpool(self.site.stamp)
        except PaxlineError as error:
            return JSONResponse({"ready": False, "why": str(error)}, 503)
        return JSONResponse({"ready": True, "stored": stamp})


async def news(stamp: Callable[[], str], *, wait: Callable[[], Awaitable[None]]) -> AsyncIterator[str]:
    """One server-sent event for each new stamp, the present one first, and a comment while nothing is new."""
    told = None
    while True:
        found = await run_in_threadpool(stamp)
        yield f"event: news\ndata: {found}\n\n" if found != told else ": still here\n\n"
        told = found
        await wait()


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
