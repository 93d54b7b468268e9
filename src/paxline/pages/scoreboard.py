"""The scoreboard for people: tables of text that a terminal draws, and the Markdown page that the command writes."""

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from paxline.pages.proof_markdown import table
from paxline.study.evidence import Evidence, comparison, spread
from paxline.study.fridays import SELECTION
from paxline.study.odds import CLAIM
from paxline.study.scoreboard import CLAIM_DAY, DAYS, DaySummary

COMMAND: Final = "paxline study scoreboard --markdown docs/measurements/scoreboard.md"

SEEN: Final = """\
What had been seen: the form of the model was chosen with sight of counts to 2026-04-26, these weeks among them, though
no hyper-parameter was fitted on a day it is scored on; the clean market's family, the pool and its weights were chosen
after an earlier study of the same six ladders. The weeks are calm: no storm, one holiday. So nothing here confirms
anything; weeks after 2026-04-26 can. An event is one observation, however many strikes and days it holds.
"""

HOW: Final = """\
- **market** is the middle of bid and ask as it stands, an absent side taken as 0 or 1. **clean** is the t with four
  degrees of freedom read out of the same quotes, weighted by spread; one-sided quotes are bounds, so the one-cent tick
  on dead rungs lifts no tail. A gain over the raw market is partly that tick; believe the one over clean.
- The **pool** averages quantiles, with ours weighing ½ from Monday to Friday, .4 on Saturday and .2 on Sunday, and at
  most .2 where the two lie more than 1.25 half-widths apart. **learned** lets weeks settled before move that weight.
- A day's close is 23:59 ET. Sunday is read from last trades, because the book is cleared at the close. Publication
  follows the timetable; the true instants of these weeks were not recorded.
- The odds count at one close a week, Wednesday's; that day was named when every day's odds on these weeks had been
  seen. They are in sample: the count that can prove something begins at one with the first week after 2026-04-26.
- Log loss floors every probability at .002, for all alike. Intervals are event means ± t(n−1) standard errors.
"""


@dataclass(frozen=True, slots=True)
class TextTable:
    """A table of text: a title, headings, and as many cells a row as headings."""

    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def headline(of: Evidence) -> str:
    """One sentence on what the record allows to be said."""
    overall = of.board.summaries[-1]
    crps = comparison(overall, "crps", "clean").difference
    claim = of.board.claim
    way = "better than" if crps.mean < 0 else "not better than"
    if claim.now >= CLAIM:
        proven = "proven by the running odds"
    else:
        proven = "not proven" if crps.mean < 0 else "nothing is claimed"
    return (
        f"The pool is {way} the market's own distribution on average over {overall.events} events ({proven}): CRPS "
        f"{spread(crps, per=1000)} thousand, running odds {claim.now:.1f} where a claim needs {CLAIM:.0f}."
    )


def caveats(of: Evidence) -> tuple[str, ...]:
    """What a reader must hear beside the headline, one sentence each."""
    said = [f"Not below the raw market at the close of {one}." for one in of.lost]
    if not said:
        said.append("The pool's mean Brier score and log loss lie below the raw market's at the close of every day.")
    said.extend(f"Left out: {one}." for one in of.board.left_out)
    return tuple(said)


def tables(of: Evidence) -> tuple[TextTable, ...]:
    """Scores, comparisons, odds, Fridays and the winner's curse."""
    found = [_means(of), _gains(of, "clean"), _gains(of, "market"), _gains(of, "model"), _odds(of), _weights(of)]
    if of.fridays:
        found.append(_fridays(of))
    if of.curse:
        found.append(_curse(of))
    return tuple(found)


def scoreboard_markdown(of: Evidence) -> str:
    """The page, ending in a newline; the same evidence gives the same text."""
    weeks = sorted({row.week for row in of.board.rows})
    made = (
        f"Made by `{COMMAND}`: the model `{of.board.model}` on the {len(weeks)} events with recorded ladders, weeks "
        f"ending {weeks[0].sunday} … {weeks[-1].sunday}. Do not edit: the command writes it whole.\n"
    )
    parts = [
        "# Scored against the market\n",
        made,
        SEEN,
        f"**{headline(of)}**\n",
        "".join(f"- {one}\n" for one in caveats(of)),
        "## How it is scored\n",
        HOW,
    ]
    for each in tables(of):
        parts += [f"## {each.title}\n", table(each.headings, each.rows)]
        if each.title == _FRIDAYS:
            parts.append(f"{SELECTION}\n")
    return "\n".join(parts)


def _means(of: Evidence) -> TextTable:
    names = ("model", "market", "clean", "pooled", "learned")
    headings = ("close of", "events", *(f"{name}: Brier / log loss / CRPS" for name in names))
    return TextTable(
        "Scores at the close of each day",
        headings,
        tuple(
            (
                one.day,
                str(one.events),
                *(
                    f"{s.brier:.4f} / {s.log_loss:.4f} / {s.crps / 1000:.1f}k"
                    for s in (one.means[name] for name in names)
                ),
            )
            for one in of.board.summaries
        ),
    )


_REFERENCES: Final = MappingProxyType({"clean": "clean market", "market": "raw market", "model": "model alone"})


def _gains(of: Evidence, reference: str) -> TextTable:
    return TextTable(
        f"The pool less the {_REFERENCES[reference]}",
        (
            "close of",
            "CRPS, k",
            "skill",
            "log loss",
            "of live strikes",
            "Brier × 100",
            "events better",
            "sign flips, p",
        ),
        tuple(_gain_cells(one, reference) for one in of.board.summaries),
    )


def _gain_cells(one: DaySummary, reference: str) -> tuple[str, ...]:
    crps, loss, live, brier = (
        comparison(one, score, reference) for score in ("crps", "log_loss", "live_loss", "brier")
    )
    skill = f"{crps.skill:+.0%} ({crps.skill_low:+.0%} to {crps.skill_high:+.0%})".replace("-", "−")
    return (
        one.day,
        spread(crps.difference, per=1000),
        skill,
        spread(loss.difference, per=0.01, digits=2),
        spread(live.difference, digits=3),
        spread(brier.difference, per=0.01, digits=2),
        f"{crps.difference.below}/{crps.difference.n}",
        f"{crps.difference.p:.2f}",
    )


def _odds(of: Evidence) -> TextTable:
    days = [one for one in of.board.summaries if one.odds.factors]
    return TextTable(
        f"Running odds of the pool against the clean market; {DAYS[CLAIM_DAY]} counts, the days must not be multiplied",
        ("close of", "weeks", "after each week", "now", "verdict"),
        tuple(
            (
                one.day,
                str(len(one.odds.factors)),
                " → ".join(f"{stake:.2f}" for stake in one.odds.path),
                f"{one.odds.now:.2f}",
                one.odds.verdict if one.day == DAYS[CLAIM_DAY] else "",
            )
            for one in days
        ),
    )


def _weights(of: Evidence) -> TextTable:
    learned = of.board.weights
    firsts: dict[object, str] = {}
    for row in of.board.rows:
        firsts.setdefault(row.week, f"{row.week.sunday:%m-%d}: {row.learned_weight:.2f}")
    return TextTable(
        f"Weight on ours that {learned.weeks} settled weeks leave for the next",
        (*DAYS, "on each week's first close"),
        ((*(f"{weight:.2f}" for weight in learned.by_weekday), ", ".join(firsts.values())),),
    )


_FRIDAYS: Final = "Friday quotes, one selected rung a week"


def _fridays(of: Evidence) -> TextTable:
    return TextTable(
        _FRIDAYS,
        ("weeks", "n", "pool less market: log loss", "Brier", "odds"),
        tuple(
            (
                one.years,
                str(one.log_loss.n),
                spread(one.log_loss, digits=3),
                spread(one.brier, digits=3),
                f"{one.odds.now:,.0f}",
            )
            for one in of.fridays
        ),
    )


def _curse(of: Evidence) -> TextTable:
    return TextTable(
        "The winner's curse: edge claimed after fee and realised, cents a contract",
        ("claimed by", "claims of", "bets", "events", "claimed", "realised"),
        tuple(
            (
                bucket.claimant.value,
                f"over {bucket.low:.0f} c" if bucket.high > 50 else f"{bucket.low:.0f}–{bucket.high:.0f} c",
                str(bucket.bets),
                str(bucket.realised.n),
                f"{bucket.claimed:+.1f}",
                spread(bucket.realised) if bucket.realised.n > 1 else f"{bucket.realised.mean:+.1f} (one event)",
            )
            for bucket in of.curse
        ),
    )
