from paxline.edge.simulator import refusals
from paxline.exchange.answers import Code, Refused


def test_there_are_four_shapes_of_saying_no() -> None:
    assert refusals.nested(409, "order_already_exists").body == {
        "error": {"code": "order_already_exists", "message": "order already exists"}
    }
    assert refusals.flat("json: no").body == {"code": "bad_request", "message": "bad request", "details": "json: no"}
    assert refusals.bare("no").body == {"msg": "no"}
    assert refusals.TOO_MANY.body == {"error": "too many requests"}


def test_what_the_core_refuses_keeps_its_code_status_and_details() -> None:
    reply = refusals.refused(Refused(Code.INVALID_ORDER, "post only cross"))
    assert reply.status == 400
    assert reply.body == {"error": {"code": "invalid_order", "message": "invalid order", "details": "post only cross"}}
    assert refusals.refused(Refused(Code.NOT_FOUND)).status == 404
    assert refusals.refused(Refused(Code.TRADING_IS_PAUSED)).status == 409


def test_a_new_order_is_never_answered_with_a_404() -> None:
    assert refusals.refused_at_entry(Refused(Code.MARKET_NOT_FOUND)).status == 400
    assert refusals.refused_at_entry(Refused(Code.ORDER_ALREADY_EXISTS)).status == 409
