"""``paxline aws``: what the machine on AWS does for itself, and what its owner tells it from anywhere."""

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from paxline.cli.options import AsJson, Home, home_folder
from paxline.cli.output import print_json, say, show
from paxline.cli.panels import Group
from paxline.errors import MissingData, UsageError

if TYPE_CHECKING:
    from paxline.edge.aws.copies import Shelf
    from paxline.edge.aws.parameters import Parameters
    from paxline.edge.aws.session import Names

app = typer.Typer(
    cls=Group, help="paxline on AWS: what it costs, its key, its switch, its copies.", no_args_is_help=True
)

Template = Annotated[Path, typer.Argument(metavar="FILE", help="The template that `make synth` wrote.")]
Address = Annotated[str, typer.Argument(metavar="MAIL", help="Where alarms and the brief are to go.")]
WorldName = Annotated[str, typer.Argument(metavar="WORLD", help="Whose key: demo or production.")]
KeyId = Annotated[str, typer.Option("--id", metavar="ID", help="The key's id, as the exchange shows it.")]
KeyFile = Annotated[
    Path, typer.Option("--file", metavar="FILE", help="The private key, a PEM file; it is sent encrypted.")
]
Why = Annotated[str, typer.Option("--why", metavar="TEXT", help="The reason, kept with the halt and shown.")]
Lines = Annotated[int, typer.Option("--lines", metavar="N", min=1, max=1000, help="Show this many, the newest.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A settings file, as `paxline init` writes it.")]
Name = Annotated[str | None, typer.Argument(metavar="NAME", help="The copy, or `newest`; without it, list them.")]
IfAny = Annotated[bool, typer.Option("--if-any", help="Be content where the bucket holds no copy yet.")]


@app.command()
def bootstrap(mail: Address) -> None:
    """Print the commands that lead from an empty account to a running paper bot, each with its reason."""
    from paxline.edge.aws.bootstrap import steps

    for number, step in enumerate(steps(mail), start=1):
        show(f"# {number}. {step.why}")
        typer.echo(step.command)


@app.command()
def cost(template: Template = Path("infra/cdk.out/paxline.template.json"), as_json: AsJson = False) -> None:
    """Estimate the monthly bill of the synthesized stack from dated list prices; no account is asked."""
    from paxline.edge.aws.cost import cost as priced

    try:
        items = priced(json.loads(template.read_text(encoding="utf-8")))
    except OSError as error:
        raise UsageError(f"{template} cannot be read ({error.strerror}); `make synth` writes it") from error
    except ValueError as error:
        raise UsageError(f"{template} is no template of `make synth`: {error}") from error
    total = sum(item.dollars for item in items)
    if as_json:
        print_json({"items": {item.what: round(item.dollars, 2) for item in items}, "dollars_a_month": round(total, 2)})
        return
    for item in items:
        show(f"{item.dollars:6.2f}  {item.what}")
    show(f"{total:6.2f}  dollars a month, assumed list prices of us-east-1 (November 2026), before tax")


@app.command()
def key(world: WorldName, key_id: KeyId, file: KeyFile) -> None:
    """Keep a Kalshi key in Parameter Store, encrypted, after seeing that it can be read."""
    from paxline.run.arming import World
    from paxline.wiring.hosted import put_key

    if world not in {one.value for one in World}:
        raise UsageError(f"no world {world!r}; there are demo and production")
    put_key(_parameters(), World(world), key_id=key_id, pem=file)
    show(f"the key of {world} is kept; it counts from the machine's next start")


@app.command()
def settings(file: File) -> None:
    """Keep a settings file in Parameter Store, encrypted, after seeing that paxline takes it."""
    from paxline.edge.settings import parse_settings

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{file} cannot be read: {error}") from error
    parse_settings(text, name=str(file))
    # Comments fill more than a parameter holds.
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    _parameters().put_settings("\n".join(lines) + "\n")
    show("the settings are kept; they count from the machine's next start")


@app.command()
def halt(why: Why = "its owner said so") -> None:
    """Stop trading on the machine within a minute: it takes every order out and goes on recording."""
    _parameters().halt(why)
    show("the machine halts within a minute; `paxline aws resume` lifts it")


@app.command()
def resume() -> None:
    """Lift the halt that `paxline aws halt` set; one that the machine found itself stays."""
    _parameters().resume()
    show("lifted; the machine trades again within two minutes")


@app.command()
def obey(home: Home = None) -> None:
    """Carry the halt switch into the home; the machine does so every minute."""
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.hosted import obey as carried

    stands = carried(HomeFolder(home_folder(home)), _parameters())
    if stands:
        say(f"halted: {stands}")


@app.command()
def status(as_json: AsJson = False) -> None:
    """Show the halt switch, the alarms that ring, and the newest copy in the bucket."""
    from paxline.edge.aws.alarms import ringing
    from paxline.edge.aws.session import client

    halted = _parameters().halted()
    rings = ringing(client("cloudwatch", _names()))
    copies = _shelf().names()
    if as_json:
        print_json({"halted": halted, "ringing": list(rings), "newest_copy": copies[-1] if copies else None})
        return
    show(f"halted: {halted}" if halted else "not halted")
    show(f"ringing: {', '.join(rings)}" if rings else "no alarm rings")
    show(f"newest copy: {copies[-1]}" if copies else "there is no copy yet")


@app.command()
def logs(lines: Lines = 50) -> None:
    """Show the newest lines of the machine's log."""
    from paxline.edge.aws.alarms import newest_lines
    from paxline.edge.aws.session import client

    names = _names()
    for line in newest_lines(client("logs", names), names.log, most=lines):
        typer.echo(line)


@app.command()
def backup(home: Home = None) -> None:
    """Make a checked copy of the home and put it into the bucket."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.hosted import keep

    show(f"kept: {keep(HomeFolder(home_folder(home)), _shelf(), clock=SystemClock())}")


@app.command()
def publish(home: Home = None) -> None:
    """Put new pages as they came, and this week's report, into the bucket; the machine does so after each copy."""
    from paxline.edge.aws.published import Published
    from paxline.edge.aws.session import client
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.hosted import publish as put

    names = _names()
    shelf = Published(client("s3", names), names.needed_bucket())
    show(f"put: {put(HomeFolder(home_folder(home)), shelf, clock=SystemClock())}")


@app.command()
def restore(name: Name = None, if_any: IfAny = False, home: Home = None) -> None:
    """Put a copy from the bucket in the place of the home's databases, which move aside; without a name, list them."""
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.hosted import bring_back

    shelf = _shelf()
    if name is None:
        for one in shelf.names():
            show(one)
        return
    if if_any and not shelf.names():
        show("the bucket holds no copy yet")
        return
    show(f"restored {bring_back(HomeFolder(home_folder(home)), shelf, name, clock=SystemClock())}")


@app.command()
def measure(home: Home = None) -> None:
    """Tell CloudWatch how the home stands; the machine does so every five minutes."""
    from paxline.edge.aws.measurements import tell
    from paxline.edge.aws.session import client
    from paxline.edge.clock import SystemClock
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.hosted import measured

    tell(client("cloudwatch", _names()), measured(HomeFolder(home_folder(home)), clock=SystemClock()))


@app.command()
def mail() -> None:
    """Send a test by SES to the owner's verified address."""
    from paxline.edge.aws.mail import Mail
    from paxline.edge.aws.session import client
    from paxline.wiring.doctor import TEST_ALERT

    names = _names()
    if not names.mail:
        raise UsageError("no address is named: set PAXLINE_AWS_MAIL to the one that SES has verified")
    if failed := Mail(client("ses", names), names.mail).send(TEST_ALERT):
        raise MissingData(failed)
    show("SES took it: see that it arrived")


def _names() -> "Names":
    from paxline.edge.aws.session import Names

    return Names.read(os.environ)


def _parameters() -> "Parameters":
    from paxline.edge.aws.parameters import Parameters
    from paxline.edge.aws.session import client

    return Parameters(client("ssm", _names()))


def _shelf() -> "Shelf":
    from paxline.edge.aws.copies import Shelf
    from paxline.edge.aws.session import client

    names = _names()
    return Shelf(client("s3", names), names.needed_bucket())
