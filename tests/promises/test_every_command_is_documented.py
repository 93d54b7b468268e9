"""Each command and each of its options says what it does, and ``docs/commands.md`` knows them all and no others."""

import importlib
import re
from collections.abc import Iterator
from typing import Annotated, Final

import pytest
import typer
from tests.promises.source import ROOT
from typer.core import TyperGroup
from typer.main import get_command

PAGE: Final = ROOT / "docs" / "commands.md"
PROGRAM: Final = "paxline"


def walk(command: object, *, name: str) -> Iterator[tuple[str, object]]:
    """``command`` and all below it, each with the words that call it."""
    yield name, command
    if isinstance(command, TyperGroup):
        context = command.context_class(command, info_name=name)
        for word in command.list_commands(context):
            yield from walk(command.get_command(context, word), name=f"{name} {word}")


def options(command: object) -> dict[str, str]:
    """The help of every option and argument of one command, by the name it is given under."""
    parameters = [one for one in getattr(command, "params", []) if one.name != "help"]
    return {one.opts[-1]: getattr(one, "help", None) or "" for one in parameters}


def unexplained(app: typer.Typer) -> list[str]:
    """Every command, option and argument without help."""
    found: list[str] = []
    for name, command in walk(get_command(app), name=PROGRAM):
        if not getattr(command, "help", None):
            found.append(name)
        found += [f"{name} {option}" for option, text in options(command).items() if not text.strip()]
    return found


def unlisted(app: typer.Typer, page: str) -> list[str]:
    """Every command that ``page`` does not name; a group is named with its commands."""
    leaves = [name for name, command in walk(get_command(app), name=PROGRAM) if not isinstance(command, TyperGroup)]
    return [name for name in leaves if not re.search(rf"{name}(?![\w-])", page)]


def invented(app: typer.Typer, page: str) -> list[str]:
    """Every command or option in code on ``page`` that the program does not have."""
    known = dict(walk(get_command(app), name=PROGRAM))
    flags = {"--help", "--version"}
    for command in known.values():
        flags |= {flag for one in getattr(command, "params", []) for flag in (*one.opts, *one.secondary_opts)}
    found: list[str] = []
    for line in re.findall(rf"(?:^|`){PROGRAM} [^`\n]*", page, flags=re.MULTILINE):
        words, name = line.strip("`").split()[1:], PROGRAM
        while words and isinstance(known[name], TyperGroup) and re.fullmatch(r"[a-z][a-z-]*", words[0]):
            name = f"{name} {words.pop(0)}"
            if name not in known:
                found.append(name)
                break
    return found + sorted({flag for flag in re.findall(r"(?<![\w-])--[a-z][a-z-]*", page) if flag not in flags})


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    return importlib.import_module("paxline.cli").app


def test_every_command_and_every_option_says_what_it_does(app: typer.Typer) -> None:
    assert unexplained(app) == []


def test_every_command_stands_in_the_documentation(app: typer.Typer) -> None:
    assert unlisted(app, PAGE.read_text(encoding="utf-8")) == []


def test_the_documentation_names_no_command_that_does_not_exist(app: typer.Typer) -> None:
    assert invented(app, PAGE.read_text(encoding="utf-8")) == []


@pytest.fixture
def planted() -> typer.Typer:
    app, study = typer.Typer(help="All."), typer.Typer(help="Evidence.")

    @app.command()
    def ingest(archive: Annotated[str, typer.Option(help="A folder.")] = "") -> None:
        """Fetch."""

    @app.command()
    def mute(page: Annotated[str, typer.Argument()], loud: Annotated[int, typer.Option()] = 0) -> None: ...

    @study.command()
    def explore() -> None:
        """Look."""

    @study.command()
    def hidden() -> None:
        """Unlisted."""

    app.add_typer(study, name="study")
    return app


def test_the_check_sees_a_command_without_words(planted: typer.Typer) -> None:
    told = [name for name in unexplained(planted) if "completion" not in name]
    assert told == ["paxline mute", "paxline mute page", "paxline mute --loud"]


def test_the_check_sees_what_the_documentation_leaves_out_and_makes_up(planted: typer.Typer) -> None:
    page = "`paxline ingest --archive DIR`, `paxline study explore`, `paxline mute-all`\n\n    paxline ingest --fast\n"
    assert unlisted(planted, page) == ["paxline mute", "paxline study hidden"]
    assert invented(planted, page) == ["paxline mute-all", "--fast"]
