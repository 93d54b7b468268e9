"""Order books, trades and candles on the wire."""

from typing import Annotated

from pydantic import BeforeValidator

from paxline.edge.kalshi.wire.fields import (
    DollarPrice,
    FixedCount,
    Frame,
    Instant,
    MaybeDollars,
    MaybePrice,
    Page,
    UnixInstant,
    nothing_as_empty,
)

PriceLevel = tuple[DollarPrice, FixedCount]
"""So many contracts bid at one price of the level's own leg."""


Levels = Annotated[tuple[PriceLevel, ...], BeforeValidator(nothing_as_empty)]


class LegBids(Frame):
    """Bids on both legs, each in its own leg's prices, in no order one may rely on."""

    yes_dollars: Levels
    no_dollars: Levels


class OrderBookAnswer(Frame):
    """``GET /markets/{ticker}/orderbook``."""

    orderbook_fp: LegBids


class MarketOrderBook(Frame):
    """One of several order books."""

    ticker: str
    orderbook_fp: LegBids


class OrderBooksAnswer(Frame):
    """``GET /markets/orderbooks``, at most 100 tickers."""

    orderbooks: tuple[MarketOrderBook, ...]


class Trade(Frame):
    """One public trade; ``taker_outcome_side`` is ``yes`` or ``no``."""

    trade_id: str
    ticker: str
    count_fp: FixedCount
    yes_price_dollars: DollarPrice
    no_price_dollars: DollarPrice
    taker_outcome_side: str
    taker_book_side: str
    created_time: Instant
    is_block_trade: bool


class TradesPage(Page):
    """``GET /markets/trades`` and ``GET /historical/trades``."""

    trades: tuple[Trade, ...]


class BidAskCandle(Frame):
    """The best price of one side through a period; null in a candle made to carry an earlier price forward."""

    open_dollars: MaybePrice = None
    low_dollars: MaybePrice = None
    high_dollars: MaybePrice = None
    close_dollars: MaybePrice = None


class TradedCandle(Frame):
    """Trade prices through a period; null where nobody traded. The mean has up to 6 decimals."""

    open_dollars: MaybePrice = None
    low_dollars: MaybePrice = None
    high_dollars: MaybePrice = None
    close_dollars: MaybePrice = None
    mean_dollars: MaybeDollars = None
    previous_dollars: MaybePrice = None


class Candle(Frame):
    """One period of a live market, named by its inclusive end."""

    end_period_ts: UnixInstant
    yes_bid: BidAskCandle
    yes_ask: BidAskCandle
    price: TradedCandle
    volume_fp: FixedCount
    open_interest_fp: FixedCount


class CandlesAnswer(Frame):
    """``GET /series/{series_ticker}/markets/{ticker}/candlesticks``."""

    ticker: str
    candlesticks: tuple[Candle, ...]


class MarketCandles(Frame):
    """The candles of one of several markets."""

    market_ticker: str
    candlesticks: tuple[Candle, ...]


class BatchCandlesAnswer(Frame):
    """``GET /markets/candlesticks``, at most 100 tickers and 10,000 candles."""

    markets: tuple[MarketCandles, ...]


class HistoricalBidAskCandle(Frame):
    """``BidAskCandle`` in the field names of the historical section."""

    open: MaybePrice = None
    low: MaybePrice = None
    high: MaybePrice = None
    close: MaybePrice = None


class HistoricalTradedCandle(Frame):
    """``TradedCandle`` in the field names of the historical section."""

    open: MaybePrice = None
    low: MaybePrice = None
    high: MaybePrice = None
    close: MaybePrice = None
    mean: MaybeDollars = None
    previous: MaybePrice = None


class HistoricalCandle(Frame):
    """``Candle`` in the field names of the historical section."""

    end_period_ts: UnixInstant
    yes_bid: HistoricalBidAskCandle
    yes_ask: HistoricalBidAskCandle
    price: HistoricalTradedCandle
    volume: FixedCount
    open_interest: FixedCount


class HistoricalCandlesAnswer(Frame):
    """``GET /historical/markets/{ticker}/candlesticks``."""

    ticker: str
    candlesticks: tuple[HistoricalCandle, ...]
