"""What a running paxline tells a monitor on this machine: figures for Prometheus, that it lives, that it is ready."""

from collections.abc import Callable

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from paxline.edge.metrics import CONTENT_TYPE


def application(figures: Callable[[], str], why_not_ready: Callable[[], str]) -> Starlette:
    """Answers ``/metrics``, ``/healthz`` and ``/readyz`` to this machine's own names alone.

    Both are called from any thread: the figures as text, and why it is not ready, empty where it is.
    """

    def metrics(_: Request) -> Response:
        return Response(figures(), media_type=CONTENT_TYPE)

    def healthz(_: Request) -> Response:
        return PlainTextResponse("ok\n")

    def readyz(_: Request) -> Response:
        why = why_not_ready()
        return JSONResponse({"ready": not why, "why": why}, 503 if why else 200)

    routes = [Route("/metrics", metrics), Route("/healthz", healthz), Route("/readyz", readyz)]
    # A stranger's DNS may point a name of his at this port.
    own = Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"])
    return Starlette(routes=routes, middleware=[own])
