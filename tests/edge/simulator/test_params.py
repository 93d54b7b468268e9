import pytest

from paxline.edge.simulator.params import Params
from paxline.edge.simulator.refusals import Refusal


def params(*pairs: tuple[str, str]) -> Params:
    return Params("GetMarkets", pairs)


def test_what_is_not_there_is_nothing() -> None:
    empty = params()
    assert (empty.text("cursor"), empty.several("tickers"), empty.whole("min_ts"), empty.flag("x")) == (
        "",
        (),
        None,
        False,
    )
    assert empty.limit(high=1000, default=100) == 100


def test_lists_come_between_commas_and_under_one_name_several_times() -> None:
    assert params(("tickers", "a,b"), ("tickers", "c"), ("tickers", "")).several("tickers") == ("a", "b", "c")


def test_a_limit_above_the_most_is_refused_in_the_recorded_words() -> None:
    with pytest.raises(Refusal) as refused:
        params(("limit", "1001")).limit(high=1000, default=100)
    assert refused.value.reply.body == {
        "msg": "Parameter validation failed for GetMarkets: Key: 'GetMarketsParams.Limit' "
        "Error:Field validation for 'Limit' failed on the 'lte' tag"
    }


@pytest.mark.parametrize("text", ["a", "1.5", "٣", "--1", "1" * 30, " 1"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        params(("min_ts", text)).whole("min_ts")


def test_numbers_words_and_flags_are_held_to_their_bounds() -> None:
    assert params(("n", "-3")).whole("n") == -3
    assert params(("n", "3")).needed("n") == 3
    assert params(("limit", "0")).limit(high=1000, default=100) == 100
    assert [params(("f", text)).flag("f") for text in ("true", "0", "F")] == [True, False, False]
    assert params(("status", "open")).word("status", frozenset({"open"})) == "open"
    for ask in (
        lambda: params(("n", "-1")).whole("n", low=0),
        lambda: params().needed("n"),
        lambda: params(("f", "maybe")).flag("f"),
        lambda: params(("status", "ajar")).word("status", frozenset({"open"})),
    ):
        with pytest.raises(Refusal) as refused:
            ask()
        assert refused.value.reply.status == 400
