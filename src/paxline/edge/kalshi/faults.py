"""What went wrong, in paxline's errors: httpx's exceptions and every error body the exchange writes."""

from typing import Final

import httpx
from pydantic import ValidationError

from paxline.edge.kalshi.wire.exchange import ErrorBody, NestedError
from paxline.errors import Blocked, PaxlineError, Unreachable, UsageError, WireError

_FORBIDDEN: Final = 403

_LONGEST_TEXT: Final = 300
"""Characters of the exchange's own words that an error repeats."""


def from_httpx(error: Exception) -> PaxlineError:
    """The paxline error that an httpx exception stands for.

    No answer is ``Unreachable``; a request that cannot be sent as written is ``UsageError``; an answer that
    cannot be read is ``WireError`` with status 0. Any other exception raises ``TypeError``.
    """
    text = f"{type(error).__name__}: {_short(str(error))}"
    match error:
        case httpx.HTTPStatusError():
            return WireError(text, status=error.response.status_code)
        case httpx.UnsupportedProtocol() | httpx.LocalProtocolError() | httpx.InvalidURL() | httpx.CookieConflict():
            return UsageError(f"the request to the exchange cannot be sent ({text})")
        case httpx.TransportError():
            return Unreachable(f"the exchange gave no answer ({text})")
        case httpx.HTTPError() | httpx.StreamError():
            return WireError(f"the exchange's answer cannot be read ({text})", status=0)
        case _:
            raise TypeError(f"not an exception of httpx: {type(error).__name__}") from error


def from_response(response: httpx.Response) -> WireError | Blocked:
    """The error that an answer outside 200–299 reports; its code is empty where the body gives none.

    A 403 in another shape than the exchange's own comes from something in front of it: ``Blocked``.
    """
    status, where = response.status_code, f"{response.request.method} {response.request.url.path}"
    try:
        body = ErrorBody.model_validate_json(response.content)
    except ValidationError:
        body = ErrorBody()
    code, words = _told(body)
    if not words:
        if status == _FORBIDDEN:
            return Blocked(f"{where}: refused by something in front of the exchange (403)")
        words = response.reason_phrase or "no reason given"
    return WireError(f"{where}: {status} {_short(words)}", status=status, code=_short(code))


def unreadable(response: httpx.Response, error: ValidationError) -> WireError:
    """The error of a success whose body is not what it should be; names the first fields at fault."""
    where = f"{response.request.method} {response.request.url.path}"
    faults = error.errors(include_url=False, include_input=False, include_context=False)
    named = "; ".join(f"{'.'.join(map(str, f['loc'])) or 'body'}: {f['msg']}" for f in faults[:3])
    return WireError(f"{where}: the answer cannot be read ({_short(named)})", status=0)


def _told(body: ErrorBody) -> tuple[str, str]:
    """The code, and the words for a person; both empty where the body has no known shape."""
    told = body.error if isinstance(body.error, NestedError) else body
    details = told.details if isinstance(told.details, str) else ""
    bare = body.error if isinstance(body.error, str) else body.msg
    words = ": ".join(dict.fromkeys(part for part in (told.code, told.message, details, bare) if part))
    return told.code or "", words


def _short(text: str) -> str:
    # Control characters in somebody else's words must not reach a terminal.
    plain = "".join(c if c.isprintable() else " " for c in text)
    return plain if len(plain) <= _LONGEST_TEXT else f"{plain[:_LONGEST_TEXT]}…"
