import re

import pytest
from tests.promises.test_every_command_is_documented import walk
from typer.core import TyperGroup
from typer.main import get_command
from typer.testing import CliRunner

from paxline.cli import app
from paxline.cli.panels import EVIDENCE, EXIT_STATUS, HOUSE, TRADING, WEEK

COMMANDS = dict(walk(get_command(app), name="paxline"))
HELP = {name: getattr(one, "help", "") for name, one in walk(get_command(app), name="paxline")}
LEAVES = [name for name, one in walk(get_command(app), name="paxline") if not isinstance(one, TyperGroup)]


def shown(*words: str, width: int) -> str:
    result = CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": str(width), "TERM": "dumb"})
    assert result.exit_code == 0
    return result.output


def test_the_front_page_has_its_panels_in_order_and_says_what_an_exit_status_means() -> None:
    page = shown(width=120)
    assert re.findall(r"─ ([A-Z][a-z ]+?) ─", page) == ["Options", WEEK, TRADING, EVIDENCE, HOUSE]
    assert EXIT_STATUS in page


def test_every_command_of_the_front_page_stands_in_a_panel() -> None:
    root = get_command(app)
    assert isinstance(root, TyperGroup)
    panels = {getattr(one, "rich_help_panel", None) for one in root.commands.values()}
    assert panels == {WEEK, TRADING, EVIDENCE, HOUSE}


@pytest.mark.parametrize("name", HELP)
def test_no_page_of_help_shows_a_bare_type_or_cuts_a_word_off(name: str) -> None:
    page = shown(*name.split()[1:], width=80)
    assert re.findall(r"<(?:bool|int|int range|str|float|path)>", page) == []
    assert "…" not in page.replace("A,B,…", "")
    assert all(len(line) <= 80 for line in page.splitlines())


@pytest.mark.parametrize("name", HELP)
def test_what_a_command_says_of_itself_is_a_sentence(name: str) -> None:
    assert HELP[name].split("\n\n")[0].rstrip()[-1] in ".?"


@pytest.mark.parametrize("name", LEAVES)
def test_what_a_command_says_of_itself_begins_with_what_it_does(name: str) -> None:
    assert HELP[name].split()[0] not in {"The", "A", "An", "One", "What", "Whether", "Every"}


@pytest.mark.parametrize("option", ["--home", "--json", "--week", "--as-of", "--model", "--markdown", "--known"])
def test_an_option_that_commands_share_says_the_same_in_each(option: str) -> None:
    shared = [one for command in COMMANDS.values() for one in getattr(command, "params", []) if option in one.opts]
    assert len(shared) > 1
    assert len({getattr(one, "help", None) for one in shared}) == 1


def test_an_argument_stands_in_the_line_of_usage_by_its_name_and_in_brackets_where_it_can_be_left_out() -> None:
    assert "Usage: paxline shock remove [OPTIONS] NUMBER" in shown("shock", "remove", width=80)
    assert "Usage: paxline restore [OPTIONS] [NAME]" in shown("restore", width=80)
    assert not [name for name in LEAVES if "{" in shown(*name.split()[1:], width=80)]
