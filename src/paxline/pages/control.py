"""How the bot stands, and the pages that ask before anything is done to it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

from paxline.pages.dashboard import Frame, framed

PLACE: Final = "/control"
"""Where the bot's standing is shown, and under it one page for each act."""

LONGEST_REASON: Final = 200
"""Characters of a reason; the rest of a longer one is cut off."""


class Act(Enum):
    """What a person can do to the bot from a page; the value is the last part of its address."""

    HALT = "halt"
    RESUME = "resume"
    CANCEL_ALL = "cancel-all"

    @property
    def path(self) -> str:
        """Where it is asked about, and where its form goes."""
        return f"{PLACE}/{self.value}"


@dataclass(frozen=True, slots=True)
class Asking:
    """The words of a page that asks first.

    Attributes:
        question: Its heading.
        says: What will happen, and what will not.
        button: What is pressed.
        name: What leads to the page, in a word or two.
    """

    question: str
    says: str
    button: str
    name: str


ASKINGS: Final[Mapping[Act, Asking]] = MappingProxyType(
    {
        Act.HALT: Asking(
            "Halt trading?",
            "Every order is taken out and none is sent, over restarts too, until you resume. Positions stay as they "
            "are; counts, quotes and decisions are recorded as before.",
            "Halt trading",
            "Halt",
        ),
        Act.RESUME: Asking(
            "Resume trading?",
            "The halt is lifted. A running bot looks, decides and may send orders within its next minute.",
            "Resume trading",
            "Resume",
        ),
        Act.CANCEL_ALL: Asking(
            "Cancel all orders?",
            "Every order is taken out once. A running bot that is not halted may send new ones within a minute; "
            "halting keeps it from that.",
            "Cancel all orders",
            "Cancel all",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class Bot:
    """How the bot stands, in words.

    Attributes:
        halted: Why it is halted; empty where it is not.
        resting: Orders that may still fill; ``None`` where the books cannot be read.
        facts: A name and what there is to say, in reading order.
    """

    halted: str
    resting: int | None
    facts: tuple[tuple[str, str], ...]


def control_html(frame: Frame, bot: Bot) -> str:
    """How does the bot stand?"""
    acts = (Act.RESUME if bot.halted else Act.HALT, Act.CANCEL_ALL)
    return framed(
        "dashboard_control.html.j2",
        frame,
        here=PLACE,
        heading="How does the bot stand?",
        halted=bot.halted,
        resting=resting_words(bot.resting),
        facts=bot.facts,
        acts=[(act.path, ASKINGS[act]) for act in acts],
    )


def asking_html(act: Act, frame: Frame, bot: Bot) -> str:
    """The page that asks before it is done; its form alone does it."""
    asking = ASKINGS[act]
    return framed(
        "dashboard_asking.html.j2",
        frame,
        here=PLACE,
        heading=asking.question,
        asking=asking,
        path=act.path,
        place=PLACE,
        halted=bot.halted,
        resting=resting_words(bot.resting),
        reason=LONGEST_REASON if act is Act.HALT else 0,
    )


def resting_words(count: int | None) -> str:
    """How many orders may still fill, in a sentence."""
    if count is None:
        return "Nobody knows what rests."
    if count == 0:
        return "No order rests."
    return "1 order rests." if count == 1 else f"{count} orders rest."
