"""What the dashboard's forms do to a home, and how its bot stands before and after."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from paxline.counts.shocks import Shock, read_share
from paxline.edge.controls import FileControl
from paxline.errors import StoreError, UsageError
from paxline.pages import words
from paxline.pages.books_shown import dollars
from paxline.pages.control import LONGEST_REASON, PLACE, Act, Bot
from paxline.pages.letter import plain
from paxline.run.ports import Clock
from paxline.wiring import controls
from paxline.wiring.controls import Standing, standing
from paxline.wiring.home import Home

LONGEST_NOTE: Final = 500
"""Characters of a note; the rest of a longer one is cut off."""

_MODEL: Final = "/model"


def acted(home: Home, path: str, form: Mapping[str, str], *, clock: Clock) -> str:
    """Do what the form at ``path`` asks; answers the page that shows what came of it.

    ``UsageError`` where it cannot be meant, ``StoreError`` where it cannot be written down.
    """
    act = next((one for one in Act if one.path == path), None)
    if act is not None:
        _control(home, act, form, clock=clock)
        return PLACE
    with home.store() as store:
        if path == "/model/declare":
            store.add_shock(_declared(form, at=clock.now()))
        elif path == "/model/withdraw":
            number = form.get("number", "")
            if not number.isdecimal() or len(number) > 9:
                raise UsageError(f"not the number of a declaration: {number[:40]!r}")
            store.withdraw_shock(int(number), at=clock.now())
        else:
            raise UsageError("there is nothing to do here")
    return _MODEL


def bot_of(home: Home, *, at: datetime) -> Bot:
    """How the bot of a home stands at ``at`` (UTC), in words; of books that cannot be read it says so."""
    try:
        now = standing(home, now=at)
    except StoreError as error:
        return Bot(FileControl(home.folder).halted(), None, (("the books", f"cannot be read: {error}"),))
    return Bot(now.halted, now.resting, tuple(_facts(now)))


def _facts(now: Standing) -> list[tuple[str, str]]:
    facts = [("arming", now.armed), ("on paper", now.state)]
    for one in now.accounts:
        left = ", and nobody looks after them" if one.world in now.abandoned else ""
        facts.append((f"on the {one.world.value} account", f"{one.state}; {one.resting} orders may still fill{left}"))
    if now.ledger is None:
        return [*facts, ("the books of paper", "nothing was traded here yet")]
    held = [f"{one.count.contracts:+g} {ticker}".replace("-", "−", 1) for ticker, one in now.ledger.positions.items()]
    facts += [("cash on paper", dollars(now.ledger.cash)), ("held on paper", ", ".join(held) or "nothing")]
    return facts + [(f"last: {errand.value}", words.instant(at)) for errand, at in now.done.items()]


def _control(home: Home, act: Act, form: Mapping[str, str], *, clock: Clock) -> None:
    match act:
        case Act.HALT:
            why = plain(form.get("why", ""))[:LONGEST_REASON]
            controls.halt(home, why or "a person said so on the dashboard", clock=clock)
        case Act.RESUME:
            controls.resume(home)
        case Act.CANCEL_ALL:
            controls.cancel_all(home, clock=clock)


def _declared(form: Mapping[str, str], *, at: datetime) -> Shock:
    """The disruption that a form declares, from ``at`` (UTC) on; ``UsageError`` where it cannot be meant."""
    first = form.get("first", "")
    try:
        return Shock(
            first=date.fromisoformat(first),
            last=date.fromisoformat(form.get("last") or first),
            effect=read_share(form.get("effect", "")),
            spread=read_share(form.get("spread", "")),
            note=form.get("note", "")[:LONGEST_NOTE],
            declared_at=at,
        )
    except ValueError as error:
        raise UsageError(str(error)) from None
