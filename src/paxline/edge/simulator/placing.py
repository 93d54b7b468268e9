"""Calls that place, change and cancel orders (V2); all are signed. Numbers in bodies are strings, or refused."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from types import MappingProxyType
from typing import Final

from paxline.edge.simulator import wire
from paxline.edge.simulator.bodies import Body
from paxline.edge.simulator.refusals import (
    SWITCHED_OFF,
    Refusal,
    Reply,
    flat,
    nested,
    refused,
    refused_at_entry,
    told,
)
from paxline.edge.simulator.site import Ask, Site
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import Accepted, Answer, Code, Reduced, Refused
from paxline.exchange.requests import (
    Amend,
    Cancel,
    CancelAll,
    Decrease,
    Expiry,
    OnPause,
    Place,
    Posting,
    ReduceBy,
    ReduceTo,
    Reducing,
    SelfTrade,
    Side,
    TimeInForce,
)
from paxline.units import Count

_SIDES: Final = frozenset(Side)
_TIMES: Final = frozenset(TimeInForce)
_SELF: Final = frozenset(SelfTrade)
_ORDER: Final = "CreateOrderV2Request"
_AMENDMENT: Final = "AmendOrderV2Request"
_DECREASE: Final = "DecreaseOrderV2Request"
_NO_CANCEL: Final[Mapping[str, object]] = MappingProxyType({"client_order_id": None, "reduced_by": "0.00"})


def _routed(body: Body) -> None:
    """Refuse another shard and another subaccount; there is one of each."""
    if (body.whole("exchange_index") or 0) not in {0, -1}:
        raise Refusal(nested(HTTPStatus.BAD_REQUEST, Code.MARKET_NOT_FOUND))
    if body.whole("subaccount"):
        raise Refusal(nested(HTTPStatus.BAD_REQUEST, Code.USER_NOT_FOUND))


def _placed(body: Body, member: str) -> Place:
    _routed(body)
    return Place(
        member=member,
        ticker=body.needed("ticker"),
        side=Side(body.word("side", _SIDES)),
        count=body.count("count"),
        price=body.price("price"),
        client_order_id=body.text("client_order_id"),
        time_in_force=TimeInForce(body.word("time_in_force", _TIMES)),
        self_trade=SelfTrade(body.word("self_trade_prevention_type", _SELF)),
        posting=Posting.POST_ONLY if body.flag("post_only") else Posting.MAY_TAKE,
        reducing=Reducing.REDUCE_ONLY if body.flag("reduce_only") else Reducing.MAY_OPEN,
        on_pause=OnPause.CANCEL if body.flag("cancel_order_on_pause") else OnPause.STAY,
        expires_at=body.instant("expiration_time"),
        group_id=body.text("order_group_id"),
    )


def _accepted(answer: Accepted, at: datetime) -> Json:
    body: dict[str, object] = {
        "order_id": answer.order_id,
        "fill_count": str(answer.filled),
        "remaining_count": str(answer.remaining),
        "ts_ms": wire.millis(at),
    }
    if answer.client_order_id:
        body["client_order_id"] = answer.client_order_id
    if answer.filled > Count(0):
        body["average_fill_price"] = wire.average(answer.value, answer.filled)
        body["average_fee_paid"] = wire.average(answer.fees, answer.filled)
    return body


def _other(answer: Answer) -> TypeError:
    return TypeError(f"the exchange answered {answer}")


def create(site: Site, ask: Ask) -> Reply:
    """Place an order."""
    answer, at = site.do(_placed(Body.parse(_ORDER, ask.body), ask.member))
    match answer:
        case Accepted():
            return Reply(HTTPStatus.CREATED, _accepted(answer, at))
        case Refused():
            return refused_at_entry(answer)
        case _:
            raise _other(answer)


def create_batch(site: Site, ask: Ask) -> Reply:
    """Place several orders, each answered for itself."""
    bodies = Body.parse("BatchCreateOrdersV2Request", ask.body).objects("orders", _ORDER)
    return Reply(HTTPStatus.CREATED, {"orders": [_create_one(site, body, ask.member) for body in bodies]})


def _create_one(site: Site, body: Body, member: str) -> Json:
    client_order_id = body.text("client_order_id") or None
    nothing = {"client_order_id": client_order_id, "fill_count": None, "remaining_count": None, "ts_ms": None}
    try:
        answer, at = site.do(_placed(body, member))
    except Refusal as refusal:
        return {**nothing, "error": _error(refusal.reply)}
    match answer:
        case Accepted():
            return {**_accepted(answer, at), "client_order_id": client_order_id, "error": None}
        case Refused():
            return {**nothing, "error": told(answer.code, answer.details)}
        case _:
            raise _other(answer)


def _error(reply: Reply) -> object:
    """The code and the words of a refusal, without what is around them."""
    return (reply.body or {}).get("error", reply.body)


def cancel(site: Site, ask: Ask) -> Reply:
    """Cancel one order."""
    ask.params.whole("subaccount", low=0)
    shard, ticker = ask.params.whole("exchange_index") or 0, ask.params.text("market_ticker")
    answer, at = _cancelled(site, ask.member, order_id=ask.path["order_id"], ticker=ticker, shard=shard)
    match answer:
        case Reduced():
            return Reply(HTTPStatus.OK, _reduced(answer, at))
        case Refused():
            return refused(answer)
        case _:
            raise _other(answer)


def _cancelled(site: Site, member: str, *, order_id: str, ticker: str, shard: int) -> tuple[Answer, datetime]:
    """A cancel that is sent to a shard where the order is not finds nothing."""
    with site.hub.held() as exchange:
        known = not ticker or any(view.ticker == ticker for view in exchange.markets)
        if shard not in {0, -1} or not known:
            return Refused(Code.NOT_FOUND), site.hub.now()
        return site.do(Cancel(member, order_id))


def _reduced(answer: Reduced, at: datetime) -> Json:
    body = {"order_id": answer.order_id, "reduced_by": str(answer.reduced_by), "ts_ms": wire.millis(at)}
    return {**body, "client_order_id": answer.client_order_id} if answer.client_order_id else body


def cancel_batch(site: Site, ask: Ask) -> Reply:
    """Cancel several orders, each answered for itself."""
    bodies = Body.parse("BatchCancelOrdersV2Request", ask.body).objects("orders", "CancelOrderV2Request")
    return Reply(HTTPStatus.OK, {"orders": [_cancel_one(site, body, ask.member) for body in bodies]})


def _cancel_one(site: Site, body: Body, member: str) -> Json:
    order_id, ticker, shard = body.needed("order_id"), body.text("market_ticker"), body.whole("exchange_index") or 0
    body.whole("subaccount")
    answer, at = _cancelled(site, member, order_id=order_id, ticker=ticker, shard=shard)
    match answer:
        case Reduced():
            return {**_reduced(answer, at), "error": None}
        case Refused():
            return {**_NO_CANCEL, "order_id": order_id, "ts_ms": None, "error": told(answer.code, answer.details)}
        case _:
            raise _other(answer)


def cancel_all(site: Site, ask: Ask) -> Reply:
    """Cancel everything that rests."""
    if ask.params.whole("subaccount", low=0):
        return Reply(HTTPStatus.NO_CONTENT, None)
    answer, _ = site.do(CancelAll(ask.member))
    return refused(answer) if isinstance(answer, Refused) else Reply(HTTPStatus.NO_CONTENT, None)


def amend(site: Site, ask: Ask) -> Reply:
    """Change a resting order; its count is what is filled and what shall rest, together."""
    ask.params.whole("subaccount", low=0)
    body = Body.parse(_AMENDMENT, ask.body)
    _routed(body)
    request = Amend(
        member=ask.member,
        order_id=ask.path["order_id"],
        ticker=body.needed("ticker"),
        side=Side(body.word("side", _SIDES)),
        price=body.price("price"),
        count=body.count("count"),
        expires_at=_expiry(body),
        client_order_id=body.text("client_order_id"),
        updated_client_order_id=body.text("updated_client_order_id"),
    )
    answer, at = site.do(request)
    match answer:
        case Accepted():
            return Reply(HTTPStatus.OK, _accepted(answer, at))
        case Refused():
            return refused(answer)
        case _:
            raise _other(answer)


def _expiry(body: Body) -> datetime | Expiry:
    """What an amendment says of the expiry: 0 takes it away, nothing said keeps it."""
    said = body.whole("expiration_time")
    if said is not None and said < 0:
        raise Refusal(flat("expiration_time is negative"))
    instant = body.instant("expiration_time")
    if said is None or instant is None:
        return Expiry.SAME
    return instant if said else Expiry.NEVER


def decrease(site: Site, ask: Ask) -> Reply:
    """Make a resting order smaller, by or to a number of contracts."""
    ask.params.whole("subaccount", low=0)
    body = Body.parse(_DECREASE, ask.body)
    _routed(body)
    if body.has("reduce_by") is body.has("reduce_to"):
        raise Refusal(flat("exactly one of reduce_by and reduce_to is required"))
    change = ReduceBy(body.count("reduce_by")) if body.has("reduce_by") else ReduceTo(body.count("reduce_to"))
    answer, at = site.do(Decrease(ask.member, ask.path["order_id"], change))
    match answer:
        case Reduced():
            return Reply(HTTPStatus.OK, _decreased(answer, at))
        case Refused():
            return refused(answer)
        case _:
            raise _other(answer)


def _decreased(answer: Reduced, at: datetime) -> Json:
    body = {"order_id": answer.order_id, "remaining_count": str(answer.remaining), "ts_ms": wire.millis(at)}
    return {**body, "client_order_id": answer.client_order_id} if answer.client_order_id else body


def switched_off(site: Site, ask: Ask) -> Reply:
    """The order endpoints before V2."""
    del site, ask
    return SWITCHED_OFF
