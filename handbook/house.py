"""The house as it stands: which room imports how much of which, drawn and as a table, and what each module is."""

import ast
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import grimp

ROOT: Final = Path(__file__).parents[1]
PACKAGE: Final = "paxline"

HEAD: Final = (
    "Drawn from the source when this site is made. A room stands above those it may import; an arc goes from it to one "
    "it does import, the thicker the more. `make check` refuses an arc that goes up."
)

_STEP: Final = 44
_LEFT: Final = 190


@dataclass(frozen=True, slots=True)
class House:
    """Who imports whom.

    Attributes:
        rooms: Names of the rooms, uppermost first.
        imports: How many imports go from one room to another, by the pair; none within a room.
    """

    rooms: tuple[str, ...]
    imports: Mapping[tuple[str, str], int]

    @property
    def upward(self) -> tuple[tuple[str, str], ...]:
        """Pairs in which a room imports one that stands above it."""
        place = {room: i for i, room in enumerate(self.rooms)}
        return tuple(pair for pair in self.imports if place[pair[0]] > place[pair[1]])


def layers(text: str) -> tuple[str, ...]:
    """The rooms in the order of the contract in ``pyproject.toml``, uppermost first."""
    contracts = tomllib.loads(text)["tool"]["importlinter"]["contracts"]
    rows: list[str] = next(one["layers"] for one in contracts if one["type"] == "layers")
    rooms = [room.strip().removeprefix(f"{PACKAGE}.") for row in rows for room in row.replace(":", "|").split("|")]
    return tuple(rooms)


def house() -> House:
    """The house of this repository, from its source."""
    graph = grimp.build_graph(PACKAGE, cache_dir=None)
    rooms = layers((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    imports: dict[tuple[str, str], int] = {}
    for module in sorted(graph.modules):
        for other in sorted(graph.find_modules_directly_imported_by(module)):
            pair = (_room(module), _room(other))
            if pair[0] != pair[1] and set(pair) <= set(rooms):  # the program's own door stands in no room
                imports[pair] = imports.get(pair, 0) + 1
    return House(rooms, imports)


def page(of: House) -> str:
    """The page of the import graph: the drawing, the table, every module by its one line."""
    return "\n".join(
        [
            "# Who imports whom",
            "",
            HEAD,
            "",
            drawing(of),
            "",
            f"Imports that go up: **{len(of.upward)}**.",
            "",
            table(of),
            "",
            "## Every module",
            "",
            *_modules(of.rooms),
        ]
    )


def drawing(of: House) -> str:
    """An SVG of the rooms, one below the other, with an arc for each pair that imports."""
    place = {room: 30 + i * _STEP for i, room in enumerate(of.rooms)}
    height = 30 + len(of.rooms) * _STEP
    lines = [
        f'<svg class="house" viewBox="0 0 720 {height}" role="img" aria-label="Which room imports which">',
        *(_arc(pair, n, place) for pair, n in sorted(of.imports.items(), key=lambda one: one[1])),
    ]
    for room, y in place.items():
        lines.append(f'<rect x="40" y="{y - 14}" width="{_LEFT - 40}" height="28" rx="6"/>')
        lines.append(f'<text x="{(40 + _LEFT) / 2:.0f}" y="{y + 5}" text-anchor="middle">{room}</text>')
    return "\n".join([*lines, "</svg>"])


def table(of: House) -> str:
    """How many imports go from the room of a row to the room of a column."""
    used = [room for room in of.rooms if any(pair[1] == room for pair in of.imports)]
    lines = [f"| imports | {' | '.join(used)} |", f"| --- {'| ---: ' * len(used)}|"]
    for room in of.rooms:
        cells = [str(of.imports.get((room, other), "")) for other in used]
        lines.append(f"| **{room}** | {' | '.join(cells)} |")
    return "\n".join(lines)


def _arc(pair: tuple[str, str], count: int, place: Mapping[str, int]) -> str:
    above, below = place[pair[0]], place[pair[1]]
    reach = _LEFT + 40 + abs(below - above) * 0.85
    kind = "down" if below > above else "up"
    width = min(1 + count / 12, 7)
    return (
        f'<path class="{kind}" d="M{_LEFT} {above} C{reach:.0f} {above} {reach:.0f} {below} {_LEFT} {below}" '
        f'stroke-width="{width:.1f}"><title>{pair[0]} imports {pair[1]}: {count}</title></path>'
    )


def _modules(rooms: Sequence[str]) -> list[str]:
    source = ROOT / "src" / PACKAGE
    lines: list[str] = []
    for room in rooms:
        folder = source / room
        files = sorted(folder.rglob("*.py")) if folder.is_dir() else [source / f"{room}.py"]
        rows = [(file.relative_to(source).as_posix(), _said(file)) for file in files if file.name != "__init__.py"]
        lines += [f"### {room}", "", "| module | |", "| --- | --- |"]
        lines += [*(f"| `{name}` | {said} |" for name, said in rows), ""]
    return lines


def _said(file: Path) -> str:
    """The first sentence or paragraph of a module's docstring."""
    said = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return " ".join(said.partition("\n\n")[0].split()).replace("|", "\\|")


def _room(module: str) -> str:
    return module.split(".")[1] if "." in module else ""
