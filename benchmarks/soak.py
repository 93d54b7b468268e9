"""A year of the paper bot in one process: memory, descriptors, threads, and what it leaves on the disk, month by month.

The made-up world of the simulation tests, within the process. In the first eight weeks the model's workspace is built,
caches fill, and the first weeks come of the age at which they are thinned out; ``--weeks N`` lives fewer than a year,
``--model NAME`` on another model.
"""

import argparse
import sys
from datetime import timedelta
from pathlib import Path

from support.data import scratch
from support.table import show

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.simulation.soaking import Look, live

from paxline.wiring.forecasters import BEST

MONTH, WARM = timedelta(weeks=4), 2
"""Between two looks, and so many of them before anything is held against anything."""

MEGA = 1e6
HEADS = ("until", "memory", "descriptors", "threads", "store", "journal", "backups", "logs", "processor")


def row(one: Look) -> tuple[str, ...]:
    kept = (one.store, one.journal, one.backups, one.logs)
    sizes = (f"{size / MEGA:,.1f}" for size in kept)
    counts = (f"{one.descriptors}", f"{one.threads}")
    return (f"{one.at:%Y-%m-%d}", f"{one.resident / MEGA:,.0f}", *counts, *sizes, f"{one.seconds:,.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--model", default=BEST)
    asked = parser.parse_args()
    with scratch() as made:
        looks = live(
            Path(made), asked.weeks, asked.model, MONTH, lambda one: print(one.line, file=sys.stderr, flush=True)
        )
    warm, last = looks[min(WARM, len(looks)) - 1], looks[-1]
    rows = [row(one) for one in looks]
    title = f"{asked.weeks} weeks on the model `{asked.model}`; megabytes, and seconds of the processor"
    verdict = (
        f"Memory at the end over that of {warm.at:%Y-%m-%d}: {last.resident / warm.resident:.3f}. "
        f"Descriptors: {warm.descriptors} then, {last.descriptors} at the end."
    )
    show(title, HEADS, rows)
    print(f"  {verdict}")


if __name__ == "__main__":
    main()
