"""The page of licences is what ``make licences`` writes, and everything on it is locked."""

import re
from importlib.metadata import distribution

from handbook.licences import installed, licence, normalised, page
from tests.promises.source import ROOT

TOLD = (ROOT / "docs" / "licences.md").read_text(encoding="utf-8")


def rows(text: str) -> dict[str, str]:
    return {
        name: said for name, said in re.findall(r"^\| (\S+) \| (.+) \|$", text, flags=re.MULTILINE) if name[0] != "-"
    }


def test_every_package_stands_there_with_its_licence() -> None:
    told = rows(TOLD)
    assert {name: licence(distribution(name)) for name in installed()}.items() <= told.items()
    assert "not stated" not in told.values()
    assert rows(page()).keys() <= told.keys()


def test_every_package_that_stands_there_is_locked() -> None:
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normalised(name) for name in re.findall(r"^([\w.-]+)(?:\[.*?\])?==", lock, flags=re.MULTILINE)}
    assert rows(TOLD).keys() - {"package"} <= locked


def test_no_licence_asks_to_publish_ones_own_code() -> None:
    assert [name for name, said in rows(TOLD).items() if re.search(r"\bA?GPL|GNU (?!Lesser)", said)] == []


def test_what_pulls_in_what_is_followed_to_its_end() -> None:
    found = installed()
    assert {"numpy", "starlette", "h11", "pycparser"} <= found
    assert found.isdisjoint({"paxline", "pytest", "boto3"})
