"""What sending one order costs, from the call to the socket, with its journal in a file; by the clock.

The transport stands where the socket would: it notes when a signed request reaches it, and answers as the exchange
does. Beside it stands the signature alone, in the same run.
"""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import httpx
import numpy as np
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from paxline.desk.ledger import CashMoved, Cause
from paxline.desk.orders import Order, Side, Terms, order_of
from paxline.edge.kalshi.http import DEMO
from paxline.edge.kalshi.sign import Credential, SigningKey
from paxline.edge.store.journal import SqliteJournal
from paxline.run.ports import Accepted
from paxline.run.sending import send
from paxline.testing import ManualClock
from paxline.units import Count, Price, Usd
from paxline.wiring.account.venue import open_venue

ORDERS = 400
KEYS: dict[str, Callable[[], bytes]] = {
    "RSA-PSS": lambda: _pem(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
    "Ed25519": lambda: _pem(ed25519.Ed25519PrivateKey.generate()),
}


def _pem(key: rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey) -> bytes:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


class Socket(httpx.BaseTransport):
    """Notes when a request reaches it, and takes every order into the book."""

    def __init__(self) -> None:
        self.reached: list[float] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.reached.append(perf_counter())
        asked = json.loads(request.content)
        told = {
            "order_id": f"order-{len(self.reached)}",
            "client_order_id": asked["client_order_id"],
            "fill_count": "0.00",
            "remaining_count": asked["count"],
            "ts_ms": 1,
        }
        return httpx.Response(201, json=told, request=request)


def order(number: int) -> Order:
    terms = Terms("KXTSAW-26APR26-A2.45", Side.BID, Price.cents(40 + number % 20), Count.whole(1))
    return order_of(f"decision {number}", terms, place=0)


def main() -> None:
    for name, make in KEYS.items():
        pem = make()
        key, socket, clock = SigningKey.parse(pem), Socket(), ManualClock()
        asked, sent = np.zeros(ORDERS), np.zeros(ORDERS)
        with (
            tempfile.TemporaryDirectory() as folder,
            SqliteJournal.open(Path(folder) / "journal.sqlite") as kept,
            open_venue(Credential(DEMO, "a-key", key), clock=clock, transport=socket) as signed,
        ):
            opening = CashMoved(clock.now(), Usd.parse("1000"), Cause.OPENING, "a benchmark's money")
            kept.append([opening], known_at=clock.now())
            for number in range(ORDERS):
                one = order(number)
                asked[number] = perf_counter()
                outcome = send(one, decision=f"decision {number}", journal=kept, venue=signed.venue, clock=clock)
                sent[number] = perf_counter()
                assert isinstance(outcome, Accepted), outcome
            journaled = np.array(socket.reached) - asked
            bare = np.zeros(ORDERS)
            for number in range(ORDERS):
                one = order(ORDERS + number)
                start = perf_counter()
                signed.venue.submit(one)
                bare[number] = socket.reached[-1] - start
        signing = np.zeros(ORDERS)
        for number in range(ORDERS):
            start = perf_counter()
            key.sign(b"1713877500000POST/trade-api/v2/portfolio/events/orders")
            signing[number] = perf_counter() - start
        print(f"{name}, {ORDERS} orders: milliseconds at the median, 99 % and most")
        for what, times in (
            ("from the call to the socket, signed", bare),
            ("the same, the intent committed before", journaled),
            ("until the answer is committed too", sent - asked),
            ("the signature alone", signing),
        ):
            low, high = np.quantile(times * 1e3, (0.5, 0.99))
            print(f"  {what:38}  {low:6.2f}  {high:6.2f}  {times.max() * 1e3:6.2f}")
        print(f"  to the socket: {np.median(bare) / np.median(signing):.1f} times the signature alone")


if __name__ == "__main__":
    main()
