"""Who asks: three headers checked against the public half of a key, with the recorded refusals.

Signed is ``timestamp in ms + METHOD + path``, the path in full and without its query, by RSA-PSS (SHA-256, MGF1 of
SHA-256, 32 bytes of salt) or by Ed25519 (OpenAPI 3.34.0, securitySchemes). How far a timestamp may be off is not
documented: 5 s were taken and 30 s refused on 2026-06-11, 10 s taken and 60 s refused on 2026-10-06.
"""

import base64
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa

from paxline.edge.simulator.refusals import Refusal, nested
from paxline.edge.simulator.wire import millis
from paxline.run.ports import Clock

PublicKey = rsa.RSAPublicKey | ed25519.Ed25519PublicKey

_KEY: Final = "kalshi-access-key"
_TIMESTAMP: Final = "kalshi-access-timestamp"
_SIGNATURE: Final = "kalshi-access-signature"
_UNAUTHORIZED: Final = 401
_PSS: Final = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=32)
_LONGEST: Final = 20


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by which one member is known.

    Attributes:
        key_id: What a request calls it by.
        member: Whose it is.
        public: Checks signatures.
    """

    key_id: str
    member: str
    public: PublicKey
    name: str = "test key"


@dataclass(frozen=True, slots=True)
class Window:
    """How far a timestamp may lie behind and ahead of the server's clock."""

    behind: timedelta = timedelta(seconds=10)
    ahead: timedelta = timedelta(seconds=10)


class Keyring:
    """All keys, and the clock of the wall against which timestamps are held."""

    def __init__(self, keys: Iterable[ApiKey], clock: Clock, *, window: Window | None = None) -> None:
        self._keys = {key.key_id: key for key in keys}
        self._clock = clock
        self._window = window or Window()

    @property
    def clock(self) -> Clock:
        """The clock of the wall."""
        return self._clock

    def of_member(self, member: str) -> tuple[ApiKey, ...]:
        """A member's keys."""
        return tuple(key for key in self._keys.values() if key.member == member)

    def named(self, headers: Mapping[str, str]) -> str:
        """The known key that a request names, unchecked; empty for none."""
        key_id = headers.get(_KEY, "")
        return key_id if key_id in self._keys else ""

    def signer(self, headers: Mapping[str, str], *, method: str, path: str) -> ApiKey:
        """The key that signed a request with these headers (names in lower case), else a ``Refusal`` with 401."""
        key_id, timestamp, signature = (headers.get(name, "") for name in (_KEY, _TIMESTAMP, _SIGNATURE))
        if not (key_id and timestamp and signature):
            raise Refusal(nested(_UNAUTHORIZED, "signature_is_missing_from_headers"))
        key = self._keys.get(key_id)
        if key is None:
            raise Refusal(nested(_UNAUTHORIZED, "authentication_error", "NOT_FOUND"))
        if not self._fresh(timestamp):
            raise Refusal(nested(_UNAUTHORIZED, "header_timestamp_expired"))
        if not _signed(key.public, f"{timestamp}{method}{path}".encode(), signature):
            raise Refusal(nested(_UNAUTHORIZED, "authentication_error", "INCORRECT_API_KEY_SIGNATURE"))
        return key

    def _fresh(self, timestamp: str) -> bool:
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > _LONGEST:
            return False
        age = timedelta(milliseconds=millis(self._clock.now())) - _duration(int(timestamp))
        return -self._window.ahead <= age <= self._window.behind


def _duration(milliseconds: int) -> timedelta:
    return timedelta(milliseconds=min(milliseconds, 10**15))


def _signed(public: PublicKey, message: bytes, signature: str) -> bool:
    try:
        told = base64.b64decode(signature, validate=True)
        if isinstance(public, ed25519.Ed25519PublicKey):
            public.verify(told, message)
        else:
            public.verify(told, message, _PSS, hashes.SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True
