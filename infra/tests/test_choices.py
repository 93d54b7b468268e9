from datetime import time

import pytest

from hosting.choices import Choices, later


def test_choices_are_read_from_words() -> None:
    read = Choices.read({"mail": "a@b.cd", "wake": "07:30", "sleep": "21:00", "disk": "8", "instance": "t4g.small"})
    assert read == Choices(mail="a@b.cd", wake=time(7, 30), sleep=time(21), disk=8, instance="t4g.small")
    assert read.hours_a_month == pytest.approx(13.5 * 365.25 / 12)


@pytest.mark.parametrize(
    "wrong",
    [{"mail": ""}, {"wake": "7"}, {"wake": "20:00"}, {"instance": "t3.micro"}, {"disk": "0"}, {"sleep": "24:00"}],
)
def test_what_cannot_be_meant_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Choices.read({"mail": "a@b.cd", **wrong})


def test_a_time_moves_within_its_day() -> None:
    assert later(time(19), -20) == time(18, 40)
