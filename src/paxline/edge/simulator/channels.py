"""One connection's subscriptions: what its commands do, and what it hears of everything that happens.

Nothing here knows of a network. Each subscription has an id (``sid``), and on most channels counts its messages
(``seq``). Words, channels and error codes are those of AsyncAPI 2.0.0 (2026-10); ids and the order of answers are as
captured on 2026-06-11. A market that nobody knows is subscribed to in silence: the error for it is retired.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final, cast

from paxline.edge.simulator import messages
from paxline.edge.simulator.feed import Batch, Feed
from paxline.edge.simulator.messages import Scale
from paxline.edge.simulator.wire import Json
from paxline.errors import UsageError
from paxline.exchange.answers import BookChanged, Filled, GroupTriggered, MarketChanged, OrderChanged, Settled, Traded

MOST_MARKETS: Final = 1_000
"""Markets that one subscription may name; the exchange has a limit and does not say which."""


class Channel(StrEnum):
    """What may be subscribed to; those of other products are not served, and unknown here."""

    BOOK = "orderbook_delta"
    TICKER = "ticker"
    TRADE = "trade"
    FILL = "fill"
    POSITIONS = "market_positions"
    LIFECYCLE = "market_lifecycle_v2"
    GROUPS = "order_group_updates"
    ORDERS = "user_orders"


_COUNTED: Final = frozenset({Channel.BOOK, Channel.TRADE, Channel.LIFECYCLE, Channel.GROUPS})
"""Channels whose messages carry a ``seq``."""

_WHOLE: Final = frozenset({Channel.LIFECYCLE, Channel.GROUPS})
"""Channels that cannot be narrowed to markets."""

ERRORS: Final[Mapping[int, str]] = MappingProxyType(
    {
        1: "Unable to process message",
        2: "Params required",
        3: "Channels required",
        4: "Subscription IDs required",
        5: "Unknown command",
        7: "Unknown subscription ID",
        8: "Unknown channel name",
        11: "Invalid parameter",
        12: "Exactly one subscription ID is required",
        13: "Unsupported action",
        14: "Market Ticker required",
        15: "Action required",
        25: "Subscription buffer overflow",
        26: "Subscription market limit exceeded",
    }
)
"""What the codes that are answered here mean."""


class Complaint(UsageError):
    """A command that is answered with an error; ``code`` says which."""

    def __init__(self, code: int) -> None:
        super().__init__(ERRORS[code])
        self.code = code


@dataclass(slots=True)
class Subscription:
    """One subscription.

    Attributes:
        tickers: The markets it is about; ``None`` for all.
        scale: How the NO side of its books is told.
        acks: Whether its acknowledgements list its markets.
        seq: How many messages were counted.
    """

    sid: int
    channel: Channel
    tickers: frozenset[str] | None
    scale: Scale
    acks: "Acks"
    seq: int = 0

    def wants(self, ticker: str) -> bool:
        """Whether it is about a market."""
        return self.tickers is None or ticker in self.tickers

    def says(self, kind: str, msg: Json) -> Json:
        """The next message."""
        head: dict[str, object] = {"type": kind, "sid": self.sid}
        if self.channel in _COUNTED:
            head["seq"] = self.next()
        return {**head, "msg": msg}

    def next(self) -> int:
        """The next number."""
        self.seq += 1
        return self.seq


class Acks(StrEnum):
    """What an acknowledgement tells."""

    FULL = "full"
    BARE = "bare"


class Line:
    """One member's connection."""

    __slots__ = ("_member", "_sids", "_subscriptions")

    def __init__(self, member: str) -> None:
        self._member = member
        self._sids = 0
        self._subscriptions: dict[int, Subscription] = {}

    def hear(self, text: str, feed: Feed) -> list[Json]:
        """The answers to one command, and the snapshots that it asks for; nothing may happen meanwhile."""
        command_id: int | None = None
        try:
            command = _object(text)
            command_id = _id(command)
            return list(self._answers(command, command_id, feed))
        except Complaint as complaint:
            return [_error(command_id, complaint.code)]

    def tell(self, batch: Batch) -> list[Json]:
        """What this connection hears of a batch, subscription by subscription in the order of their ids."""
        return [told for one in self._subscriptions.values() for told in _told(one, batch, self._member)]

    def _answers(self, command: Json, command_id: int | None, feed: Feed) -> Iterable[Json]:
        match command.get("cmd"):
            case "list_subscriptions":
                known = [{"channel": s.channel.value, "sid": s.sid} for s in self._subscriptions.values()]
                return [_answer("ok", command_id, msg=known)]
            case "subscribe":
                params = _params(command)
                fresh = self._subscribe(params)
                answers = [
                    _answer("subscribed", command_id, msg={"channel": s.channel.value, "sid": s.sid}) for s in fresh
                ]
                return [*answers, *(told for s in fresh for told in _shown(s, params, s.tickers, feed))]
            case "unsubscribe":
                return self._unsubscribe(_params(command), command_id)
            case "update_subscription":
                return self._update(_params(command), command_id, feed)
            case _:
                raise Complaint(5)

    def _subscribe(self, params: Json) -> list[Subscription]:
        named = params.get("channels")
        if not isinstance(named, list) or not named:
            raise Complaint(3)
        try:
            channels = [Channel(cast("str", name)) for name in cast("list[object]", named)]
        except ValueError:
            raise Complaint(8) from None
        made = [self._made(channel, params) for channel in dict.fromkeys(channels)]
        for one in made:
            self._sids += 1
            one.sid = self._sids
            self._subscriptions[one.sid] = one
        return made

    def _made(self, channel: Channel, params: Json) -> Subscription:
        tickers = _markets(params, channel)
        if channel is Channel.BOOK and tickers is None:
            raise Complaint(14)
        scale = Scale.YES if _flag(params, "use_yes_price") else Scale.OWN_LEG
        acks = Acks.BARE if _flag(params, "skip_ticker_ack") else Acks.FULL
        return Subscription(0, channel, None if channel in _WHOLE else tickers, scale, acks)

    def _unsubscribe(self, params: Json, command_id: int | None) -> list[Json]:
        sids = params.get("sids")
        if not isinstance(sids, list) or not sids:
            raise Complaint(4)
        known = [self._known(sid) for sid in cast("list[object]", sids)]
        for one in known:
            self._subscriptions.pop(one.sid, None)
        return [_answer("unsubscribed", command_id, sid=one.sid, seq=one.next()) for one in known]

    def _update(self, params: Json, command_id: int | None, feed: Feed) -> list[Json]:
        one = self._only(params)
        action = params.get("action")
        if action is None:
            raise Complaint(15)
        if action not in {"add_markets", "delete_markets", "get_snapshot"} or one.channel in _WHOLE:
            raise Complaint(13)
        named = _markets(params, one.channel)
        if not named:
            raise Complaint(14)
        if action == "get_snapshot":
            if one.channel is not Channel.BOOK:
                raise Complaint(13)
            return [_with_id(told, command_id) for told in _shown(one, params, named, feed)]
        had = one.tickers
        if had is None:
            raise Complaint(11)
        one.tickers = had | named if action == "add_markets" else had - named
        if len(one.tickers) > MOST_MARKETS:
            one.tickers = had
            raise Complaint(26)
        return [_acknowledged(one, command_id), *_shown(one, params, one.tickers - had, feed)]

    def _only(self, params: Json) -> Subscription:
        sid, sids = params.get("sid"), params.get("sids")
        several = cast("list[object]", sids) if isinstance(sids, list) else []
        if (sid is None) is (sids is None) or (sids is not None and len(several) != 1):
            raise Complaint(12)
        return self._known(several[0] if several else sid)

    def _known(self, sid: object) -> Subscription:
        found = self._subscriptions.get(sid) if isinstance(sid, int) and not isinstance(sid, bool) else None
        if found is None:
            raise Complaint(7)
        return found


def overflow(command_id: int | None = None) -> Json:
    """The last message of a connection that reads too slowly."""
    return _error(command_id, 25)


def _told(one: Subscription, batch: Batch, member: str) -> Iterator[Json]:
    match one.channel:
        case Channel.TICKER:
            for figures in batch.tickers:
                if one.wants(str(figures["market_ticker"])):
                    yield one.says("ticker", figures)
        case Channel.ORDERS:
            yield from _orders(one, batch, member)
        case Channel.POSITIONS:
            yield from _positions(one, batch, member)
        case _:
            for event in batch.events:
                yield from _one_by_one(one, event, batch.clock, member)


def _orders(one: Subscription, batch: Batch, member: str) -> Iterator[Json]:
    """Several changes of one order in one action are told as one: its state after the last."""
    last = {e.order_id: e for e in batch.events if isinstance(e, OrderChanged) and e.member == member}
    for event in last.values():
        if one.wants(event.ticker):
            yield one.says("user_order", messages.user_order(batch.exchange, event))


def _positions(one: Subscription, batch: Batch, member: str) -> Iterator[Json]:
    held = {e.ticker: None for e in batch.events if isinstance(e, Filled | Settled) and e.member == member}
    for name in held:
        if one.wants(name):
            yield one.says("market_position", messages.market_position(batch.exchange, member, name))


def _one_by_one(one: Subscription, event: object, clock: int, member: str) -> Iterator[Json]:
    match one.channel, event:
        case Channel.BOOK, BookChanged() if one.wants(event.ticker):
            told = messages.delta(event, clock=clock, scale=one.scale, viewer=member)
            yield one.says("orderbook_delta", told)
        case Channel.TRADE, Traded() if one.wants(event.ticker):
            yield one.says("trade", messages.trade(event))
        case Channel.FILL, Filled() if event.member == member and one.wants(event.ticker):
            yield one.says("fill", messages.fill(event))
        case Channel.GROUPS, GroupTriggered() if event.member == member:
            yield one.says("order_group_updates", messages.group(event))
        case Channel.LIFECYCLE, MarketChanged():
            step = messages.lifecycle(event)
            if step is not None:
                yield one.says("market_lifecycle_v2", step)
        case _:
            pass


def _shown(one: Subscription, params: Json, tickers: frozenset[str] | None, feed: Feed) -> Iterator[Json]:
    """The state of the markets that a subscription begins with."""
    exchange = feed.exchange
    known = {view.ticker for view in exchange.markets}
    wanted = sorted((tickers or frozenset()) & known)
    if one.channel is Channel.BOOK:
        for name in wanted:
            told = messages.snapshot(exchange, name, clock=feed.clock_of(name), scale=one.scale)
            yield one.says("orderbook_snapshot", told)
    elif one.channel is Channel.TICKER and _flag(params, "send_initial_snapshot"):
        for name in wanted:
            yield one.says("ticker", feed.figures(name))


def _acknowledged(one: Subscription, command_id: int | None) -> Json:
    head: dict[str, object] = {"sid": one.sid}
    if one.channel in _COUNTED:
        head["seq"] = one.next()
    if one.acks is Acks.FULL:
        head["msg"] = {"market_tickers": sorted(one.tickers or ())}
    return _answer("ok", command_id, **head)


def _markets(params: Json, channel: Channel) -> frozenset[str] | None:
    """The markets that a command names; ids of markets are not served in their place."""
    named: list[str] = []
    given = [name for name in ("market_ticker", "market_tickers", "market_id", "market_ids") if name in params]
    if len(given) > 1:
        raise Complaint(11)
    for name in given:
        value = params[name]
        several = cast("list[object]", value) if isinstance(value, list) and name.endswith("s") else [value]
        if not several or not all(isinstance(one, str) and one for one in several):
            raise Complaint(11)
        if name.startswith("market_id"):
            raise Complaint(14 if channel is Channel.BOOK else 11)
        named += cast("list[str]", several)
    if len(set(named)) > MOST_MARKETS:
        raise Complaint(26)
    return frozenset(named) if given else None


def _flag(params: Json, name: str) -> bool:
    value = params.get(name, False)
    if not isinstance(value, bool):
        raise Complaint(11)
    return value


def _object(text: str) -> Json:
    try:
        read: object = json.loads(text)
    except (ValueError, RecursionError):
        raise Complaint(1) from None
    if not isinstance(read, dict):
        raise Complaint(1)
    return cast("Json", read)


def _id(command: Json) -> int | None:
    value = command.get("id")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Complaint(1)
    return value


def _params(command: Json) -> Json:
    params = command.get("params")
    if not isinstance(params, dict):
        raise Complaint(2)
    return cast("Json", params)


def _with_id(told: Json, command_id: int | None) -> Json:
    return told if command_id is None else {**told, "id": command_id}


def _answer(kind: str, command_id: int | None, **rest: object) -> Json:
    return _with_id({"type": kind, **rest}, command_id)


def _error(command_id: int | None, code: int) -> Json:
    return _answer("error", command_id, msg={"code": code, "msg": ERRORS[code]})
