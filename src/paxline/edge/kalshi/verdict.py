"""What an error says about a write: refused for certain, or nobody knows.

Told by the exchange's ``code``, not by the status alone: of two 409s one means that the order is there and the other
that it never was. Codes seen in recordings of 2026-06-11 and named by users to September 2026; there is no official
list, so a code nobody here knows is a refusal only where the status leaves no doubt.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from paxline.errors import SourceError, WireError
from paxline.run.ports import Landing, Reason, Rejected, Unknown

_REASONS: Final[Mapping[str, Reason]] = MappingProxyType(
    {
        "trading_is_paused": Reason.PAUSED,
        "exchange_is_paused": Reason.PAUSED,
        "market_inactive": Reason.CLOSED,
        "market_not_found": Reason.CLOSED,
        "insufficient_balance": Reason.FUNDS,
        "invalid_price": Reason.PRICE,
        "fill_or_kill_insufficient_resting_volume": Reason.NO_FILL,
        "authentication_error": Reason.NOT_ALLOWED,
        "header_timestamp_expired": Reason.NOT_ALLOWED,
        "signature_is_missing_from_headers": Reason.NOT_ALLOWED,
        "invalid_order": Reason.OTHER,
        "bad_request": Reason.OTHER,
        "not_found": Reason.OTHER,
        "deprecated_v1_order_endpoint": Reason.OTHER,
    }
)
_ALREADY_THERE: Final = "order_already_exists"
_UNFUNDED: Final = "user_not_found"
"""Heads a code that may go on with the user's id: the account has no money on the market's shard."""

_TOO_MANY: Final = 429
_REFUSALS: Final = frozenset({400, 401, 403, 404, 405, 410, 413, 415, 422})
"""Statuses that say that nothing was done, whatever the code; of 408, 409 and the rest only a known code does."""


def of_error(error: SourceError) -> Rejected | Unknown:
    """Whether what was asked was refused for certain."""
    if not isinstance(error, WireError):
        return Unknown(str(error))
    code = error.code.lower()
    if code == _ALREADY_THERE:
        return Unknown(str(error), Landing.SURELY)
    if not says_refused(error.status, code):
        return Unknown(str(error))
    return Rejected(_reason(error, code), str(error))


def says_refused(status: int, code: str) -> bool:
    """Whether a status with a code (in small letters) says that nothing was done."""
    known = code in _REASONS or code.startswith(_UNFUNDED)
    return status == _TOO_MANY or status in _REFUSALS or (400 <= status < 500 and known)


def _reason(error: WireError, code: str) -> Reason:
    if error.status == _TOO_MANY:
        return Reason.RATE_LIMITED
    if code.startswith(_UNFUNDED):
        return Reason.FUNDS
    if "post only cross" in str(error).lower():
        return Reason.WOULD_CROSS
    if code not in _REASONS and error.status in {401, 403}:
        return Reason.NOT_ALLOWED
    return _REASONS.get(code, Reason.OTHER)
