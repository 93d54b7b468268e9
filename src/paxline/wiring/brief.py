"""The daily brief of a home: what is stored and what was done, as one mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from paxline.counts.calendar import Week
from paxline.pages import words
from paxline.pages.books_shown import Books
from paxline.pages.brief import Brief, brief
from paxline.run.health import Finding
from paxline.wiring.controls import stance
from paxline.wiring.home import Home
from paxline.wiring.kept import last_decision, state_words
from paxline.wiring.remembered import remembered_forecaster
from paxline.wiring.scene import Scene
from paxline.wiring.week import week_page


@dataclass(frozen=True, slots=True)
class BotState:
    """What the brief tells of the bot itself.

    Attributes:
        books: The account; ``None`` where nothing was ever traded.
        findings: Of the home's health.
    """

    books: Books | None
    findings: Sequence[Finding]


def home_brief(home: Home, state: BotState, *, week: Week, as_of: datetime, model: str, now: datetime) -> Brief:
    """The brief on ``week`` as ``as_of`` (UTC) saw it; what it settled on is told where ``now`` knows it.

    Raises ``MissingData`` where no forecast can be made, ``StoreError`` where the home cannot be read.
    """
    with home.store() as store:
        scene = Scene(store, week, as_of, f"What is stored, as of {words.instant(as_of)}.")
        forecaster = remembered_forecaster(model, home=home, store=store)
        return brief(
            week_page(scene, forecaster=forecaster, now=now),
            decision=last_decision(home, store, week=week, as_of=as_of),
            books=state.books,
            findings=state.findings,
            state=state_words(stance(home, now=now)),
        )
