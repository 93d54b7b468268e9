"""The owner's channels, those of AWS among them: ``aws-ses:ADDRESS`` sends by the machine's own role."""

from collections.abc import Callable, Sequence

from paxline.edge.aws.mail import Mail
from paxline.edge.aws.session import Names, client
from paxline.edge.notify import Channels, channels
from paxline.run.alerts import Message


def open_channels(urls: Sequence[str]) -> Channels:
    """The channels behind the settings' URLs; raises ``UsageError``, or ``MissingData`` without the extra ``aws``."""
    return channels(urls, own={"aws-ses": _ses})


def _ses(address: str) -> Callable[[Message], bool]:
    mail = Mail(client("ses", Names()), address)
    return lambda message: not mail.send(message)
