"""The reference as Markdown: every command from the program itself, every setting from the values that hold it."""

from collections.abc import Iterator
from typing import Any, Final

from typer.main import get_command

from paxline.cli import app
from paxline.edge import settings
from paxline.edge.settings_file import meanings, written

PROGRAM: Final = "paxline"

COMMANDS_HEAD: Final = """\
# Every command

What `--help` says of each. [Commands](../commands.md) tells what they do, with their JSON.
"""

SETTINGS_HEAD: Final = """\
# Every setting

One file, `paxline.toml`; [settings](../settings.md) tells how it is read and what is refused.
"""


def commands() -> str:
    """Every command with its help, its arguments and its options, in the order of ``paxline --help``."""
    return "\n".join([COMMANDS_HEAD, *(part for name, command in _leaves() for part in _command(name, command))])


def settings_page() -> str:
    """Every key of ``paxline.toml`` with its kind, its default and what it means."""
    lines = [SETTINGS_HEAD]
    for section in sections():
        said, default = meanings(section.of), section.of()
        lines += [f"## [{section.name}]\n", "| key | kind | default | |", "| --- | --- | --- | --- |"]
        for key, kind in section.keys.items():
            lines.append(f"| `{key}` | {_kind(kind)} | `{written(getattr(default, key))}` | {said[key]} |")
        lines.append("")
    return "\n".join(lines)


def sections() -> list[settings.Section[settings.Table]]:
    """Every table of the settings, in the order of their names' appearance in the module."""
    return [one for one in vars(settings).values() if isinstance(one, settings.Section)]


def _leaves() -> Iterator[tuple[str, Any]]:
    yield from _walk(PROGRAM, get_command(app))


def _walk(name: str, command: Any) -> Iterator[tuple[str, Any]]:
    below: dict[str, Any] | None = getattr(command, "commands", None)
    if below is None:
        yield name, command
        return
    for word, one in below.items():
        yield from _walk(f"{name} {word}", one)


def _command(name: str, command: Any) -> Iterator[str]:
    yield f"## {name}\n"
    yield f"{' '.join((command.help or '').split())}\n"
    rows = [_row(one) for one in command.params if one.name != "help"]
    if rows:
        yield "| | |\n| --- | --- |"
        yield "\n".join(rows) + "\n"


def _row(one: Any) -> str:
    words = " ".join((getattr(one, "help", None) or "").split()).replace("|", "\\|")
    spelled = ", ".join(f"`{word}`" for word in [*one.opts, *one.secondary_opts])
    if one.param_type_name == "argument":
        return f"| `{(one.name or '').upper()}` | {words} |"
    default = "" if one.default in (None, False, (), [], "") or callable(one.default) else f" (`{_plain(one.default)}`)"
    return f"| {spelled} | {words}{default} |"


def _plain(value: object) -> str:
    return str(getattr(value, "value", value))


def _kind(kind: object) -> str:
    return getattr(kind, "__name__", str(kind))
