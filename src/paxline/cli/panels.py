"""How ``--help`` is laid out: the front page in panels, and nothing beside a flag or an argument but its name."""

from collections.abc import Iterable
from functools import partial
from typing import Any, Final

from typer.core import TyperArgument, TyperGroup, TyperOption

WEEK: Final = "The week"
TRADING: Final = "Trading"
EVIDENCE: Final = "Evidence and testing"
HOUSE: Final = "Setting up and keeping"

EXIT_STATUS: Final = "Exit status: 0 done; 1 the work could not be done, with the reason; 2 wrong usage."
"""What stands below the front page."""


class Group(TyperGroup):
    """A group whose flags and arguments, and those of its commands, show no type; typer takes a class for that."""

    def get_params(self, ctx: Any) -> list[Any]:
        """The group's own options."""
        return _bare(super().get_params(ctx))

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of that name; ``None`` where there is none."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            _bare(command.get_params(ctx))
        return command


def _bare(params: Iterable[Any]) -> list[Any]:
    shown = list(params)
    for one in shown:
        if isinstance(one, TyperOption) and one.is_flag:
            one.metavar = ""
        elif isinstance(one, TyperArgument):
            # Its name says what it is; typer would add a Python type and has no setting against it.
            vars(one)["display_type_rich"] = _no_type
            vars(one)["get_usage_pieces"] = partial(_in_usage, one)
    return shown


def _in_usage(argument: TyperArgument, ctx: Any) -> list[str]:
    """An argument in the line of usage: its name, in brackets where it can be left out; typer braces the others."""
    del ctx
    name = str(argument.metavar)
    return [name if argument.required else f"[{name}]"]


def _no_type(ctx: Any) -> None:
    """What stands beside an argument's name."""
    del ctx
