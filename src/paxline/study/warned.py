"""What a warning would have been worth: six weeks whose trouble was announced, replayed with a declared shock.

Each shock is declared two days before its first day, at a size and spread that the announcements of the time allow.
It is a scenario and no score: whoever chose the six weeks and the sizes knew how they ended.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final

from paxline.counts.calendar import Week, eastern
from paxline.counts.history import History
from paxline.counts.shocks import Shock
from paxline.forecast.structural import StructuralModel
from paxline.study.walkforward import Row, Schedule, Span, origins, walk_forward

NOTICE: Final = timedelta(days=2)
"""How long before its first day each shock is declared, at 8:00 ET."""

_DECLARED_TIME: Final = time(8, 0)


def _announced(first: date, last: date, *, effect: float, spread: float, note: str) -> Shock:
    return Shock(first, last, effect, spread, note, eastern(first - NOTICE, _DECLARED_TIME))


ANNOUNCED: Final = (
    _announced(
        date(2024, 10, 9),
        date(2024, 10, 11),
        effect=-0.06,
        spread=0.04,
        note="hurricane Milton over Florida",
    ),
    _announced(date(2025, 1, 10), date(2025, 1, 11), effect=-0.08, spread=0.05, note="winter storm across the South"),
    _announced(date(2025, 11, 7), date(2025, 11, 16), effect=-0.05, spread=0.03, note="flight cuts of 4 to 10 %"),
    _announced(date(2026, 1, 24), date(2026, 1, 27), effect=-0.20, spread=0.12, note="storm, South to North-East"),
    _announced(date(2026, 2, 22), date(2026, 2, 24), effect=-0.10, spread=0.08, note="storm over the North-East"),
)
"""What was announced, in the order of its days."""

WEEKS: Final = (
    Week(date(2024, 10, 7)),
    Week(date(2025, 1, 6)),
    Week(date(2025, 11, 10)),
    Week(date(2026, 1, 19)),
    Week(date(2026, 1, 26)),
    Week(date(2026, 2, 23)),
)
"""The weeks they touch most."""


@dataclass(frozen=True, slots=True)
class Warned:
    """One forecast without and with the warning; a row with as many days known stands for the same instant in both."""

    plain: Row
    told: Row


def warned(model: StructuralModel, history: History) -> tuple[Warned, ...]:
    """The six weeks forecast twice, in the order of weeks and known days."""
    told = replace(model, shocks=(*model.shocks, *ANNOUNCED))
    each = [origins(history, Span(week, week)) for week in WEEKS]
    schedule = Schedule(
        issues=tuple(issue for one in each for issue in one.issues),
        left_out=tuple(left for one in each for left in one.left_out),
    )
    plain, with_it = (walk_forward(forecaster, history, schedule).rows for forecaster in (model, told))
    return tuple(Warned(*pair) for pair in zip(plain, with_it, strict=True))


@dataclass(frozen=True, slots=True)
class Worth:
    """Mean absolute errors of the median and mean CRPS over the six weeks, by days known, people."""

    known: int
    n: int
    mae_plain: float
    mae_told: float
    crps_plain: float
    crps_told: float


def worth(pairs: Iterable[Warned]) -> tuple[Worth, ...]:
    """The scores of both, by days known, fewest first."""
    pairs = tuple(pairs)
    return tuple(
        _worth(known, [p for p in pairs if p.plain.known == known]) for known in sorted({p.plain.known for p in pairs})
    )


def _worth(known: int, pairs: list[Warned]) -> Worth:
    n = len(pairs)
    return Worth(
        known=known,
        n=n,
        mae_plain=sum(abs(p.plain.median - p.plain.actual) for p in pairs) / n,
        mae_told=sum(abs(p.told.median - p.told.actual) for p in pairs) / n,
        crps_plain=sum(p.plain.crps for p in pairs) / n,
        crps_told=sum(p.told.crps for p in pairs) / n,
    )


def document(pairs: Iterable[Warned]) -> dict[str, Any]:
    """The scenario as the command's JSON document."""
    pairs = tuple(pairs)
    return {
        "shocks": [
            {
                "from": shock.first.isoformat(),
                "to": shock.last.isoformat(),
                "effect": shock.effect,
                "spread": shock.spread,
                "note": shock.note,
                "declared_at": _instant(shock.declared_at),
            }
            for shock in ANNOUNCED
        ],
        "rows": [
            {
                "week_end": pair.plain.week.sunday.isoformat(),
                "known": pair.plain.known,
                "as_of": _instant(pair.plain.as_of),
                "actual": pair.plain.actual,
                "plain": {"median": pair.plain.median, "crps": pair.plain.crps},
                "warned": {"median": pair.told.median, "crps": pair.told.crps},
            }
            for pair in pairs
        ],
        "summary": [{name: getattr(one, name) for name in Worth.__dataclass_fields__} for one in worth(pairs)],
    }


def _instant(of: datetime) -> str:
    return of.astimezone(UTC).isoformat().replace("+00:00", "Z")
