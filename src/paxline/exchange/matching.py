"""One market's book on the YES leg, and whom an incoming order would meet in it: price first, then time.

A plan is made before anything moves, so that an order that must fill whole, must not take or cannot be paid for leaves
no trace. Sizes are hundredths of a contract.
"""

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterator
from datetime import datetime
from enum import Enum
from typing import Final, NamedTuple

from paxline.exchange.orders import Order
from paxline.exchange.requests import SelfTrade
from paxline.exchange.values import made
from paxline.market.book import Book, Level
from paxline.units import Count


class Queue:
    """Who rests at one price, first come first; an ordered dict, because any may leave and the head must stay cheap."""

    __slots__ = ("orders", "total")

    def __init__(self) -> None:
        self.orders: OrderedDict[int, Order] = OrderedDict()
        self.total = 0


class Half:
    """One side of a book, its prices kept as keys that rise from best to worst: an ask's price, a bid's negated.

    Attributes:
        sign: 1 for bids, -1 for asks, as the orders have it.
        keys: Prices at which somebody rests, best first.
    """

    __slots__ = ("keys", "queues", "sign")

    def __init__(self, sign: int) -> None:
        self.sign = sign
        self.keys: list[int] = []
        self.queues: dict[int, Queue] = {}

    def add(self, order: Order) -> None:
        """Rest at the end of the queue."""
        key = -self.sign * order.limit
        queue = self.queues.get(key)
        if queue is None:
            queue = self.queues[key] = Queue()
            insort(self.keys, key)
        queue.orders[order.number] = order
        queue.total += order.remaining

    def shrink(self, order: Order, by: int) -> None:
        """Let an order be ``by`` smaller, in its place; it goes where nothing of it is left."""
        key = -self.sign * order.limit
        queue = self.queues[key]
        queue.total -= by
        order.remaining -= by
        if not order.remaining:
            del queue.orders[order.number]
            if not queue.orders:
                del self.queues[key]
                del self.keys[bisect_left(self.keys, key)]

    def ahead_of(self, order: Order) -> int:
        """How much must match before ``order`` does."""
        own = -self.sign * order.limit
        ahead = sum(self.queues[key].total for key in self.keys[: bisect_left(self.keys, own)])
        for other in self.queues[own].orders.values():
            if other is order:
                break
            ahead += other.remaining
        return ahead

    def levels(self) -> tuple[Level, ...]:
        """What rests, best price first."""
        queues = (self.queues[key] for key in self.keys)
        return tuple(Level(next(iter(queue.orders.values())).price, Count(queue.total)) for queue in queues)

    def resting(self) -> list[Order]:
        """Every order, best first."""
        return [order for key in self.keys for order in self.queues[key].orders.values()]


class OrderBook:
    """Both sides of one market."""

    __slots__ = ("asks", "bids")

    def __init__(self) -> None:
        self.bids = Half(1)
        self.asks = Half(-1)

    def side_of(self, order: Order) -> Half:
        """Where ``order`` would rest."""
        return self.bids if order.sign > 0 else self.asks

    def against(self, order: Order) -> Half:
        """Where ``order`` would take."""
        return self.asks if order.sign > 0 else self.bids

    def shown(self) -> Book:
        """The book as a value."""
        return Book(bids=self.bids.levels(), asks=self.asks.levels())


class Ending(Enum):
    """Why a plan goes no further: all filled, nobody left within the limit, its own order met, or its group's limit."""

    FILLED = "filled"
    NOBODY_LEFT = "nobody left"
    OWN_ORDER = "own order"
    GROUP_LIMIT = "group limit"


Match = tuple[Order, int]
"""So much with this resting order, at its price."""


class Plan(NamedTuple):
    """What an incoming order would do.

    Attributes:
        matches: Whom it meets, in order.
        struck: Resting orders of its own member that give way to it.
        filled: The sum of the matches.
        value: The matches at their YES prices, in millionths of a dollar.
        ending: Why it ends.
    """

    matches: tuple[Match, ...]
    struck: tuple[Order, ...]
    filled: int
    value: int
    ending: Ending


NOBODY: Final = Plan((), (), 0, 0, Ending.NOBODY_LEFT)


_TAKER_AT_CROSS: Final = SelfTrade.TAKER_AT_CROSS


def crosses(order: Order, book: OrderBook) -> bool:
    """Whether somebody rests within the limit of an incoming order, itself included."""
    keys = book.asks.keys if order.sign > 0 else book.bids.keys
    return bool(keys) and keys[0] <= order.sign * order.limit


def plan(order: Order, book: OrderBook, at: datetime) -> Plan:
    """Whom an incoming order meets, best price first, then the oldest, and never its own member's orders."""
    if not crosses(order, book):
        return NOBODY
    half, limit = book.against(order), order.sign * order.limit
    wanted = order.remaining if order.group is None else min(order.remaining, order.group.room(at))
    left, value = wanted, 0
    matches: list[Match] = []
    struck: list[Order] = []
    rooms: dict[str, int] = {}
    ending = Ending.NOBODY_LEFT
    for maker in _within(half, limit):
        if not left:
            break
        if maker.account is order.account:
            if order.self_trade is _TAKER_AT_CROSS:
                ending = Ending.OWN_ORDER
                break
            struck.append(maker)
            continue
        size = min(left, maker.remaining)
        if maker.group is not None:
            room = rooms.get(maker.group.group_id)
            room = maker.group.room(at) if room is None else room
            size = min(size, room)
            # A group whose limit this plan has reached is cancelled on the way: its other orders are no longer there.
            if not size:
                continue
            rooms[maker.group.group_id] = room - size
        matches.append((maker, size))
        left -= size
        value += size * maker.limit
    if not left:
        ending = Ending.FILLED if wanted == order.remaining else Ending.GROUP_LIMIT
    return made(Plan, (tuple(matches), tuple(struck), wanted - left, value, ending))


def _within(half: Half, limit: int) -> Iterator[Order]:
    for key in half.keys:
        if key > limit:
            return
        yield from half.queues[key].orders.values()
