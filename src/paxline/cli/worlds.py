"""``paxline study worlds``: the desk in made-up worlds where it is known how much its model knows."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Markdown
from paxline.cli.output import print_json, say, show, write
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.exchange.outsiders import Outsider
    from paxline.study.worlds import Life

Weeks = Annotated[int, typer.Option("--weeks", metavar="N", min=2, help="Weeks to live, of each model.")]
FirstSeed = Annotated[
    int, typer.Option("--first-seed", metavar="N", min=0, help="Seed of the first week; each next one adds 1.")
]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", help="Processors to live on; -1 is all of them.")]
Skills = Annotated[
    list[str] | None,
    typer.Option(
        "--skill",
        metavar="RATIO",
        help="The model's error over the market's, same for one that knows what the market knows, none for one that "
        "knows nothing. May be given several times; by default 0.6, 1, same, 1.6 and none.",
    ),
]

USUAL = ("0.6", "1", "same", "1.6", "none")


def worlds(
    weeks: Weeks = 2000,
    skill: Skills = None,
    first_seed: FirstSeed = 1_000_000,
    jobs: Jobs = -1,
    markdown: Markdown = None,
    as_json: AsJson = False,
) -> None:
    """Let the desk live in made-up worlds on models of known skill; a limit passed or a ruin is a failure (exit 1)."""
    from paxline.desk.policy import Policy
    from paxline.study.worlds import accounts, markdown_of, table
    from paxline.wiring.simulated.worlds import lives

    models = outsiders(skill or USUAL)
    lived = list(_told(lives(first_seed, weeks, models, policy=Policy(), jobs=jobs)))
    found = accounts(lived)
    if markdown is not None:
        asked = "".join(f" --skill {one}" for one in skill or ())
        command = f"paxline study worlds --weeks {weeks} --first-seed {first_seed}{asked}"
        write(markdown, markdown_of(found, command=command))
    if as_json:
        print_json({"first_seed": first_seed, "weeks": weeks, "models": [asdict(one) for one in found]})
    else:
        show(table(found))
    if any(one.ruined or one.breaches for one in found):
        for one in found:
            for seed, breach in one.breaches[:5]:
                say(f"model {one.model}, seed {seed}: {breach}")
        raise typer.Exit(1)


def outsiders(skills: Sequence[str]) -> "tuple[Outsider, ...]":
    """The models named, and beside them the best one with its sign flipped."""
    from paxline.exchange.beliefs import Skill
    from paxline.exchange.outsiders import THE_SAME, Outsider, Sign

    named: dict[str, Skill | None] = {"same": THE_SAME, "none": None}
    found: list[Outsider] = []
    for text in skills:
        try:
            found.append(Outsider(named[text] if text in named else Skill(float(text))))
        except ValueError:
            raise UsageError(f"not a skill: {text!r}; write a ratio above 0, such as 0.6, or same, or none") from None
    known = [one.skill for one in found if one.skill is not None]
    best = min(known, key=lambda one: one.ratio, default=None)
    return (*found, Outsider(best, Sign.FLIPPED))


def _told(lived: "Iterable[tuple[Life, ...]]") -> "Iterator[tuple[Life, ...]]":
    """Say after each life how far it is."""
    weeks = 0
    for one in lived:
        weeks += len(one[0].weeks)
        say(f"{weeks:,} weeks lived on each of {len(one)} models")
        yield one
