import re

import pytest

from paxline.edge.web.application import ACTS
from paxline.pages.control import ASKINGS, LONGEST_REASON, PLACE, Act, Bot, asking_html, control_html, resting_words
from paxline.pages.dashboard import Frame, Seen

HOSTILE = "<script>alert('x')</script> \u202etxet\" ' &"
BOT = Bot("", 2, (("the bot", "on paper, running"), ("held", HOSTILE)))
HALTED = Bot(HOSTILE, 0, ())


def framed_as(state: str) -> Frame:
    return Frame("Week", "as of now", (), "", "s", Seen.LIVE, state)


def test_every_act_is_asked_about_at_the_address_its_form_goes_to() -> None:
    for act in Act:
        html = asking_html(act, framed_as("paper, running"), BOT)
        assert re.findall(r'<form[^>]*action="([^"]*)"', html) == [act.path]
        assert act.path in ACTS
        assert f">{ASKINGS[act].button}</button>" in html
        assert f'href="{PLACE}">Not now' in html
        assert "2 orders rest." in html


def test_only_a_halt_asks_why() -> None:
    asks = [f'maxlength="{LONGEST_REASON}"' in asking_html(act, framed_as("paper"), BOT) for act in Act]
    assert asks == [True, False, False]


@pytest.mark.parametrize(("bot", "there", "gone"), [(BOT, "halt", "resume"), (HALTED, "resume", "halt")])
def test_what_can_be_done_follows_from_how_it_stands(bot: Bot, there: str, gone: str) -> None:
    html = control_html(framed_as(f"halted: {bot.halted}" if bot.halted else "paper, running"), bot)
    # Once in the bar of every page and once on this one.
    assert html.count(f'href="/control/{there}"') == 2
    assert f'href="/control/{gone}"' not in html
    assert html.count('href="/control/cancel-all"') == 2


def test_text_from_outside_stays_text() -> None:
    for html in (control_html(framed_as(f"halted: {HOSTILE}"), HALTED), control_html(framed_as("paper"), BOT)):
        assert "<script>alert" not in html
        assert "&lt;script&gt;" in html
    assert "<script>alert" not in asking_html(Act.RESUME, framed_as("halted"), HALTED)


@pytest.mark.parametrize(
    ("count", "said"),
    [(None, "Nobody knows what rests."), (0, "No order rests."), (1, "1 order rests."), (7, "7 orders rest.")],
)
def test_what_rests_is_counted_in_words(count: int | None, said: str) -> None:
    assert resting_words(count) == said
