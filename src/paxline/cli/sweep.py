"""``paxline study sweep``: many ways to set the desk on the same weeks, on processors or on a cluster."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from itertools import chain
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, Model, home_folder
from paxline.cli.output import print_json, say, show
from paxline.errors import MissingData, UsageError

if TYPE_CHECKING:
    from rich.table import Table

    from paxline.desk.policy import Policy
    from paxline.study.sweep import Row
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.simulated.sweep import Place, Run

LIFE = 50
"""Weeks of one made-up life: a cell of some seconds."""

Set = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KEY=A,B",
        help="Values of one key of the settings file, such as desk.kelly=0.1,0.25. May be given several "
        "times; every combination is tried.",
    ),
]
Worlds = Annotated[
    int, typer.Option("--worlds", min=0, metavar="WEEKS", help="Made-up weeks to try on; 0 tries on the recorded ones.")
]
Skill = Annotated[
    str, typer.Option("--skill", metavar="RATIO", help="With --worlds: the model's error over the market's.")
]
FirstSeed = Annotated[
    int, typer.Option("--first-seed", metavar="N", min=0, help="With --worlds: seed of the first week.")
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", help="Processors to work on; -1 is all of them.")]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="ADDRESS", help="Work on a Dask cluster, such as tcp://HOST:8786.")
]


def sweep(
    choices: Set = None,
    worlds: Worlds = 0,
    skill: Skill = "0.6",
    first_seed: FirstSeed = 2_000_000,
    jobs: Jobs = -1,
    scheduler: Scheduler = None,
    model: Model = None,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Try every combination of settings on the same weeks; what is worked out is kept, and done once."""
    from paxline.study.sweep import caution, row, variants
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.simulated.sweep import Cell, on_cluster, on_processors
    from paxline.wiring.simulated.sweep import sweep as swept

    house = HomeFolder(home_folder(home))
    tried = variants(dict(map(_choice, choices or ())), _policy)
    places = _made_up(worlds, skill, first_seed) if worlds else (_recorded(house, model),)
    cells = [Cell(variant, place) for variant in tried for place in places]
    run: Run = on_cluster(scheduler) if scheduler else on_processors(jobs)
    made = swept(cells, run=run, folder=house.sweeps, progress=say)
    by_variant = [made[at : at + len(places)] for at in range(0, len(made), len(places))]
    rows = [row(variant.name, list(chain(*each))) for variant, each in zip(tried, by_variant, strict=True)]
    words = caution(len(tried), rows[0].weeks)
    if as_json:
        print_json({"tried": len(tried), "caution": words, "variants": [asdict(one) for one in rows]})
        return
    show(_table(rows))
    show(words)


def _choice(text: str) -> tuple[str, Sequence[str]]:
    key, equals, values = text.partition("=")
    found = [value.strip() for value in values.split(",") if value.strip()]
    if not equals or not found or key.count(".") != 1:
        raise UsageError(f"write SECTION.KEY=A,B, such as desk.kelly=0.1,0.25; not {text!r}")
    return key.strip(), found


def _policy(choice: Mapping[str, str]) -> "Policy":
    """The policy that a settings file of these keys alone means."""
    from paxline.edge.settings import parse_settings

    sections: dict[str, list[str]] = {}
    for key, value in choice.items():
        section, _, name = key.partition(".")
        sections.setdefault(section, []).append(f"{name} = {_written(value)}")
    lines = [line for section, settings in sections.items() for line in (f"[{section}]", *settings)]
    return parse_settings("\n".join(lines), name="--set").policy


def _written(value: str) -> str:
    """The value as TOML: words without quotes get them."""
    try:
        tomllib.loads(f"value = {value}")
    except tomllib.TOMLDecodeError:
        return f'"{value}"'
    return value


def _made_up(weeks: int, skill: str, first_seed: int) -> "tuple[Place, ...]":
    from paxline.cli.worlds import outsiders
    from paxline.wiring.simulated.sweep import MadeUp

    outsider, *_ = outsiders([skill])
    if weeks < 2:
        raise UsageError(
            f"--worlds is 0, for the recorded weeks, or 2 and more, so that there is an interval; not {weeks}"
        )
    return tuple(MadeUp(first_seed + at, min(LIFE, weeks - at), outsider) for at in range(0, weeks, LIFE))


def _recorded(home: "HomeFolder", model: str | None) -> "Place":
    from hashlib import sha256

    from paxline.edge.clock import SystemClock
    from paxline.run.replay import scenery
    from paxline.wiring.evidence import recorded_weeks, stages
    from paxline.wiring.forecasters import BEST, own_forecaster
    from paxline.wiring.simulated.sweep import Recorded

    now = SystemClock().now()
    with home.store() as store:
        by = own_forecaster(model or BEST, home=home, shocks=store.shocks())
        weeks, history = recorded_weeks(store, as_of=now), store.history(now)
        if len(weeks) < 2:
            raise MissingData(
                "no two settled weeks with recorded candles are stored; `paxline ingest --market` fetches some"
            )
        say(f"forecasting {len(weeks)} recorded weeks with {by.name}")
        scenes = tuple(map(scenery, stages(weeks, history, by)))
        standing = repr((weeks, history.digest, store.shocks()))
    return Recorded(f"{by!r} on {sha256(standing.encode()).hexdigest()}", scenes)


def _table(rows: "Sequence[Row]") -> "Table":
    from rich.table import Table

    title = "dollars a week, with the 95 % interval of the mean"
    table = Table(box=None, padding=(0, 2, 0, 0), title=title, title_justify="left")
    table.add_column("settings")
    for heading in ("weeks", "contracts", *rows[0].dollars):
        table.add_column(heading, justify="right")
    for one in rows:
        money = (f"{each.mean:+.2f} ({each.low:+.2f} to {each.high:+.2f})" for each in one.dollars.values())
        table.add_row(one.variant, str(one.weeks), f"{one.contracts:.0f}", *money)
    return table
