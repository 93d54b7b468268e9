"""Whether a member's cash bears an order, before anything moves; money is millionths of a dollar."""

from paxline.exchange.accounts import ONE, worst_case
from paxline.exchange.charges import Charge, Charges
from paxline.exchange.floor import hold_for
from paxline.exchange.matching import Plan
from paxline.exchange.orders import Order


def bill(order: Order, planned: Plan, tariff: Charges) -> tuple[list[Charge], int]:
    """What each match of a plan charges the incoming order, in order, and all their fees together."""
    charges: list[Charge] = []
    carried, fees = order.carried, 0
    for maker, count in planned.matches:
        cost = count * (maker.limit if order.sign > 0 else ONE - maker.limit)
        charge = tariff.taker(maker.limit, count, cost, carried)
        charges.append(charge)
        fee, carried = charge
        fees += fee
    return charges, fees


def affordable(order: Order, planned: Plan, fees: int, tariff: Charges) -> bool:
    """Whether the member's cash bears an order that does not rest yet, on both counts.

    At entry the exchange asks for the whole order at its limit, with the fee of taking it if it takes. What the plan
    would leave must bear what rests afterwards too; that differs only by the rounding of several fills.
    """
    if not planned.filled:
        return bears(order, hold_for(order, tariff))
    account, holding, whole = order.account, order.holding, order.unit * order.remaining
    if not bears(order, whole + tariff.taker(order.limit, order.remaining, whole, 0).fee):
        return False
    free = account.cash - account.reserved - cost_of(order, planned) - fees
    left = whole - order.unit * planned.filled
    # Cash that bears it all without regard to what is held bears it anyway, and most orders end here.
    if free >= left:
        return True
    back = holding.closing(order.sign * planned.filled) * ONE
    position = holding.position + order.sign * planned.filled
    return free + holding.reserved + back >= _needed(order, position, left)


def bears(order: Order, worst: int) -> bool:
    """Whether the member's cash bears an order that costs ``worst``, with the dollars that closing gives back."""
    account = order.account
    free = account.cash - account.reserved
    return free >= worst or free + order.holding.reserved >= _needed(order, order.holding.position, worst)


def _needed(order: Order, position: int, own: int) -> int:
    """What of the cash the market would hold back at a position, the order's ``own`` cost among it."""
    holding = order.holding
    bids, asks = (own, 0) if order.sign > 0 else (0, own)
    return worst_case(position, holding.bids + bids, holding.asks + asks)


def cost_of(order: Order, planned: Plan) -> int:
    """What a plan's matches cost, each at its price on the leg the order buys."""
    return planned.value if order.sign > 0 else planned.filled * ONE - planned.value


def affordable_instead(order: Order, trial: Order, planned: Plan, fees: int, tariff: Charges) -> bool:
    """Whether ``trial`` could be paid for if ``order`` no longer rested."""
    holding = order.holding
    bids, asks = (order.hold, 0) if order.sign > 0 else (0, order.hold)
    holding.bids, holding.asks = holding.bids - bids, holding.asks - asks
    fits = affordable(trial, planned, fees, tariff)
    holding.bids, holding.asks = holding.bids + bids, holding.asks + asks
    return fits
