"""A folder of collected data as one value.

Every fact carries the instant from which it could be known, so a store that has taken the folder in answers
``as_of`` any instant as if it had watched. Files that are absent are skipped, with a note; one table of counts is
enough. Rows that cannot be read are ``Rejected`` values, which name file and line.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from paxline.counts.history import Reading, Rejected
from paxline.edge.archive.candles import read_candles
from paxline.edge.archive.counts import read_counts
from paxline.edge.archive.markets import read_markets
from paxline.errors import MissingData
from paxline.market.book import SeenQuote
from paxline.market.candle import Candle
from paxline.market.listing import Listing


@dataclass(frozen=True, slots=True)
class Archive:
    """What a folder tells, each tuple in the order of its knowledge.

    Attributes:
        readings: The TSA's figures: published, corrected, restated, standing in.
        quotes: Best bids and asks, one per contract and instant.
        candles: What quotes and trades did within each day.
        listings: Markets as listed, and again as settled where the folder knows the result.
        rejected: What was not taken in, and why.
        notes: What a person should know: files that are absent, rows left out on purpose.
    """

    readings: tuple[Reading, ...]
    quotes: tuple[SeenQuote, ...]
    candles: tuple[Candle, ...]
    listings: tuple[Listing, ...]
    rejected: tuple[Rejected, ...]
    notes: tuple[str, ...]

    @property
    def latest_instant(self) -> datetime:
        """The last instant at which a count or a quote became known (UTC)."""
        return max(fact.known_at for facts in (self.readings, self.quotes) for fact in facts)


def read_archive(folder: Path) -> Archive:
    """Read ``folder``; one that is not there or holds no counts raises ``MissingData``."""
    if not folder.is_dir():
        raise MissingData(f"there is no folder {folder}")
    counts = read_counts(folder)
    markets = read_markets(folder)
    closing = {one.contract.ticker: one.closes_at for one in markets.listings if one.closes_at is not None}
    candles = read_candles(folder, closing=closing)
    # A row that is neither a quote nor a candle is told once.
    rejected = tuple(dict.fromkeys((*counts.rejected, *markets.rejected, *candles.rejected)))
    return Archive(
        readings=counts.readings,
        quotes=markets.quotes,
        candles=candles.values,
        listings=markets.listings,
        rejected=rejected,
        notes=counts.notes + markets.notes,
    )
