"""Parameter Store: the halt switch, the settings, and the key as SecureStrings that are written and never shown."""

from typing import Any, Final

from paxline.edge.aws.session import asking
from paxline.errors import MissingData, UsageError
from paxline.run.arming import World

GO: Final = "no"
"""What the halt parameter says while trading may go on."""

MOST_SETTINGS: Final = 4096
"""Bytes that a standard parameter holds; a larger one costs money."""

_PREFIX: Final = "/paxline"


class Parameters:
    """Paxline's own parameters.

    Every method raises ``SourceError`` or one of its kinds where AWS does not do it.
    """

    def __init__(self, ssm: Any) -> None:
        self._ssm = ssm

    def halted(self) -> str:
        """Why trading is to stop, or an empty string. A switch that is not there, or is unreadable, raises."""
        said = self._get("halt").strip()
        return "" if said == GO else said or "the halt parameter is empty"

    def halt(self, why: str) -> None:
        """Stop trading; ``why`` is for a person."""
        if why.strip() in {"", GO}:
            raise UsageError(f"say why in words; {GO!r} and nothing mean that trading goes on")
        self._put("halt", why.strip(), kind="String")

    def resume(self) -> None:
        """Let trading go on."""
        self._put("halt", GO, kind="String")

    def settings(self) -> str:
        """The text of the settings file; empty where none was put."""
        try:
            return self._get("settings")
        except MissingData:
            return ""

    def put_settings(self, text: str) -> None:
        """Keep a settings file, encrypted since channels are secret; ``UsageError`` where empty or too large."""
        if not 0 < len(text.encode()) <= MOST_SETTINGS:
            raise UsageError(f"the settings have {len(text.encode())} bytes; a parameter holds 1 to {MOST_SETTINGS}")
        self._put("settings", text, kind="SecureString")

    def put_key(self, world: World, *, key_id: str, pem: str) -> None:
        """Keep a key that was found to be readable, encrypted; the id goes last, so that half a key is none.

        ``UsageError`` for the rehearsal, which has no key of its own.
        """
        if world is World.REHEARSAL:
            raise UsageError("a rehearsal has no key; there are demo and production")
        self._put(f"kalshi/{world.value}/key-pem", pem, kind="SecureString")
        self._put(f"kalshi/{world.value}/key-id", key_id, kind="SecureString")

    def _get(self, name: str) -> str:
        with asking(f"parameter {_PREFIX}/{name}"):
            answer = self._ssm.get_parameter(Name=f"{_PREFIX}/{name}", WithDecryption=True)
        return str(answer["Parameter"]["Value"])

    def _put(self, name: str, value: str, *, kind: str) -> None:
        with asking(f"writing parameter {_PREFIX}/{name}"):
            self._ssm.put_parameter(Name=f"{_PREFIX}/{name}", Value=value, Type=kind, Overwrite=True)
