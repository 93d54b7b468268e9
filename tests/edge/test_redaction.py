import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.simulation.trading import pem

from paxline.edge.redaction import HIDDEN, Redaction

SECRET = st.text("abcdefghijklmnopqrstuvwxyzABCXYZ0123456789+/=_-", min_size=8, max_size=40)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)


@st.composite
def holding(draw: st.DrawFn, secret: str) -> object:
    """A value with ``secret`` somewhere in it, perhaps deep, perhaps in the middle of a text or as a name."""
    place: object = draw(st.text(max_size=5)) + secret + draw(st.text(max_size=5))
    for _ in range(draw(st.integers(0, 4))):
        around = draw(st.lists(PLAIN, max_size=2))
        shape = draw(st.sampled_from(("list", "value", "name", "error", "tuple")))
        match shape:
            case "list":
                place = [*around, place]
            case "tuple":
                place = (place, *around)
            case "value":
                place = {draw(st.text(max_size=5)): place, "beside": around}
            case "name":
                place = {str(place): around}
            case _:
                place = ValueError(place)
    return place


@given(st.data(), SECRET)
def test_a_known_secret_is_in_nothing_that_is_written(data: st.DataObject, secret: str) -> None:
    redaction = Redaction.of([secret])
    written = json.dumps(redaction.value(data.draw(holding(secret))), default=str)
    assert secret not in written
    assert secret not in repr(redaction)


@given(st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3)))
def test_what_holds_no_secret_stays_as_it_is(value: object) -> None:
    assert Redaction().value(value) == value


def test_pieces_of_an_address_are_secrets_too() -> None:
    redaction = Redaction.of(["tgram://123456789:AAbbCCddEEff/4242424242", "https://hc.example/ping/1f3a-55aa-77cc"])
    for text in ("chat 4242424242 refused", "GET /ping/1f3a-55aa-77cc", "bot AAbbCCddEEff is gone", "123456789"):
        assert HIDDEN in redaction.text(text)
    assert redaction.text("a short word") == "a short word"


def test_a_key_is_known_by_its_shape_and_line_by_line() -> None:
    text = pem().decode()
    lines = [line for line in text.splitlines() if line and not line.startswith("-")]
    assert not [line for line in lines if line in Redaction().text(f"read {text} done")]
    assert not [line for line in lines if line in Redaction.of([text]).text("\n".join(lines))]
    assert Redaction().text(text[:60]) == HIDDEN


def test_who_somebody_is_in_an_address_is_taken_out() -> None:
    assert Redaction().text("mailto://me:hush@mail.example/x") == f"mailto://{HIDDEN}@mail.example/x"


@pytest.mark.parametrize(
    "name", ["password", "KALSHI-ACCESS-SIGNATURE", "Authorization", "api_key", "key_id", "bot_token", "private_key"]
)
def test_a_field_that_says_it_is_a_secret_is_not_written(name: str) -> None:
    assert Redaction().value({"of": {name: ["anything"]}}) == {"of": {name: HIDDEN}}


@pytest.mark.parametrize("name", ["monkey", "ticker", "keeps", "channels", "route"])
def test_a_field_with_an_ordinary_name_is(name: str) -> None:
    assert Redaction().value({name: 7}) == {name: 7}


def test_numbers_bytes_and_other_values_are_told_safely() -> None:
    redaction = Redaction.of(["12345678"])
    assert redaction.value([12345678, 1.5, b"12345678", {"x"}]) == [HIDDEN, 1.5, "(8 bytes)", ["x"]]
