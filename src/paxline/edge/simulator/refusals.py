"""What the exchange answers, and its four shapes of saying no (recordings of 2026-06-11; rate limits: docs, 2026-08).

Most refusals are nested under ``error``, bodies that cannot be read are answered flat, parameters out of bounds with a
bare ``msg``, and too many requests with ``error`` as a plain text. The field ``service`` went on 2026-08-06.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from paxline.edge.simulator.wire import Json
from paxline.errors import UsageError
from paxline.exchange.answers import HTTP_STATUS, Refused


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status and a JSON document; ``None`` for no content."""

    status: int
    body: Json | None


class Refusal(UsageError):
    """A request that is answered with an error; ``reply`` says which."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(f"refused with {reply.status}")
        self.reply = reply


_MESSAGES: Final[Mapping[str, str]] = MappingProxyType({"authentication_error": "authentication_error"})
"""Messages that are not their code with spaces."""

TOO_MANY: Final = Reply(HTTPStatus.TOO_MANY_REQUESTS, {"error": "too many requests"})
NOT_FOUND: Final = Reply(HTTPStatus.NOT_FOUND, {"error": {"code": "not_found", "message": "not found"}})
BROKEN: Final = Reply(
    HTTPStatus.INTERNAL_SERVER_ERROR,
    {"error": {"code": "internal_server_error", "message": "internal server error"}},
)
SWITCHED_OFF: Final = Reply(
    HTTPStatus.GONE,
    {"error": {"code": "deprecated_v1_order_endpoint", "message": "deprecated v1 order endpoint"}},
)
"""What the order endpoints before V2 answer (changelog 2026-06-18)."""


def told(code: str, details: str = "") -> Json:
    """A code in words; details only where there are any."""
    body = {"code": code, "message": _MESSAGES.get(code, code.lower().replace("_", " "))}
    return {**body, "details": details} if details else body


def nested(status: int, code: str, details: str = "") -> Reply:
    """The usual shape."""
    return Reply(status, {"error": told(code, details)})


def flat(details: str) -> Reply:
    """The shape for a body that cannot be read."""
    return Reply(HTTPStatus.BAD_REQUEST, told("bad_request", details))


def bare(message: str) -> Reply:
    """The shape for a parameter out of bounds."""
    return Reply(HTTPStatus.BAD_REQUEST, {"msg": message})


def refused(answer: Refused) -> Reply:
    """What the matching core refuses."""
    return nested(HTTP_STATUS[answer.code], answer.code, answer.details)


def refused_at_entry(answer: Refused) -> Reply:
    """The same for a new order, whose endpoint knows no 404 (OpenAPI 3.34.0): what it names is missing, so 400."""
    reply = refused(answer)
    return Reply(HTTPStatus.BAD_REQUEST, reply.body) if reply.status == HTTPStatus.NOT_FOUND else reply
