"""Where alerts go: mail, Telegram, Slack, ntfy and the rest through apprise, and a dead-man ping to a plain URL.

A channel's URL holds its secret, so that none is ever told: a channel is named by its kind and its place.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Final

import apprise
import httpx
from apprise.attachment.memory import AttachMemory
from apprise.common import NotifyFormat
from apprise.plugins.email.base import NotifyEmail

from paxline.errors import UsageError
from paxline.run.alerts import Message

SECONDS: Final = 20.0
"""How long a channel may take."""

# Apprise logs what it was given, and without a handler Python prints it.
logging.getLogger("apprise").addHandler(logging.NullHandler())


@dataclass(frozen=True, slots=True, repr=False)
class Channel:
    """One place to send to.

    Attributes:
        name: Its kind and place in the settings, such as ``ntfy (1)``; fit to be shown.
        takes: Sends a message, once; whether it was taken.
    """

    name: str
    takes: Callable[[Message], bool]

    def __repr__(self) -> str:
        return f"<{self.name}>"


class Channels:
    """Every channel of the owner's; a message is delivered once any of them took it."""

    def __init__(self, channels: Sequence[Channel]) -> None:
        self._channels = tuple(channels)

    @property
    def names(self) -> tuple[str, ...]:
        """What they are called."""
        return tuple(channel.name for channel in self._channels)

    def send(self, message: Message) -> str:
        """Send to each channel, once; answers why nobody took it, or an empty string."""
        missed = self.missed(message)
        if not self._channels:
            return "no channel is set"
        return "" if len(missed) < len(self._channels) else f"{', '.join(missed)} did not take it"

    def missed(self, message: Message) -> tuple[str, ...]:
        """Send to each channel, once; answers the names of those that did not take it."""
        return tuple(channel.name for channel in self._channels if not channel.takes(message))


Opener = Callable[[str], Callable[[Message], bool]]
"""Makes what sends, from what a channel's URL says after its scheme."""

_NONE: Final[Mapping[str, Opener]] = MappingProxyType({})


def channels(urls: Sequence[str], *, own: Mapping[str, Opener] = _NONE) -> Channels:
    """The channels behind apprise URLs, and behind those whose scheme is in ``own``.

    One that cannot be read raises ``UsageError`` naming its place only.
    """
    made: list[Channel] = []
    for place, url in enumerate(urls, start=1):
        scheme, _, rest = url.partition(":")
        if scheme in own:
            made.append(Channel(f"{scheme} ({place})", own[scheme](rest.removeprefix("//"))))
            continue
        service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
        if not isinstance(service, apprise.NotifyBase):
            raise UsageError(f"alert channel {place} is no URL that apprise knows (it begins {scheme!r})")
        if isinstance(service, NotifyEmail):
            # A picture stands where the HTML refers to it, not below as an enclosure.
            service.inline = True
        made.append(Channel(f"{service.service_name} ({place})", partial(_took, service)))
    return Channels(made)


def ping(client: httpx.Client, url: str) -> str:
    """Tell a dead-man's switch that we are alive; answers why it did not hear, or an empty string."""
    try:
        answer = client.get(url, timeout=SECONDS)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return f"the dead-man's switch did not answer: {type(error).__name__}"
    return "" if answer.is_success else f"the dead-man's switch answered {answer.status_code}"


def _took(service: apprise.NotifyBase, message: Message) -> bool:
    one = apprise.Apprise()
    one.add(service)
    rich = bool(message.html) and service.notify_format == NotifyFormat.HTML
    body, form = (message.html, NotifyFormat.HTML) if rich else (message.text or message.title, NotifyFormat.TEXT)
    attached = [AttachMemory(shown.png, name=shown.cid, mimetype="image/png") for shown in message.pictures if rich]
    sent = one.notify(body=body, title=message.title, body_format=form, attach=attached or None, timeout=SECONDS)
    return bool(sent)
