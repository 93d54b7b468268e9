from datetime import UTC, datetime

import pytest

from paxline.edge.simulator.bodies import Body
from paxline.edge.simulator.refusals import Refusal
from paxline.units import Count, Price

KIND = "CreateOrderV2Request"


def body(text: str) -> Body:
    return Body.parse(KIND, text.encode())


def test_a_number_where_a_text_belongs_is_refused_in_the_recorded_words() -> None:
    with pytest.raises(Refusal) as refused:
        body('{"count": 1}').count("count")
    assert refused.value.reply.body == {
        "code": "bad_request",
        "message": "bad request",
        "details": "json: cannot unmarshal number into Go struct field CreateOrderV2Request.count of type string",
    }


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "null", '{"a": NaN}', "[" * 100_000, '"\ud800"'[:1]])
def test_what_is_no_object_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        body(text)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Refusal):
        Body.parse(KIND, b'{"a": "\xff"}')


def test_a_null_is_as_good_as_nothing() -> None:
    empty = body('{"a": null}')
    assert (empty.has("a"), empty.text("a"), empty.flag("a"), empty.whole("a"), empty.instant("a")) == (
        False,
        "",
        False,
        None,
        None,
    )


def test_fields_are_read_by_their_types() -> None:
    told = body('{"t": "x", "f": true, "w": 7, "n": "1.50", "p": "0.4200", "at": 1781159370, "l": [{"t": "y"}]}')
    assert (told.needed("t"), told.flag("f"), told.whole("w")) == ("x", True, 7)
    assert (told.count("n"), told.price("p")) == (Count(150), Price(4200))
    assert told.instant("at") == datetime(2026, 6, 11, 6, 29, 30, tzinfo=UTC)
    assert [one.text("t") for one in told.objects("l", "Line")] == ["y"]
    assert told.word("t", frozenset({"x"})) == "x"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('"0.51501"', "invalid_price"),
        ('"1.01"', "invalid_price"),
        ('"-0.10"', "invalid_price"),
        ('"half"', "bad_request"),
        ('""', "bad_request"),
        ("0.5", "bad_request"),
    ],
)
def test_a_price_that_no_market_takes_is_not_the_same_as_no_price(text: str, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        body(f'{{"p": {text}}}').price("p")
    told = refused.value.reply.body
    assert told is not None
    assert {**told, **told.get("error", {})}["code"] == code  # pyright: ignore[reportGeneralTypeIssues] - any document


@pytest.mark.parametrize("text", ["true", "1.5", '"1"', str(2**63), "[]", "{}"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        body(f'{{"w": {text}}}').whole("w")


def test_what_does_not_fit_is_refused() -> None:
    told = body('{"t": "x", "f": 1, "at": 9000000000000000, "l": 3, "m": [1], "n": "many"}')
    for ask in (
        lambda: told.word("t", frozenset({"y"})),
        lambda: told.flag("f"),
        lambda: told.instant("at"),
        lambda: told.objects("l", "Line"),
        lambda: told.objects("m", "Line"),
        lambda: told.objects("nothing", "Line"),
        lambda: told.needed("nothing"),
        lambda: told.count("n"),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.reply.status == 400


def test_half_a_character_does_not_reach_the_wire() -> None:
    assert body('{"t": "a\\ud800"}').text("t") == "a?"
