"""The way out: cancel everything that rests, and believe only the exchange's own list."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import quote as quoted

from paxline.desk.reconcile import StatedOrder
from paxline.edge.kalshi.account import KalshiAccount
from paxline.edge.kalshi.allowance import Bucket
from paxline.edge.kalshi.http import KalshiHttp
from paxline.edge.kalshi.venue import ORDERS, at
from paxline.errors import SourceError
from paxline.run.ports import Clock, Killed, Sighting

ROUNDS: Final = 5
"""Times everything is tried before giving up."""

PAUSE: Final = 1.0
"""Seconds between rounds."""

_LOOKS: Final = 2
"""Empty lists in a row that confirm it: a list may lag behind an order just taken."""


@dataclass(frozen=True, slots=True)
class KalshiKill:
    """Cancels all resting orders of the account, those of other programs too.

    Attributes:
        http: How it asks.
        writes: The bucket that writes draw on.
        account: Lists what rests.
        clock: Waits between rounds.
    """

    http: KalshiHttp
    writes: Bucket
    account: KalshiAccount
    clock: Clock

    def kill(self) -> Killed:
        """Ask for everything at once and for each order on its own, and go on whatever does not answer.

        The exchange may cancel orders of the following minute too (OpenAPI 3.34.0): place none.
        """
        unanswered: list[str] = []
        resting: tuple[StatedOrder, ...] = ()
        seen, empty = Sighting.UNSEEN, 0
        for round_ in range(ROUNDS):
            if not empty:
                self._ask(ORDERS, "", unanswered)
            try:
                resting, seen = self.account.resting(), Sighting.SEEN
            except SourceError as error:
                unanswered.append(f"the list of what rests: {error}")
                seen, empty = Sighting.UNSEEN, 0
            else:
                empty = 0 if resting else empty + 1
            if empty == _LOOKS:
                break
            if round_ + 1 < ROUNDS:
                for order in resting:
                    self._ask(f"{ORDERS}/{quoted(order.order_id, safe='')}", order.ticker, unanswered)
                self.clock.sleep(PAUSE)
        return Killed(resting, tuple(unanswered), seen if empty in {0, _LOOKS} else Sighting.UNSEEN)

    def resting(self) -> tuple[StatedOrder, ...]:
        """Every resting order of the account, cancelling none; raises ``SourceError``."""
        return self.account.resting()

    def _ask(self, path: str, ticker: str, unanswered: list[str]) -> None:
        """One cancel; what comes of it is told by the list alone."""
        try:
            self.http.once("DELETE", path, bucket=self.writes, query=at(ticker) if ticker else ())
        except SourceError as error:
            unanswered.append(str(error))
