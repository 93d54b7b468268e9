"""What stands around a running loop: its figures, its outboxes, and the channels by which its owner is told."""

from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from paxline.edge.controls import FileControl
from paxline.edge.redaction import Redaction
from paxline.edge.settings import Settings
from paxline.edge.simulator.serving import serving
from paxline.edge.store import Store
from paxline.edge.store.outbox import SqliteOutbox
from paxline.edge.vitals import application
from paxline.errors import StoreError
from paxline.run.alerts import Kind, Message, Notifier
from paxline.run.delivery import Aside, Delivery, at_once
from paxline.run.oversight import Oversight
from paxline.run.ports import Clock
from paxline.wiring.bot.instruments import Instruments
from paxline.wiring.bot.paper import Paper, keep_running
from paxline.wiring.channels import open_channels
from paxline.wiring.home import Home

LAST_WORDS: Final = timedelta(seconds=10)
"""So long what is being sent is waited for at the end."""

SILENT: Final = timedelta(minutes=2)
"""A loop that has not come round for so long is not ready: no errand takes that long."""

_GLANCE: Final = 0.1


@dataclass(frozen=True, slots=True)
class Redacted:
    """A notifier whose messages hold no secret.

    Attributes:
        notifier: Sends.
        redaction: Knows the secrets.
    """

    notifier: Notifier
    redaction: Redaction

    def send(self, message: Message) -> str:
        """Send it without secrets."""
        text = self.redaction.text
        html = text(message.html)
        clean = Message(message.alerts, message.kind, text(message.title), text(message.text), html, message.pictures)
        return text(self.notifier.send(clean))


@contextmanager
def overseen(
    home: Home,
    *,
    settings: Settings,
    instruments: Instruments,
    journal: Path,
    aside: Aside = at_once,
) -> Generator[Oversight]:
    """The watcher of a loop that writes to the home's database and to ``journal``.

    Alerts of both are delivered, where there is a channel; without one they wait.
    """
    told = open_channels(settings.alerts.channels)
    with ExitStack() as stack:
        store = stack.enter_context(Store.open(home.database))
        outboxes = tuple(stack.enter_context(SqliteOutbox.open(file)) for file in (journal, home.database))
        notifier = Redacted(told, instruments.redaction)
        yield Oversight(
            store.add_notices,
            instruments.metrics,
            FileControl(home.folder).halted_since,
            Delivery(outboxes, notifier, aside) if told.names else None,
            instruments.publish,
        )


def last_words(oversight: Oversight, *, clock: Clock) -> None:
    """Wait a little for what is being sent, so that it need not be sent twice."""
    delivery = oversight.delivery
    until = clock.now() + LAST_WORDS
    while delivery is not None and delivery.busy and clock.now() < until:
        delivery.turn(clock.now())
        clock.sleep(_GLANCE)


def run_overseen(
    paper: Paper, *, oversight: Oversight, instruments: Instruments, settings: Settings, log: Callable[[str], None]
) -> str:
    """Go on until told to stop, watched; answers why it ended.

    Where nothing can be written down any more the owner is told past the outbox, and the ``StoreError`` goes on.
    """

    def both(text: str) -> None:
        log(text)
        if text:
            instruments.log.info(text)

    try:
        ended = keep_running(paper, log=both, watcher=oversight)
    except StoreError as error:
        log(cry_out(settings, instruments.redaction, str(error)))
        raise
    last_words(oversight, clock=paper.clock)
    return ended


@contextmanager
def vitals_served(port: int, *, instruments: Instruments, oversight: Oversight, clock: Clock) -> Generator[int]:
    """Serve figures, health and readiness on the loopback until the end of the block; gives the port."""

    def why_not_ready() -> str:
        last = oversight.last_turn
        if last is None:
            return "the loop has not begun"
        silent = clock.now() - last
        return f"the loop has not come round for {silent.total_seconds():.0f} s" if silent > SILENT else ""

    def figures() -> str:
        return instruments.metrics.text(now=clock.now())

    with serving(application(figures, why_not_ready), port=port, clock=clock) as bound:
        yield bound


def cry_out(settings: Settings, redaction: Redaction, why: str) -> str:
    """Tell the owner at once, past every outbox, that paxline ended because nothing can be kept any more."""
    message = Message((), Kind.TROUBLE, "paxline ended: nothing can be written down", why)
    return Redacted(open_channels(settings.alerts.channels), redaction).send(message)
