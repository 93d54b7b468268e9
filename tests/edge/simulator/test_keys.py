import base64
from collections.abc import Callable
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ed25519, padding, rsa
from tests.edge.simulator.served import KEY_ID, SIGNER

from paxline.edge.simulator.keys import ApiKey, Keyring, Window
from paxline.edge.simulator.refusals import Refusal
from paxline.edge.simulator.wire import millis
from paxline.testing import ManualClock

PATH = "/trade-api/v2/portfolio/balance"
CLOCK = ManualClock()
RSA = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
Sign = Callable[[bytes], bytes]


def keyring(public: rsa.RSAPublicKey | ed25519.Ed25519PublicKey, window: Window | None = None) -> Keyring:
    return Keyring([ApiKey(KEY_ID, "me", public)], CLOCK, window=window)


def pss(salt: int) -> Sign:
    return lambda message: RSA.sign(message, padding.PSS(padding.MGF1(hashes.SHA256()), salt), hashes.SHA256())


def headers(sign: Sign, *, off: float = 0, method: str = "GET", path: str = PATH) -> dict[str, str]:
    timestamp = str(millis(CLOCK.now()) + round(off * 1000))
    return {
        "kalshi-access-key": KEY_ID,
        "kalshi-access-timestamp": timestamp,
        "kalshi-access-signature": base64.b64encode(sign(f"{timestamp}{method}{path}".encode())).decode(),
    }


def refusal(keys: Keyring, told: dict[str, str], *, method: str = "GET", path: str = PATH) -> tuple[str, str]:
    with pytest.raises(Refusal) as refused:
        keys.signer(told, method=method, path=path)
    assert refused.value.reply.status == 401
    error = (refused.value.reply.body or {})["error"]
    assert isinstance(error, dict)
    return str(error["code"]), str(error.get("details", ""))


def test_both_kinds_of_keys_sign() -> None:
    assert keyring(RSA.public_key()).signer(headers(pss(32)), method="GET", path=PATH).member == "me"
    assert keyring(SIGNER.public_key()).signer(headers(SIGNER.sign), method="GET", path=PATH).member == "me"


def test_another_salt_or_padding_does_not() -> None:
    keys = keyring(RSA.public_key())
    wrong = ("authentication_error", "INCORRECT_API_KEY_SIGNATURE")
    assert refusal(keys, headers(pss(222))) == wrong
    assert refusal(keys, headers(lambda m: RSA.sign(m, padding.PKCS1v15(), hashes.SHA256()))) == wrong
    assert refusal(keys, headers(pss(32)) | {"kalshi-access-signature": "no base64!"}) == wrong


def test_the_method_and_the_whole_path_are_signed() -> None:
    keys = keyring(SIGNER.public_key())
    assert refusal(keys, headers(SIGNER.sign), method="DELETE")[1] == "INCORRECT_API_KEY_SIGNATURE"
    assert refusal(keys, headers(SIGNER.sign, path="/portfolio/balance"))[1] == "INCORRECT_API_KEY_SIGNATURE"


@pytest.mark.parametrize("off", [-5, 0, 5])
def test_some_seconds_either_way_pass(off: float) -> None:
    keyring(SIGNER.public_key()).signer(headers(SIGNER.sign, off=off), method="GET", path=PATH)


@pytest.mark.parametrize("off", [-300, -30, 30, 300])
def test_half_a_minute_does_not(off: float) -> None:
    assert refusal(keyring(SIGNER.public_key()), headers(SIGNER.sign, off=off)) == ("header_timestamp_expired", "")


def test_the_window_may_be_another() -> None:
    narrow = keyring(SIGNER.public_key(), Window(behind=timedelta(seconds=1), ahead=timedelta(seconds=40)))
    narrow.signer(headers(SIGNER.sign, off=30), method="GET", path=PATH)
    assert refusal(narrow, headers(SIGNER.sign, off=-2))[0] == "header_timestamp_expired"


@pytest.mark.parametrize("timestamp", ["now", "-5", "9" * 15, "9" * 25, "1e12", "²"])
def test_a_timestamp_that_is_none_has_expired(timestamp: str) -> None:
    told = headers(SIGNER.sign) | {"kalshi-access-timestamp": timestamp}
    assert refusal(keyring(SIGNER.public_key()), told)[0] == "header_timestamp_expired"


def test_a_key_nobody_knows_and_a_header_that_is_missing_are_refused_as_recorded() -> None:
    keys, told = keyring(SIGNER.public_key()), headers(SIGNER.sign)
    assert refusal(keys, told | {"kalshi-access-key": "another"}) == ("authentication_error", "NOT_FOUND")
    for name in told:
        left = {key: value for key, value in told.items() if key != name}
        assert refusal(keys, left) == ("signature_is_missing_from_headers", "")


def test_a_key_can_be_named_without_signing() -> None:
    keys = keyring(SIGNER.public_key())
    assert keys.named({"kalshi-access-key": KEY_ID}) == KEY_ID
    assert keys.named({"kalshi-access-key": "another"}) == ""
    assert [key.key_id for key in keys.of_member("me")] == [KEY_ID]
    assert keys.of_member("nobody") == ()
