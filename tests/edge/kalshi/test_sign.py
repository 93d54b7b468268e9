import base64
import copy
import pickle
from datetime import timedelta
from pathlib import Path

import httpx
import numpy as np
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, PrivateFormat

from paxline.edge.kalshi.allowance import BASIC_READS, Bucket
from paxline.edge.kalshi.http import DEMO, PRODUCTION, Environment, KalshiHttp, open_client
from paxline.edge.kalshi.sign import Credential, Signature, SigningKey, read_credential, read_key_file
from paxline.edge.kalshi.wire.exchange import ExchangeStatus
from paxline.errors import MissingData, UsageError
from paxline.testing import ManualClock

PRIVATE = rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey | ec.EllipticCurvePrivateKey
RSA = rsa.generate_private_key(public_exponent=65_537, key_size=2048)
ED = ed25519.Ed25519PrivateKey.generate()


def pem(key: PRIVATE, *, form: PrivateFormat = PrivateFormat.PKCS8) -> bytes:
    return key.private_bytes(Encoding.PEM, form, NoEncryption())


def signed(key: PRIVATE, *, path: str, clock: ManualClock) -> httpx.Request:
    credential = Credential(DEMO, "key-id", SigningKey.parse(pem(key)))
    request = httpx.Request("GET", f"https://external-api.demo.kalshi.co{path}")
    return next(Signature(credential, clock).auth_flow(request))


def parts(request: httpx.Request) -> tuple[bytes, bytes]:
    headers = request.headers
    path = request.url.path
    message = f"{headers['KALSHI-ACCESS-TIMESTAMP']}{request.method}{path}".encode()
    return base64.b64decode(headers["KALSHI-ACCESS-SIGNATURE"], validate=True), message


def test_rsa_signs_the_documented_text_with_the_documented_padding() -> None:
    clock = ManualClock()
    request = signed(RSA, path="/trade-api/v2/portfolio/orders?ticker=A&limit=5", clock=clock)
    assert request.headers["KALSHI-ACCESS-KEY"] == "key-id"
    assert request.headers["KALSHI-ACCESS-TIMESTAMP"] == str(int(clock.now().timestamp() * 1000))
    signature, message = parts(request)
    assert message.endswith(b"GET/trade-api/v2/portfolio/orders")
    public = RSA.public_key()
    salted = padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    public.verify(signature, message, salted, hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, message + b"?ticker=A", salted, hashes.SHA256())
    with pytest.raises(InvalidSignature):
        public.verify(signature, message, padding.PSS(padding.MGF1(hashes.SHA256()), 222), hashes.SHA256())


def test_ed25519_signs_the_same_text() -> None:
    signature, message = parts(signed(ED, path="/trade-api/v2/portfolio/balance", clock=ManualClock()))
    ED.public_key().verify(signature, message)


def test_every_attempt_is_signed_anew() -> None:
    clock, seen = ManualClock(), list[tuple[str, str]]()

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append((request.headers["KALSHI-ACCESS-TIMESTAMP"], request.headers["KALSHI-ACCESS-SIGNATURE"]))
        clock.instant += timedelta(seconds=1)
        if len(seen) < 3:
            return httpx.Response(503)
        return httpx.Response(200, json={"exchange_active": True, "trading_active": True})

    auth = Signature(Credential(DEMO, "key-id", SigningKey.parse(pem(ED))), clock)
    with open_client(DEMO, transport=httpx.MockTransport(handle), auth=auth) as client:
        http = KalshiHttp(client, clock, np.random.default_rng(7), Bucket(BASIC_READS, clock))
        http.get("exchange/status", ExchangeStatus)
    assert len(seen) == len(set(seen)) == 3
    assert len({timestamp for timestamp, _ in seen}) == 3


@pytest.mark.parametrize(
    "url",
    [
        "https://external-api.kalshi.com/trade-api/v2/portfolio/balance",
        "http://external-api.demo.kalshi.co/trade-api/v2/portfolio/balance",
        "https://external-api.demo.kalshi.co:8443/trade-api/v2/portfolio/balance",
        "https://external-api.demo.kalshi.co/portfolio/balance",
        "https://elsewhere.example/trade-api/v2/portfolio/balance",
    ],
)
def test_a_key_signs_nothing_for_another_place(url: str) -> None:
    auth = Signature(Credential(DEMO, "key-id", SigningKey.parse(pem(ED))), ManualClock())
    with pytest.raises(UsageError, match="a key of demo signs nothing for"):
        next(auth.auth_flow(httpx.Request("GET", url)))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"", "not the PEM"),
        (b"-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----\n", "not the PEM"),
        (
            RSA.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"pass")),
            "without a passphrase",
        ),
        (pem(ec.generate_private_key(ec.SECP256R1())), "neither of RSA nor of Ed25519"),
        (pem(rsa.generate_private_key(public_exponent=65_537, key_size=1024)), "1024 bits"),  # noqa: S505 - refused
    ],
)
def test_what_is_no_key_is_refused_without_being_quoted(text: bytes, why: str) -> None:
    with pytest.raises(UsageError, match=why) as caught:
        SigningKey.parse(text)
    assert caught.value.__cause__ is None
    assert "c2VjcmV0" not in str(caught.value)


def test_older_pem_forms_are_read() -> None:
    assert SigningKey.parse(pem(RSA, form=PrivateFormat.TraditionalOpenSSL))


def test_a_key_shows_itself_to_nobody() -> None:
    key = SigningKey.parse(pem(ED))
    credential = Credential(DEMO, "key-id", key)
    for said in (repr(key), str(key), repr(credential), repr(Signature(credential, ManualClock()))):
        assert "key-id" not in said
        assert "Ed25519" not in said
    for copied in (pickle.dumps, copy.copy, copy.deepcopy):
        with pytest.raises(TypeError, match="not copied out"):
            copied(key)


def test_a_key_file_is_its_owners_alone(tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(ED))
    for mode in (0o640, 0o604, 0o660, 0o644, 0o602, 0o610):
        path.chmod(mode)
        with pytest.raises(UsageError, match="chmod 600"):
            read_key_file(path)
    for mode in (0o600, 0o400):
        path.chmod(mode)
        assert read_key_file(path)
    with pytest.raises(MissingData, match="cannot be read: No such file"):
        read_key_file(tmp_path / "none.pem")
    with pytest.raises(MissingData, match="Is a directory"):
        read_key_file(tmp_path)
    with pytest.raises(UsageError, match="not a plain file"):
        read_key_file(Path("/dev/null"))


@pytest.mark.parametrize(("environment", "prefix"), [(DEMO, "DEMO"), (PRODUCTION, "PRODUCTION")])
def test_each_environment_has_its_own_variables(environment: Environment, prefix: str, tmp_path: Path) -> None:
    path = tmp_path / "key.pem"
    path.write_bytes(pem(ED))
    path.chmod(0o600)
    named = f"PAXLINE_KALSHI_{prefix}"
    by_file = read_credential(environment, {f"{named}_KEY_ID": " an-id ", f"{named}_KEY_FILE": str(path)})
    assert (by_file.environment, by_file.key_id) == (environment, "an-id")
    one_line = pem(ED).decode().replace("\n", "\\n")
    assert read_credential(environment, {f"{named}_KEY_ID": "an-id", f"{named}_KEY_PEM": one_line})


def test_a_credential_is_read_whole_or_not_at_all() -> None:
    named = "PAXLINE_KALSHI_DEMO"
    others = {"PAXLINE_KALSHI_PRODUCTION_KEY_ID": "a", "PAXLINE_KALSHI_PRODUCTION_KEY_PEM": pem(ED).decode()}
    with pytest.raises(MissingData, match=f"{named}_KEY_ID and {named}_KEY_FILE"):
        read_credential(DEMO, others)
    with pytest.raises(MissingData, match=f"set {named}_KEY_ID$"):
        read_credential(DEMO, {f"{named}_KEY_PEM": pem(ED).decode()})
    with pytest.raises(MissingData, match=f"set {named}_KEY_FILE$"):
        read_credential(DEMO, {f"{named}_KEY_ID": "a"})
    with pytest.raises(UsageError, match="both set"):
        read_credential(DEMO, {f"{named}_KEY_ID": "a", f"{named}_KEY_PEM": "x", f"{named}_KEY_FILE": "y"})
    with pytest.raises(UsageError, match="no key is kept"):
        read_credential(Environment("demo", "https://elsewhere.example", "", ""), others)


def test_a_key_may_be_kept_elsewhere_under_a_name_and_then_nothing_else_is_set() -> None:
    class Kept:
        def key(self, name: str) -> tuple[str, str]:
            assert name == "paxline/demo"
            return "an-id", pem(ED).decode()

    named = {"PAXLINE_KALSHI_DEMO_KEY_SECRET": "paxline/demo"}
    assert read_credential(DEMO, named, Kept()).key_id == "an-id"
    with pytest.raises(UsageError, match="nothing else beside it"):
        read_credential(DEMO, named | {"PAXLINE_KALSHI_DEMO_KEY_ID": "a"}, Kept())
    with pytest.raises(UsageError, match="nobody here can be asked"):
        read_credential(DEMO, named)
    with pytest.raises(MissingData):
        read_credential(PRODUCTION, named, Kept())
