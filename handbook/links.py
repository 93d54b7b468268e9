"""Links: those of the repository turned into those of the site, and those of the site looked at once it is made."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path, PurePosixPath
from posixpath import normpath
from typing import Final
from urllib.parse import unquote, urlsplit

LINK: Final = re.compile(
    r"(?P<code>```.*?```|(?<!\[)`[^`\n]*`(?!\]\())"
    r"|(?P<mark>!?)\[(?P<words>(?:[^\[\]]|\[[^\]]*\])*)\]\((?P<address>[^)\s]+)\)",
    re.DOTALL,
)
"""Code, which is left as it is, or a link, whose words may be code."""

LOADING: Final = {"link": "href", "script": "src", "img": "src", "iframe": "src", "source": "src"}
"""Elements that make a browser fetch something, and the attribute that says what."""


def to_site(text: str, *, page: str) -> str:
    """Markdown of a file of the repository with its links as the site has them.

    ``page`` is the file's path in the repository. What the site does not hold (source, tests) is named, not linked.
    """
    return LINK.sub(lambda found: found.group() if found["code"] else _moved(found, page), text)


def place(path: str) -> str | None:
    """Where the site's sources keep the file at ``path`` of the repository; ``None`` if nowhere."""
    if path == "README.md":
        return "index.md"
    if path in {"CHANGELOG.md", "SECURITY.md"}:
        return path.lower()
    if path.startswith("docs/"):
        return path.removeprefix("docs/")
    if path.startswith("tutorial/") and path.endswith(".py"):
        return path.removesuffix(".py") + ".md"
    return None


def outside(site: Path) -> list[str]:
    """Everything that the made site would fetch from elsewhere, as ``page: address``."""
    return [f"{page}: {one}" for page, tag, one in _addresses(site) if tag in LOADING and urlsplit(one).netloc]


def dead(site: Path) -> list[str]:
    """Every link within the made site that leads nowhere, to a page or to a place on it."""
    anchors: dict[Path, set[str]] = {}
    found: list[str] = []
    for page, _, address in _addresses(site):
        parts = urlsplit(address)
        if parts.scheme or parts.netloc:
            continue
        here = site / page
        target = (here.parent / unquote(parts.path)).resolve() if parts.path else here.resolve()
        target = target / "index.html" if target.is_dir() else target
        if not target.is_file():
            found.append(f"{page}: {address}")
        elif parts.fragment and target.suffix == ".html":
            if target not in anchors:
                anchors[target] = _Anchors.of(target)
            if unquote(parts.fragment) not in anchors[target]:
                found.append(f"{page}: {address}")
    return found


def unsearchable(site: Path) -> list[str]:
    """What the search of the made site lacks where no server hands its pages out; nothing where it works."""
    index, worker = site / "search" / "search_index.js", site / "assets" / "iframe-worker.js"
    lacking = [one.relative_to(site).as_posix() for one in (index, worker) if not one.is_file()]
    if index.is_file() and not index.read_text(encoding="utf-8").startswith("var __index = {"):
        lacking.append("search/search_index.js is no script with the index")
    pages = [page for page in sorted(site.rglob("*.html")) if page.name != "404.html"]
    silent = [page for page in pages if f'{worker.name}"' not in page.read_text(encoding="utf-8")]
    return lacking + [f"{page.relative_to(site).as_posix()} loads no {worker.name}" for page in silent]


def _moved(found: re.Match[str], page: str) -> str:
    mark, words, address = found["mark"], found["words"], found["address"]
    path, sharp, anchor = address.partition("#")
    if "://" in address or address.startswith("mailto:") or not path:
        return found.group()
    whole = normpath(PurePosixPath(page).parent / path)
    target = place(whole) or place(f"{whole}/README.md" if whole.startswith("docs/") and "." not in whole else whole)
    if target is None:
        return words if words.startswith("`") else f"{words} (`{whole}`)"
    up = "../" * (place(page) or "").count("/")
    return f"{mark}[{words}]({up}{target}{sharp}{anchor})"


class _Anchors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    @classmethod
    def of(cls, page: Path) -> set[str]:
        parser = cls()
        parser.feed(page.read_text(encoding="utf-8"))
        return parser.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        del tag
        self.found |= {value for name, value in attrs if name in {"id", "name"} and value}


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        wanted = LOADING.get(tag, "href" if tag == "a" else "")
        values = dict(attrs)
        if tag == "link" and values.get("rel") not in {"stylesheet", "icon", "preload", "modulepreload"}:
            return
        self.found += [(tag, value) for name, value in attrs if name == wanted and value]


def _addresses(site: Path) -> Iterator[tuple[str, str, str]]:
    for page in sorted(site.rglob("*.html")):
        if page.name == "404.html":
            continue
        parser = _Links()
        parser.feed(page.read_text(encoding="utf-8"))
        for tag, address in parser.found:
            yield page.relative_to(site).as_posix(), tag, address
