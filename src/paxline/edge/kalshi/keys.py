"""What the exchange lets our key do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.wire.exchange import ApiKeysAnswer
from paxline.errors import WireError

TRADES: Final = frozenset({"write", "write::trade"})
"""Scopes of which one is needed to trade (changelog of 2026-07-02)."""

TRANSFERS: Final = frozenset({"write", "write::transfer"})
"""Scopes with which money can leave."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What a key may do.

    Attributes:
        scopes: In the exchange's words.
        attested_until: When the account's location attestation ends (UTC); ``None`` where there never was one.
    """

    scopes: frozenset[str]
    attested_until: datetime | None

    @property
    def trades(self) -> bool:
        """Whether it may send orders."""
        return bool(self.scopes & TRADES)

    @property
    def moves_money(self) -> bool:
        """Whether it may do more with money than trade."""
        return bool(self.scopes & TRANSFERS)


def ask_grant(http: KalshiHttp, key_id: str) -> Grant:
    """What the key of that id, by which ``http`` signs, may do; raises ``SourceError``."""
    answer = http.get("api_keys", ApiKeysAnswer)
    found = next((key for key in answer.api_keys if key.api_key_id == key_id), None)
    if found is None:
        raise WireError("the exchange took the key's signature and does not list the key", status=0)
    return Grant(frozenset(found.scopes), answer.api_key_region_expiration_ts)
