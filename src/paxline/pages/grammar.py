"""Charts as values in the words of Vega-Lite, of which this is the part that the pages draw with.

A chart is put together as the plain document that the renderer takes. Nothing is checked on the way but the types: a
check against the whole grammar takes as long as drawing does, so that the tests of the pages do it. Names and meanings
of marks, channels and options are Vega-Lite's own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Final, Literal, Self, TypeAlias, TypedDict, Unpack

Spec: TypeAlias = dict[str, Any]
"""A document of the grammar, or a part of one."""

Kind = Literal["area", "bar", "line", "point", "rect", "rule", "text", "tick"]
"""What a mark looks like."""

_TYPES: Final = MappingProxyType({"N": "nominal", "O": "ordinal", "Q": "quantitative", "T": "temporal"})
_SECOND: Final = frozenset({"x2", "y2"})


class Axis(TypedDict, total=False):
    """How an axis is labelled."""

    domain: bool
    format: str
    grid: bool
    labelAngle: float
    labelExpr: str
    labelFlush: bool | float
    labelLimit: float
    labelOverlap: bool | str
    labelPadding: float
    labels: bool
    labelSeparation: float
    minExtent: float
    orient: str
    tickCount: float | str | Mapping[str, object]
    tickMinStep: float
    ticks: bool
    title: str | None
    titleAlign: str
    titleAnchor: str
    titleAngle: float
    titleX: float
    titleY: float
    values: Sequence[float]


class Scale(TypedDict, total=False):
    """From values to places and colours."""

    domain: Sequence[float] | Sequence[str]
    domainMin: float
    nice: bool
    padding: float
    range: Sequence[float] | Sequence[str] | Sequence[Sequence[int]]
    zero: bool


class Legend(TypedDict, total=False):
    """How a legend stands."""

    direction: str
    orient: str
    symbolSize: float
    symbolType: str
    title: str | None


class Header(TypedDict, total=False):
    """What stands over each of several small charts."""

    labelAnchor: str


class Options(TypedDict, total=False):
    """What a channel may say of the field it shows."""

    axis: Axis | None
    format: str
    header: Header
    legend: Legend | None
    scale: Scale
    sort: Sequence[str] | None
    title: str | None


class Look(TypedDict, total=False):
    """What a mark may say of itself; lengths in pixels."""

    align: str
    angle: float
    baseline: str
    binSpacing: float
    color: str
    dx: float
    dy: float
    filled: bool
    fontSize: float
    fontWeight: str
    interpolate: str
    line: bool
    opacity: float
    shape: str
    size: float
    strokeDash: Sequence[float]
    strokeWidth: float
    thickness: float
    width: float


class Channels(TypedDict, total=False):
    """What a mark shows, and by what; a text such as ``day:T`` is a field of that kind without any options."""

    color: Spec | str
    detail: Spec | str
    fill: Spec | str
    opacity: Spec | str
    strokeDash: Spec | str
    strokeWidth: Spec | str
    text: Spec | str
    x: Spec | str
    x2: Spec | str
    y: Spec | str
    y2: Spec | str


@dataclass(frozen=True, slots=True)
class Chart:
    """One mark over rows.

    Attributes:
        rows: The rows as ``drawing.data`` gives them; ``None`` where the layers around have them.
        look: The mark and how it looks.
        encoding: What each channel shows.
        where: Expressions that a row must meet to be drawn.
    """

    rows: Spec | None = None
    look: Mapping[str, object] = field(default_factory=dict)
    encoding: Mapping[str, object] = field(default_factory=dict)
    where: tuple[str, ...] = ()

    def mark(self, kind: Kind, **look: Unpack[Look]) -> Self:
        """The same as marks of a kind."""
        return replace(self, look={"type": kind, **look})

    def encode(self, **channels: Unpack[Channels]) -> Self:
        """The same with more channels."""
        told = {name: _channel(name, said) for name, said in channels.items()}
        return replace(self, encoding={**self.encoding, **told})

    def only(self, where: str) -> Self:
        """The same of those rows alone that meet an expression."""
        return replace(self, where=(*self.where, where))

    @property
    def spec(self) -> Spec:
        """As the renderer takes it."""
        found: Spec = {"mark": self.look, "encoding": self.encoding}
        if self.rows is not None:
            found["data"] = self.rows
        if self.where:
            found["transform"] = [{"filter": where} for where in self.where]
        return found


def shown(shorthand: str, **options: Unpack[Options]) -> Spec:
    """A field on a channel; its kind stands behind a colon: N names, O order, Q quantities, T instants."""
    name, _, kind = shorthand.partition(":")
    return {"field": name, "type": _TYPES[kind], **options}


def at(value: float | str) -> Spec:
    """A channel at a fixed value of its scale."""
    return {"datum": value}


def fixed(value: float | str) -> Spec:
    """A channel at a fixed place in pixels, colour or width."""
    return {"value": value}


def either(where: str, then: float | str, other: float | str) -> Spec:
    """A channel at ``then`` for the rows that meet an expression, else at ``other``."""
    return {"condition": {"test": where, "value": then}, "value": other}


def layer(*charts: Chart, rows: Spec | None = None) -> Spec:
    """Charts over each other, the first at the back; ``rows`` are those of all that have none."""
    layers: Spec = {"layer": [chart.spec for chart in charts]}
    return layers if rows is None else {"data": rows, **layers}


def facet(layers: Spec, by: Spec, *, columns: int) -> Spec:
    """The same layers once for each value of a field, in rows of so many."""
    return {"data": layers["data"], "facet": by, "columns": columns, "spec": _without_rows(layers)}


def sized(chart: Spec, *, width: int, height: int) -> Spec:
    """The same chart so many pixels wide and high, its axes not counted."""
    return {**chart, "width": width, "height": height}


def apart(chart: Spec) -> Spec:
    """The same small charts, each on scales of its own."""
    each = {"x": "independent", "y": "independent"}
    return {**chart, "resolve": {"scale": each, "axis": each}}


def below(*charts: Spec, spacing: int) -> Spec:
    """Charts under each other, so many pixels apart, on one horizontal scale."""
    return {
        "vconcat": list(charts),
        "spacing": spacing,
        "resolve": {"scale": {"x": "shared", "color": "independent"}},
    }


def _without_rows(layers: Spec) -> Spec:
    return {name: said for name, said in layers.items() if name != "data"}


def _channel(name: str, said: object) -> object:
    if not isinstance(said, str):
        return said
    # The second end of a mark is of the kind of the first.
    return {"field": said.partition(":")[0]} if name in _SECOND else shown(said)
