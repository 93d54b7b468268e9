import pytest

from paxline.edge.kalshi.verdict import of_error, says_refused
from paxline.errors import Blocked, Unreachable, WireError
from paxline.run.ports import Landing, Rejected, Unknown


@pytest.mark.parametrize("status", [0, 100, 302, 408, 409, 418, 425, 500, 502, 503, 504, 520])
def test_a_status_that_leaves_doubt_without_a_known_code_is_unknown(status: int) -> None:
    assert not says_refused(status, "")
    assert isinstance(of_error(WireError("w", status=status, code="a_new_word")), Unknown)


def test_a_server_error_is_unknown_whatever_it_says() -> None:
    assert isinstance(of_error(WireError("w", status=503, code="trading_is_paused")), Unknown)


def test_two_409s_mean_opposite_things() -> None:
    there = of_error(WireError("w", status=409, code="order_already_exists"))
    assert isinstance(there, Unknown)
    assert there.landing is Landing.SURELY
    never = of_error(WireError("w", status=409, code="fill_or_kill_insufficient_resting_volume"))
    assert isinstance(never, Rejected)


@pytest.mark.parametrize("error", [Unreachable("u"), Blocked("b")])
def test_no_answer_of_the_exchanges_own_is_unknown(error: Unreachable | Blocked) -> None:
    assert of_error(error) == Unknown(str(error))
