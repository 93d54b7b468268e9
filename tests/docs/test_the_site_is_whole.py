"""The documentation's site holds every page, every command and every setting, and its links are turned rightly."""

import re
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from handbook import house, interface, links, reference
from tests.promises.source import PACKAGE, ROOT
from tests.promises.test_every_command_is_documented import walk
from typer.core import TyperGroup
from typer.main import get_command

from paxline.cli import app

DOCS: Final = ROOT / "docs"


def named(nav: list[Any]) -> list[str]:
    """Every page and folder that a navigation names."""
    found: list[str] = []
    for entry in nav:
        below = next(iter(entry.values())) if isinstance(entry, dict) else entry
        found += named(below) if isinstance(below, list) else [below]
    return found


def site_settings() -> dict[str, Any]:
    return yaml.safe_load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"))


def test_every_page_stands_in_the_navigation() -> None:
    entries = named(site_settings()["nav"])
    pages = [page.relative_to(DOCS).as_posix() for page in sorted(DOCS.rglob("*.md"))]
    folders = tuple(entry for entry in entries if entry.endswith("/"))
    assert [page for page in pages if page not in entries and not page.startswith(folders)] == []


def test_the_reference_has_every_command_with_every_option() -> None:
    page = reference.commands()
    for name, command in walk(get_command(app), name="paxline"):
        if isinstance(command, TyperGroup):
            continue
        part = page.partition(f"## {name}\n")[2].partition("\n## ")[0]
        flags = [flag for one in getattr(command, "params", []) for flag in one.opts if flag.startswith("--")]
        assert part
        assert [flag for flag in flags if flag != "--help" and f"`{flag}`" not in part] == []


def test_the_reference_has_every_setting() -> None:
    page = reference.settings_page()
    keys = [key for section in reference.sections() for key in section.keys]
    assert len(keys) > 30
    assert re.findall(r"^\| `(\w+)` \|", page, flags=re.MULTILINE) == keys


def test_the_reference_of_the_core_has_every_module_of_its_rooms() -> None:
    pages = interface.pages()
    for room in interface.ROOMS:
        folder = PACKAGE / room
        files = folder.rglob("*.py") if folder.is_dir() else [PACKAGE / f"{room}.py"]
        names = {".".join(file.relative_to(PACKAGE.parent).with_suffix("").parts) for file in files}
        told = set(re.findall(r"^::: (\S+)$", pages[room], flags=re.MULTILINE))
        assert told == {name for name in names if not name.endswith("__init__")}


def test_the_drawn_house_has_every_room_and_nothing_goes_up() -> None:
    drawn = house.house()
    rooms = {path.stem for path in PACKAGE.iterdir() if path.suffix == ".py" or (path / "__init__.py").is_file()}
    assert set(drawn.rooms) == rooms - {"__init__", "__main__"}
    assert drawn.upward == ()
    page = house.page(drawn)
    assert page.count("<path ") == len(drawn.imports)
    assert "`units.py`" in page


def test_an_import_that_goes_up_would_be_seen() -> None:
    wrong = house.House(("cli", "counts"), {("counts", "cli"): 1, ("cli", "counts"): 2})
    assert wrong.upward == (("counts", "cli"),)
    assert 'class="up"' in house.drawing(wrong)


@pytest.mark.parametrize(
    ("page", "before", "after"),
    [
        ("README.md", "[why](docs/why.md)", "[why](why.md)"),
        ("README.md", "[all](docs/decisions/README.md)", "[all](decisions/README.md)"),
        ("README.md", "![one](docs/pictures/a.png)", "![one](pictures/a.png)"),
        ("docs/measurements/README.md", "[up](../desk.md#sizes)", "[up](../desk.md#sizes)"),
        ("docs/running.md", "[schedule](../src/paxline/run/schedule.py)", "schedule (`src/paxline/run/schedule.py`)"),
        ("docs/concepts.md", "[first](../tutorial/1_scrape.py)", "[first](tutorial/1_scrape.md)"),
        ("docs/why.md", "[out](https://kalshi.com) [on](#it)", "[out](https://kalshi.com) [on](#it)"),
        ("docs/why.md", "`[code](../x.md)`", "`[code](../x.md)`"),
        ("docs/why.md", "[`units`](../src/units.py) and `b`", "`units` and `b`"),
        ("docs/why.md", "a `b` [`desk.md`](desk.md)", "a `b` [`desk.md`](desk.md)"),
    ],
)
def test_links_of_the_repository_become_links_of_the_site(page: str, before: str, after: str) -> None:
    assert links.to_site(before, page=page) == after


def test_a_made_site_with_dead_links_or_foreign_assets_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        '<h1 id="top"></h1><a href="b.html#there">b</a> <a href="b.html#nowhere">b</a> <a href="c.html">c</a>'
        '<a href="https://x.y/z">out</a> <a href="#top">up</a> <script src="https://cdn.x/y.js"></script>'
    )
    (tmp_path / "b.html").write_text('<p id="there"></p><img src="//elsewhere/a.png"><link rel="canonical" href="//x">')
    assert links.dead(tmp_path) == ["a.html: b.html#nowhere", "a.html: c.html"]
    assert links.outside(tmp_path) == ["a.html: https://cdn.x/y.js", "b.html: //elsewhere/a.png"]


def test_search_needs_no_server() -> None:
    settings = site_settings()
    assert "offline" in settings["plugins"]
    assert settings["extra"]["polyfills"] == ["assets/iframe-worker.js"]
    assert (DOCS / "assets" / "iframe-worker.js").is_file()


def test_a_made_site_that_cannot_be_searched_from_the_disk_is_seen(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p></p>")
    assert links.unsearchable(tmp_path) == [
        "search/search_index.js",
        "assets/iframe-worker.js",
        "a.html loads no iframe-worker.js",
    ]
    (tmp_path / "a.html").write_text('<script src="assets/iframe-worker.js"></script>')
    for name, text in (("search/search_index.js", "{}"), ("assets/iframe-worker.js", "")):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(text)
    assert links.unsearchable(tmp_path) == ["search/search_index.js is no script with the index"]
    (tmp_path / "search" / "search_index.js").write_text('var __index = {"docs": []}')
    assert links.unsearchable(tmp_path) == []
