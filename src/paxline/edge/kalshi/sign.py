"""Signing requests: a private key that shows itself to nobody, and a signature made anew for every attempt.

Signed is ``timestamp in ms + METHOD + path``, the path in full with ``/trade-api/v2`` and without the query, by
RSA-PSS (SHA-256, MGF1 of SHA-256, 32 bytes of salt) or by Ed25519 (OpenAPI 3.34.0, securitySchemes; recordings of
2026-06-11). A timestamp 30 s old is refused, so nothing signed is ever sent twice.
"""

import base64
import os
import stat
from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, NoReturn, Protocol

import httpx
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from paxline.edge.kalshi.http import DEMO, PRODUCTION, Environment
from paxline.errors import MissingData, UsageError
from paxline.run.ports import Clock

_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LEAST_BITS: Final = 2048
_SALT_BYTES: Final = 32
_MOST_BYTES: Final = 65_536
_OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO


class SigningKey:
    """A private key that can sign, and can neither be printed nor copied out."""

    __slots__ = ("_key",)

    def __init__(self, key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> None:
        self._key = key

    @classmethod
    def parse(cls, pem: bytes) -> "SigningKey":
        """The key of a PEM text without a passphrase: RSA of at least 2048 bits, or Ed25519; else ``UsageError``."""
        try:
            key = load_pem_private_key(pem, password=None)
        except (ValueError, TypeError, UnsupportedAlgorithm):
            # What the library says may quote the text.
            raise UsageError("the signing key is not the PEM of a private key without a passphrase") from None
        if isinstance(key, rsa.RSAPrivateKey):
            if key.key_size < _LEAST_BITS:
                raise UsageError(f"the signing key has {key.key_size} bits, and needs at least {_LEAST_BITS}")
            return cls(key)
        if isinstance(key, ed25519.Ed25519PrivateKey):
            return cls(key)
        raise UsageError("the signing key is neither of RSA nor of Ed25519")

    def sign(self, message: bytes) -> bytes:
        """The signature of ``message``; one of RSA differs each time, for its salt is random."""
        if isinstance(self._key, ed25519.Ed25519PrivateKey):
            return self._key.sign(message)
        salted = padding.PSS(mgf=padding.MGF1(hashes.SHA256()), salt_length=_SALT_BYTES)
        return self._key.sign(message, salted, hashes.SHA256())

    def __repr__(self) -> str:
        return "<a signing key>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key is not copied out")


@dataclass(frozen=True, slots=True)
class Credential:
    """What one environment knows us by.

    Attributes:
        environment: Where it counts; requests elsewhere are not signed.
        key_id: The exchange's name of the key; printed nowhere.
        key: Signs.
    """

    environment: Environment
    key_id: str = field(repr=False)
    key: SigningKey = field(repr=False)


@dataclass(frozen=True, slots=True)
class Signature(httpx.Auth):
    """Signs every attempt anew, at the clock's instant.

    A request to another host than the credential's raises ``UsageError`` and is not sent.
    """

    credential: Credential
    clock: Clock

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response]:
        """Add the three headers."""
        base = httpx.URL(self.credential.environment.rest)
        path = request.url.raw_path.partition(b"?")[0].decode("ascii")
        at_home = (request.url.scheme, request.url.host, request.url.port) == (base.scheme, base.host, base.port)
        if not at_home or not path.startswith(f"{base.path}/"):
            raise UsageError(f"a key of {self.credential.environment.name} signs nothing for {request.url.host}")
        request.headers.update(signed_headers(self.credential, request.method, path, at=self.clock.now()))
        yield request


def signed_headers(known_by: Credential, method: str, path: str, *, at: datetime) -> dict[str, str]:
    """The three headers of one request at ``at`` (UTC); ``path`` is in full, without its query."""
    timestamp = str((at - _EPOCH) // timedelta(milliseconds=1))
    signed = known_by.key.sign(f"{timestamp}{method}{path}".encode())
    return {
        "KALSHI-ACCESS-KEY": known_by.key_id,
        "KALSHI-ACCESS-TIMESTAMP": timestamp,
        "KALSHI-ACCESS-SIGNATURE": base64.b64encode(signed).decode("ascii"),
    }


def read_key_file(path: Path) -> SigningKey:
    """The key in a PEM file that only its owner may read.

    Raises ``MissingData`` where it cannot be read, ``UsageError`` where others can read it or where it is no key.
    """
    try:
        with path.open("rb") as file:
            # Asked of the open file, so that what is checked is what is read.
            mode = os.fstat(file.fileno()).st_mode
            if not stat.S_ISREG(mode):
                raise UsageError(f"{path} is not a plain file")
            if os.name == "posix" and mode & _OTHERS:
                raise UsageError(
                    f"{path} can be read by others: `chmod 600` it, and make a new key on the exchange's site"
                )
            pem = file.read(_MOST_BYTES)
    except OSError as error:
        raise MissingData(f"the signing key at {path} cannot be read: {error.strerror}") from None
    return SigningKey.parse(pem)


class Keeper(Protocol):
    """Who keeps keys somewhere else."""

    def key(self, name: str) -> tuple[str, str]:
        """The id and the PEM text of the key of that name; raises ``MissingData``, ``UsageError``, ``SourceError``."""
        ...


_PREFIXES: Final = ((PRODUCTION, "PAXLINE_KALSHI_PRODUCTION"), (DEMO, "PAXLINE_KALSHI_DEMO"))


def read_credential(environment: Environment, variables: Mapping[str, str], keeper: Keeper | None = None) -> Credential:
    """The credential of one environment from its own variables, all of them or none.

    ``…_KEY_ID``, and either ``…_KEY_FILE`` (a path) or ``…_KEY_PEM`` (the text), after ``PAXLINE_KALSHI_PRODUCTION``
    or ``PAXLINE_KALSHI_DEMO``; or ``…_KEY_SECRET`` alone, the name by which the ``keeper`` has both. Raises
    ``MissingData`` naming what is not set, ``UsageError`` where two forms are, and what the keeper raises.
    """
    prefix = next((prefix for known, prefix in _PREFIXES if known == environment), None)
    if prefix is None:
        raise UsageError(f"no key is kept for {environment.name} at {environment.rest}")
    key_id = variables.get(f"{prefix}_KEY_ID", "").strip()
    file, pem = variables.get(f"{prefix}_KEY_FILE", ""), variables.get(f"{prefix}_KEY_PEM", "")
    secret = variables.get(f"{prefix}_KEY_SECRET", "").strip()
    if secret and (key_id or file or pem):
        raise UsageError(f"{prefix}_KEY_SECRET holds the whole key: set nothing else beside it")
    if secret:
        key_id, pem = _kept(secret, keeper)
    if file and pem:
        raise UsageError(f"{prefix}_KEY_FILE and {prefix}_KEY_PEM are both set; unset one")
    if not key_id or not (file or pem):
        missing = [] if key_id else [f"{prefix}_KEY_ID"]
        missing += [] if file or pem else [f"{prefix}_KEY_FILE"]
        raise MissingData(f"no key for the {environment.name} environment: set {' and '.join(missing)}")
    key = read_key_file(Path(file)) if file else SigningKey.parse(pem.replace("\\n", "\n").encode())
    return Credential(environment, key_id, key)


def _kept(name: str, keeper: Keeper | None) -> tuple[str, str]:
    if keeper is None:
        raise UsageError(f"nobody here can be asked for the secret {name}")
    return keeper.key(name)
