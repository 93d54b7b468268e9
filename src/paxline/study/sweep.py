"""Many ways to set the desk, tried on the same weeks: what each made, and what the best of so many is worth."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Final

from scipy.special import ndtri

from paxline.desk.policy import Policy
from paxline.study.clustered import Clustered, clustered

_EULER: Final = 0.5772156649015329


@dataclass(frozen=True, slots=True)
class Variant:
    """One way to set the desk.

    Attributes:
        name: What differs from the defaults, as the settings file writes it; ``defaults`` where nothing does.
        policy: The whole of it.
    """

    name: str
    policy: Policy


@dataclass(frozen=True, slots=True)
class WeekMade:
    """One week under one variant.

    Attributes:
        week: Its Sunday, or the seed of its world.
        contracts: Traded; of recorded weeks at the middle bound of fills.
        dollars: Made after fees, by what is assumed of fills.
    """

    week: str
    contracts: float
    dollars: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Row:
    """A variant over all its weeks: contracts a week, and dollars a week with the interval of their mean."""

    variant: str
    weeks: int
    contracts: float
    dollars: Mapping[str, Clustered]


def variants(choices: Mapping[str, Sequence[str]], read: Callable[[Mapping[str, str]], Policy]) -> tuple[Variant, ...]:
    """Every combination of the values of every key, the last key's changing first; ``read`` makes each a policy."""
    if not choices:
        return (Variant("defaults", read({})),)
    combined = (dict(zip(choices, values, strict=True)) for values in product(*choices.values()))
    return tuple(Variant(", ".join(f"{key} = {value}" for key, value in one.items()), read(one)) for one in combined)


def row(variant: str, weeks: Sequence[WeekMade]) -> Row:
    """What a variant's weeks, at least two, come to."""
    columns = weeks[0].dollars
    return Row(
        variant=variant,
        weeks=len(weeks),
        contracts=sum(week.contracts for week in weeks) / len(weeks),
        dollars={column: clustered([week.dollars[column] for week in weeks]) for column in columns},
    )


def best_by_chance(tried: int) -> float:
    """Standard errors above nought at which the best of so many worthless variants is expected.

    Taken as independent, which grid neighbours are not: it is less for them. Source: Bailey, López de Prado (2014), The
    deflated Sharpe ratio.
    """
    if tried < 2:
        return 0.0
    return float((1 - _EULER) * ndtri(1 - 1 / tried) + _EULER * ndtri(1 - 1 / (tried * 2.718281828459045)))


def caution(tried: int, weeks: int) -> str:
    """What has to be said beside every such table."""
    if tried < 2:
        return f"One setting on {weeks} weeks: nothing was chosen."
    return (
        f"{tried} settings on the same {weeks} weeks. Without any edge the best of so many independent ones would "
        f"stand {best_by_chance(tried):.1f} standard errors above nought; choosing by this table is in sample, and "
        "whichever is taken from it is confirmed by other weeks only."
    )
