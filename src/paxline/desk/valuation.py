"""A whole week valued: our distribution, the market's, the pool of both, and every rung under them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from paxline.desk.appraisal import Appraisal, appraise
from paxline.forecast.weekly import WeekForecast
from paxline.market.book import SeenQuote
from paxline.market.contract import Ladder
from paxline.market.fair import fair_ladder
from paxline.market.fees import FeeSchedule
from paxline.market.implied import ImpliedMarket, NoImplied, implied_market
from paxline.market.pooling import PooledView, pool


@dataclass(frozen=True, slots=True)
class Valuation:
    """What one week's ladder is worth at one instant.

    Attributes:
        forecast: Ours, with the instant it stands for.
        market: The market's distribution, or why there is none.
        pooled: Both together.
        rungs: One appraisal for each rung, lowest strike first.
        quoted_at: When the newest quote used was seen (UTC), ``None`` without quotes.
    """

    forecast: WeekForecast
    market: ImpliedMarket | NoImplied
    pooled: PooledView
    rungs: tuple[Appraisal, ...]
    quoted_at: datetime | None


def value_week(forecast: WeekForecast, ladder: Ladder, quotes: Iterable[SeenQuote], fees: FeeSchedule) -> Valuation:
    """Value ``ladder`` under ``forecast`` and ``quotes``, at most one quote for each rung.

    A quote known later than the forecast raises ``ValueError``.
    """
    seen = {quote.contract: quote for quote in quotes}
    late = [quote for quote in seen.values() if quote.known_at > forecast.as_of]
    if late:
        raise ValueError(f"{late[0].contract.ticker} was quoted at {late[0].known_at}, after {forecast.as_of}")
    market = implied_market(seen.values())
    pooled = pool(forecast.settlement, market, as_of=forecast.as_of)
    ours_ladder = fair_ladder(forecast.settlement, ladder)
    market_ladder = fair_ladder(market.distribution, ladder) if isinstance(market, ImpliedMarket) else None
    pooled_ladder = fair_ladder(pooled.distribution, ladder)
    return Valuation(
        forecast=forecast,
        market=market,
        pooled=pooled,
        rungs=tuple(
            appraise(
                contract,
                seen[contract].quote if contract in seen else None,
                ours=ours_ladder,
                market=market_ladder,
                pooled=pooled_ladder,
                fees=fees,
            )
            for contract in ladder.rungs
        ),
        quoted_at=max((quote.known_at for quote in seen.values()), default=None),
    )
