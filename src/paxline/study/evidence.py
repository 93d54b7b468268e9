"""Everything the recorded quotes say of the forecasts, as one value and as one document."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from paxline.study.clustered import Clustered
from paxline.study.curse import Bucket
from paxline.study.fridays import SELECTION, FridaySummary
from paxline.study.scoreboard import CLAIM_DAY, DAYS, Against, DaySummary, Row, Scoreboard

_NAMES: Final = (
    ("model", "model"),
    ("market", "market"),
    ("market_clean", "clean"),
    ("pooled", "pooled"),
    ("pooled_learned", "learned"),
)
"""The forecasters as the document calls them, and as the rows do."""

_SCORES: Final = (("brier", "brier"), ("logloss", "log_loss"), ("crps", "crps"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """The scoreboard with what belongs beside it.

    Attributes:
        board: Every event and day, and their summaries.
        fridays: The Friday quotes since 2022, a selected sample; empty where none is stored.
        curse: Claimed and realised edge by bucket.
    """

    board: Scoreboard
    fridays: tuple[FridaySummary, ...]
    curse: tuple[Bucket, ...]

    @property
    def lost(self) -> tuple[str, ...]:
        """The days at whose close the pool's mean Brier or log loss is not below the raw market's, in words."""
        return tuple(
            f"{summary.day}: {name}"
            for summary in self.board.summaries
            for name, score in (("Brier score", "brier"), ("log loss", "log_loss"))
            if getattr(summary.means["pooled"], score) >= getattr(summary.means["market"], score)
        )


def document(of: Evidence) -> dict[str, Any]:
    """``of`` as the command's JSON document."""
    board = of.board
    by_day = [summary for summary in board.summaries if summary.day in DAYS]
    return {
        "model": board.model,
        "rows": [_row(row) for row in board.rows],
        "summary": [_summary(summary) for summary in by_day],
        "overall": [_summary(summary) for summary in board.summaries if summary.day not in DAYS],
        "odds": {
            "day": DAYS[CLAIM_DAY],
            "weeks": len(board.claim.factors),
            "path": list(board.claim.path),
            "now": board.claim.now,
            "verdict": board.claim.verdict,
        },
        "weights": {"by_weekday": list(board.weights.by_weekday), "weeks": board.weights.weeks},
        "fridays": {
            "selection": SELECTION,
            "summary": [
                {
                    "years": one.years,
                    "n": one.log_loss.n,
                    "log_loss": asdict(one.log_loss),
                    "brier": asdict(one.brier),
                    "odds": one.odds.now,
                }
                for one in of.fridays
            ],
        },
        "winners_curse": [_bucket(bucket) for bucket in of.curse],
        "left_out": list(board.left_out),
        "not_better": list(of.lost),
    }


def _row(row: Row) -> dict[str, Any]:
    model, market, pooled = row.medians
    return {
        "week_end": row.week.sunday.isoformat(),
        "day": DAYS[row.day.weekday()],
        "date": row.day.isoformat(),
        "known": row.known,
        "actual": row.actual,
        "median_model": model,
        "median_market_clean": market,
        "median_pooled": pooled,
        "weight": row.weight,
        "weight_learned": row.learned_weight,
        "gap": row.gap,
        "odds": row.odds,
        **_scores({name: getattr(row, of) for name, of in _NAMES}),
    }


def _summary(summary: DaySummary) -> dict[str, Any]:
    main = comparison(summary, "crps", "clean")
    return {
        "day": summary.day,
        "n_events": summary.events,
        **_scores({name: summary.means[of] for name, of in _NAMES}),
        "skill": main.skill,
        "skill_low": main.skill_low,
        "skill_high": main.skill_high,
        "skill_of": "CRPS of the pool against the clean market",
        "odds": summary.odds.now if summary.odds.factors else None,
        "comparisons": [
            {
                "score": one.score,
                "against": one.reference,
                "skill": one.skill,
                "skill_low": one.skill_low,
                "skill_high": one.skill_high,
                "difference": one.difference.mean,
                "low": one.difference.low,
                "high": one.difference.high,
                "events": one.difference.n,
                "events_better": one.difference.below,
                "sign_flip_p": one.difference.p,
                "worst_event": one.difference.highest,
            }
            for one in summary.against
        ],
    }


def comparison(summary: DaySummary, score: str, reference: str) -> Against:
    """One comparison of a summary; ``KeyError`` where it was not made."""
    for one in summary.against:
        if (one.score, one.reference) == (score, reference):
            return one
    raise KeyError((score, reference))


def _scores(of: dict[str, Any]) -> dict[str, float]:
    return {f"{score}_{name}": getattr(one, field) for score, field in _SCORES for name, one in of.items()}


def _bucket(of: Bucket) -> dict[str, Any]:
    return {
        "by": of.claimant.value,
        "claimed_over_cents": of.low,
        "claimed_up_to_cents": of.high,
        "bets": of.bets,
        "events": of.realised.n,
        "claimed_cents": of.claimed,
        "realised_cents": of.realised.mean,
        "low": of.realised.low,
        "high": of.realised.high,
    }


def spread(of: Clustered, *, per: float = 1.0, digits: int = 1) -> str:
    """A mean with its interval, in units of ``per``: ``−2.1 (−3.8 to −0.4)``; typographic minus signs."""
    mean, low, high = (f"{value / per:+.{digits}f}" for value in (of.mean, of.low, of.high))
    return f"{mean} ({low} to {high})".replace("-", "−")
