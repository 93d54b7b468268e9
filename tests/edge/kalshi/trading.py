"""A signed venue over a scripted exchange, and single answers scripted in its place."""

from collections.abc import Callable
from dataclasses import dataclass

import httpx
import numpy as np

from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import BASIC_READS, BASIC_WRITES, Bucket
from paxline.edge.kalshi.http import DEMO, KalshiHttp, open_client
from paxline.edge.kalshi.kill import KalshiKill
from paxline.edge.kalshi.venue import KalshiVenue
from paxline.testing import ManualClock


@dataclass
class Desk:
    """Everything that talks to one exchange."""

    venue: KalshiVenue
    account: KalshiAccount
    kill: KalshiKill
    clock: ManualClock


def desk(handle: Callable[[httpx.Request], httpx.Response], clock: ManualClock) -> Desk:
    client = open_client(DEMO, transport=httpx.MockTransport(handle))
    http = KalshiHttp(client, clock, np.random.default_rng(7), Bucket(BASIC_READS, clock))
    writes = Bucket(BASIC_WRITES, clock)
    account = KalshiAccount(http, clock)
    return Desk(KalshiVenue(http, writes, account, clock), account, KalshiKill(http, writes, account, clock), clock)
