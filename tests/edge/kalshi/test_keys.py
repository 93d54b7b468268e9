from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from paxline.edge.kalshi.keys import Grant, ask_grant
from paxline.errors import WireError

Script = Callable[..., Any]


def _keys(*scopes: str, key_id: str = "ours", **more: Any) -> dict[str, Any]:
    other = {"api_key_id": "another", "name": "n", "scopes": ["read", "write"]}
    return {"api_keys": [other, {"api_key_id": key_id, "name": "n", "scopes": list(scopes)}], **more}


@pytest.mark.parametrize(
    ("scopes", "trades", "moves_money"),
    [
        (("read",), False, False),
        (("read", "write::trade"), True, False),
        (("read", "write"), True, True),
        (("write::transfer",), False, True),
    ],
)
def test_what_a_key_may_do_is_read_from_its_own_scopes(
    scripted: Script, scopes: tuple[str, ...], trades: object, moves_money: object
) -> None:
    grant = ask_grant(scripted(_keys(*scopes)).http(), "ours")
    assert (grant.trades, grant.moves_money) == (trades, moves_money)


def test_the_end_of_the_attestation_is_an_instant(scripted: Script) -> None:
    told = scripted(_keys("read", api_key_region_expiration_ts=1_800_000_000))
    assert ask_grant(told.http(), "ours") == Grant(frozenset({"read"}), datetime.fromtimestamp(1_800_000_000, UTC))


def test_a_key_that_is_not_listed_is_an_error_that_does_not_name_it(scripted: Script) -> None:
    with pytest.raises(WireError) as caught:
        ask_grant(scripted(_keys("read", key_id="another still")).http(), "ours-0123")
    assert "ours-0123" not in str(caught.value)
