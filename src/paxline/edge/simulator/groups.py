"""Calls about order groups; all are signed."""

from http import HTTPStatus
from typing import Final

from paxline.edge.simulator.bodies import Body
from paxline.edge.simulator.refusals import NOT_FOUND, Refusal, Reply, flat, nested, refused
from paxline.edge.simulator.site import Ask, Site
from paxline.edge.simulator.wire import Json
from paxline.exchange.answers import Code, Done, Refused
from paxline.exchange.engine import GroupView
from paxline.exchange.requests import ChangeGroup, CreateGroup, GroupStep, LimitGroup, Request
from paxline.units import Count

_MOST: Final = 2**53


def groups(site: Site, ask: Ask) -> Reply:
    """All of a member's groups."""
    if ask.params.whole("subaccount", low=0):
        return Reply(HTTPStatus.OK, {"order_groups": []})
    with site.hub.held() as exchange:
        told = [{"id": group.group_id, **_shown(group)} for group in exchange.groups(ask.member)]
    return Reply(HTTPStatus.OK, {"order_groups": told})


def group(site: Site, ask: Ask) -> Reply:
    """One group, with its resting orders."""
    group_id = ask.path["order_group_id"]
    with site.hub.held() as exchange:
        found = next((group for group in exchange.groups(ask.member) if group.group_id == group_id), None)
        orders = [view.order_id for view in exchange.resting(ask.member) if view.group_id == group_id]
    return NOT_FOUND if found is None else Reply(HTTPStatus.OK, {**_shown(found), "orders": orders})


def _shown(group: GroupView) -> Json:
    # What the flag means is not told beyond its name; a triggered group has done its cancelling.
    return {
        "contracts_limit_fp": str(group.limit),
        "is_auto_cancel_enabled": not group.triggered,
        "exchange_index": 0,
    }


def _limit(body: Body) -> Count:
    """The limit in whole contracts, or as a string, or both alike."""
    whole = body.whole("contracts_limit")
    exact = body.count("contracts_limit_fp") if body.has("contracts_limit_fp") else None
    if whole is None and exact is None:
        raise Refusal(flat("contracts_limit is required"))
    if whole is not None and not 1 <= whole < _MOST:
        raise Refusal(flat("contracts_limit is out of bounds"))
    if whole is not None and exact is not None and Count.whole(whole) != exact:
        raise Refusal(flat("contracts_limit and contracts_limit_fp differ"))
    return exact if exact is not None else Count.whole(whole or 0)


def create(site: Site, ask: Ask) -> Reply:
    """Begin a group."""
    body = Body.parse("CreateOrderGroupRequest", ask.body)
    if body.whole("subaccount"):
        raise Refusal(nested(HTTPStatus.BAD_REQUEST, Code.USER_NOT_FOUND))
    if body.whole("exchange_index"):
        raise Refusal(nested(HTTPStatus.BAD_REQUEST, Code.MARKET_NOT_FOUND))
    answer, _ = site.do(CreateGroup(ask.member, _limit(body)))
    match answer:
        case Done(subject=group_id):
            return Reply(HTTPStatus.CREATED, {"order_group_id": group_id, "subaccount": 0, "exchange_index": 0})
        case Refused():
            return refused(answer)
        case _:
            raise TypeError(f"the exchange answered {answer}")


def limit(site: Site, ask: Ask) -> Reply:
    """Set a group's limit anew."""
    wanted = _limit(Body.parse("UpdateOrderGroupLimitRequest", ask.body))
    return _changed(site, ask, LimitGroup(ask.member, ask.path["order_group_id"], wanted))


def reset(site: Site, ask: Ask) -> Reply:
    """Let a group's orders in again."""
    return _changed(site, ask, ChangeGroup(ask.member, ask.path["order_group_id"], GroupStep.RESET))


def trigger(site: Site, ask: Ask) -> Reply:
    """Cancel a group's orders, and let no more in."""
    return _changed(site, ask, ChangeGroup(ask.member, ask.path["order_group_id"], GroupStep.TRIGGER))


def delete(site: Site, ask: Ask) -> Reply:
    """Cancel a group's orders, and forget it."""
    return _changed(site, ask, ChangeGroup(ask.member, ask.path["order_group_id"], GroupStep.DELETE))


def _changed(site: Site, ask: Ask, request: Request) -> Reply:
    shard = ask.params.whole("exchange_index")
    if ask.params.whole("subaccount", low=0) or (shard or 0) not in {0, -1}:
        return NOT_FOUND
    answer, _ = site.do(request)
    return refused(answer) if isinstance(answer, Refused) else Reply(HTTPStatus.OK, {})
