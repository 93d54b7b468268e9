"""``paxline init`` and ``paxline settings``: the settings file written with a few questions, and what it means."""

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder, read_capital
from paxline.cli.output import print_json, say, show
from paxline.errors import UsageError

if TYPE_CHECKING:
    from paxline.edge.settings import Settings

Capital = Annotated[
    str | None, typer.Option("--capital", metavar="DOLLARS", help="What the desk trades with, such as 1000.")
]
WorstLoss = Annotated[
    str | None,
    typer.Option(
        "--worst-loss", metavar="SHARE", help="Share of the capital lost in one week at the very worst, such as 2%."
    ),
]
Channel = Annotated[
    list[str] | None,
    typer.Option(
        "--channel",
        metavar="URL",
        help="Where alerts go: an apprise URL, such as ntfy://my-topic. May be given several times.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", help="Ask nothing; take the defaults for what is not given.")]
Replace = Annotated[bool, typer.Option("--replace", help="Write over a settings file that is there.")]


def init(
    capital: Capital = None,
    worst_loss: WorstLoss = None,
    channel: Channel = None,
    yes: Yes = False,
    replace_: Replace = False,
    home: Home = None,
    as_json: AsJson = False,
) -> None:
    """Write a commented settings file with a few questions; everything else it can find out or has a default."""
    from paxline.edge.settings import Settings
    from paxline.edge.settings_file import settings_text
    from paxline.wiring.home import Home as HomeFolder

    file = HomeFolder(home_folder(home)).settings
    if file.exists() and not replace_:
        raise UsageError(f"{file} is there already; edit it, or --replace it")
    default = Settings()
    if not yes:
        capital = capital or typer.prompt(
            "What does the desk trade with, in dollars?", f"{default.policy.capital.dollars:g}"
        )
        worst_loss = worst_loss or typer.prompt("What share of it may a week lose at the very worst?", "2%")
        if not channel:
            asked = typer.prompt("Where do alerts go? (an apprise URL such as ntfy://my-topic; empty for none)", "")
            channel = [asked] if asked else None
    chosen = _chosen(default, capital=capital, worst_loss=worst_loss, channels=tuple(channel or ()))
    file.touch(mode=0o600)
    file.write_text(settings_text(chosen), encoding="utf-8")
    if as_json:
        print_json({"settings": str(file)})
    else:
        show(f"written: {file}")
        say("`paxline settings` shows what counts.")


def settings(home: Home = None, as_json: AsJson = False) -> None:
    """Show what the settings file means, defaults included; addresses that hold secrets are counted, not shown."""
    from rich.text import Text

    from paxline.edge.settings import read_settings
    from paxline.wiring.home import Home as HomeFolder

    file = HomeFolder(home_folder(home)).settings
    document = _document(read_settings(file))
    if as_json:
        print_json({"file": str(file) if file.exists() else None, **document})
        return
    said = (
        f"from {file}"
        if file.exists()
        else f"everything is at its default: there is no {file}; `paxline init` writes it"
    )
    lines = [said]
    for section, values in document.items():
        lines += ["", section, *(f"  {key:16} {_told(value)}" for key, value in values.items())]
    # Text: a value in square brackets is no markup.
    show(Text("\n".join(lines)))


def _chosen(
    default: "Settings", *, capital: str | None, worst_loss: str | None, channels: tuple[str, ...]
) -> "Settings":
    """The defaults with what was answered; raises ``UsageError`` for what cannot be meant."""
    from paxline.counts.shocks import read_share
    from paxline.wiring.channels import open_channels

    policy = default.policy
    try:
        if worst_loss:
            policy = replace(policy, limits=replace(policy.limits, worst_state=read_share(worst_loss)))
    except ValueError as error:
        raise UsageError(f"--worst-loss {worst_loss}: {error}; write a share such as 2%") from error
    try:
        if capital:
            policy = replace(policy, capital=read_capital(capital))
    except ValueError as error:
        raise UsageError(f"--capital {capital}: {error}") from error
    open_channels(channels)
    return replace(default, policy=policy, alerts=replace(default.alerts, channels=channels))


def _told(value: object) -> object:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value == "" else value


def _document(found: "Settings") -> dict[str, dict[str, object]]:
    """Every setting by section, as text where it is not a number."""
    from paxline.edge.settings import ALERTS, DESK, LIMITS, LIVE, PAGE, WIDTHS
    from paxline.edge.settings_file import written

    policy = found.policy
    tables = (
        (DESK, policy),
        (LIMITS, policy.limits),
        (WIDTHS, policy.widths),
        (ALERTS, found.alerts),
        (PAGE, found.page),
        (LIVE, found.live),
    )
    document = {
        section.name: {key: written(getattr(values, key)).strip('"') for key in section.keys}
        for section, values in tables
    }
    hidden: dict[str, object] = {"channels": len(found.alerts.channels), "ping": bool(found.alerts.ping)}
    return {name: {**values, **(hidden if name == ALERTS.name else {})} for name, values in document.items()}
