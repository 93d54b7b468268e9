"""The simulated exchange as an ASGI application: who asks, whether it may, and what the answer is in bytes."""

import json
from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from http import HTTPStatus
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from paxline.edge.simulator.faulty import LAG
from paxline.edge.simulator.hub import Hub
from paxline.edge.simulator.keys import ApiKey, Keyring
from paxline.edge.simulator.limits import COSTS, DEFAULT_COST, Buckets, Limits
from paxline.edge.simulator.params import Params
from paxline.edge.simulator.public import PREFIX
from paxline.edge.simulator.refusals import BROKEN, NOT_FOUND, TOO_MANY, Refusal, Reply, flat, nested
from paxline.edge.simulator.routes import CALLS, SWITCHED_OFF, Asker, Call
from paxline.edge.simulator.site import Ask, Lag, Site
from paxline.edge.simulator.tape import Tape
from paxline.edge.simulator.versions import HORIZON

_MOST_BYTES: Final = 1_000_000


def application(  # noqa: PLR0913 - what may be left out is what tests and faults put in
    hub: Hub,
    *,
    keys: Keyring,
    limits: Limits,
    lag: Lag | None = None,
    extra_routes: Sequence[BaseRoute] = (),
    middleware: Sequence[Middleware] = (),
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """The whole Trade API over one hub; ``extra_routes`` come first."""
    site = Site(hub, Tape(hub), keys, Buckets(limits))
    served = [
        Route(PREFIX + call.path, _endpoint(site, call, lag or Lag()), methods=[call.method])
        for call in (*CALLS, *SWITCHED_OFF)
    ]
    return Starlette(
        routes=[*extra_routes, *served],
        middleware=list(middleware),
        exception_handlers={HTTPException: _unserved, Exception: _broken},
        lifespan=lifespan,
    )


def _endpoint(site: Site, call: Call, lag: Lag) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        try:
            body = await request.body()
            if len(body) > _MOST_BYTES:
                return _written(flat("http: request body too large"))
            return _written(_answered(site, call, request=request, body=body, lag=lag))
        except Refusal as refusal:
            return _written(refusal.reply)

    return answer


def _answered(site: Site, call: Call, *, request: Request, body: bytes, lag: Lag) -> Reply:
    """Check the signature, then the allowance, then ask."""
    key = _signer(site, request) if call.asker is Asker.MEMBERS else None
    spender = key.key_id if key else site.keys.named(request.headers)
    cost = COSTS.get((call.method, call.path), DEFAULT_COST) * call.units(body)
    if not site.buckets.take(spender, call.purse, cost=cost, at=site.keys.clock.now()):
        return TOO_MANY
    late = min(lag.by + timedelta(seconds=float(request.scope.get(LAG, 0.0)) * lag.pace), HORIZON)
    params = Params(call.operation, tuple(request.query_params.multi_items()))
    return call.handler(site, Ask(request.path_params, params, body, key, late))


def _signer(site: Site, request: Request) -> ApiKey:
    raw: bytes = request.scope.get("raw_path") or request.url.path.encode()
    return site.keys.signer(request.headers, method=request.method, path=raw.partition(b"?")[0].decode("latin-1"))


def _written(reply: Reply) -> Response:
    if reply.body is None:
        return Response(status_code=reply.status)
    content = json.dumps(reply.body, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Response(content.encode(), reply.status, media_type="application/json")


async def _unserved(request: Request, error: Exception) -> Response:
    """A path or a method that is not served."""
    del request
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    match status:
        case HTTPStatus.NOT_FOUND:
            return _written(NOT_FOUND)
        case HTTPStatus.METHOD_NOT_ALLOWED:
            headers = getattr(error, "headers", None)
            reply = _written(nested(status, "method_not_allowed"))
            reply.headers.update(headers or {})
            return reply
        case _:
            return _written(BROKEN)


async def _broken(request: Request, error: Exception) -> Response:
    """A bug of ours; the log has it."""
    del request, error
    return _written(BROKEN)
