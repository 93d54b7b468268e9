"""Options that several commands share, and how their texts are read."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final

import typer

from paxline.counts.calendar import Week
from paxline.errors import UsageError
from paxline.market.contract import trading_week
from paxline.units import Usd

_IN_THOUSANDS: Final = re.compile(r"\d{1,3}([,_]\d{3})+(\.\d+)?", re.ASCII)


def in_a_folder(file: Path | None) -> Path | None:
    """The file to write, else ``UsageError`` where its folder is missing: said before the work and not after it."""
    if file is not None and not file.parent.is_dir():
        raise UsageError(f"{file} cannot be written: there is no folder {file.parent}")
    return file


Home = Annotated[
    Path | None,
    typer.Option(
        "--home",
        metavar="DIR",
        envvar="PAXLINE_HOME",
        help="Folder of settings, databases and reports; by default the platform's own, which `paxline doctor` names.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON document instead of text.")]
WeekOption = Annotated[
    str | None,
    typer.Option(
        "--week",
        metavar="SUNDAY",
        help="The Sunday that ends the week, such as 2026-04-26; the trading week by default.",
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option(
        "--as-of", metavar="INSTANT", help="Use only what was known then, such as 2026-04-23T13:05Z; now by default."
    ),
]
Model = Annotated[
    str | None,
    typer.Option(
        "--model",
        metavar="NAME",
        help="The forecaster: best (structural, the default), ratio, ratio-14, copy, last-year or trend.",
    ),
]
Markdown = Annotated[
    Path | None,
    typer.Option("--markdown", metavar="FILE", callback=in_a_folder, help="Also write the same as a page of Markdown."),
]
ReportFile = Annotated[
    Path | None,
    typer.Option(
        "--report",
        metavar="FILE",
        callback=in_a_folder,
        help="Write the HTML file there; into the home's reports by default.",
    ),
]
Known = Annotated[
    str,
    typer.Option(
        "--known",
        metavar="DAYS",
        help="How many days of a week are known when it is forecast: 0-4, or one number of these.",
    ),
]
Recorded = Annotated[
    str | None,
    typer.Option(
        "--recorded",
        metavar="SUNDAY",
        help="Let the stored quotes of the week that ends then stand again, instead of others who trade.",
    ),
]


def home_folder(chosen: Path | None) -> Path:
    """The chosen home, or the platform's usual place for an application's data; made where it is missing."""
    folder = chosen or Path(typer.get_app_dir("paxline"))
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"the home {folder} cannot be made: {error.strerror}") from error
    return folder


def read_day(text: str) -> date:
    """A date in ISO form, else ``UsageError``."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise UsageError(f"not a date: {text!r}; write it as 2026-04-26") from None


def read_capital(text: str) -> Usd:
    """A capital in dollars, with or without the sign and separators of thousands, else ``UsageError``."""
    bare = text.strip().removeprefix("$")
    # A comma that parts no thousands may be somebody's decimal point.
    plain = bare.replace(",", "").replace("_", "") if _IN_THOUSANDS.fullmatch(bare) else bare
    try:
        return Usd.parse(plain)
    except ValueError:
        raise UsageError(f"--capital {text!r} is no amount; write dollars, such as 1000 or 1000.50") from None


def read_week(text: str) -> Week:
    """The week that ends on a Sunday, else ``UsageError`` naming the Sunday that was probably meant."""
    day = read_day(text)
    try:
        return Week.ending(day)
    except ValueError as error:
        raise UsageError(f"{error}; the week that holds it ends on {Week.holding(day).sunday}") from None


def read_monday(text: str) -> Week:
    """The week that starts on a Monday, else ``UsageError`` naming the Monday that was probably meant."""
    day = read_day(text)
    try:
        return Week(day)
    except ValueError as error:
        raise UsageError(f"{error}; the week that holds it starts on {Week.holding(day).monday}") from None


def read_instant(text: str, *, now: datetime) -> datetime:
    """An instant in ISO form with its zone and not after ``now``, in UTC, else ``UsageError``."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"not an instant: {text!r}; write it as 2026-04-23T13:05Z") from None
    if instant.tzinfo is None:
        raise UsageError(f"{text!r} has no zone; write it in UTC as {instant:%Y-%m-%dT%H:%M}Z")
    if instant > now + timedelta(seconds=1):
        raise UsageError(f"{text} is in the future, of which nothing is known")
    return instant.astimezone(UTC)


def read_known(text: str) -> range:
    """Numbers of days known, ``0-4`` or ``3``, each from 0 to 4, else ``UsageError``."""
    low, _, high = text.partition("-")
    try:
        known = range(int(low), int(high or low) + 1)
    except ValueError:
        raise UsageError(f"not a range of days known: {text!r}; write 0-4 or 3") from None
    if not known or known[0] < 0 or known[-1] > 4:
        raise UsageError(f"{text!r}: while a week trades, 0 to 4 of its days are known")
    return known


def read_strikes(text: str) -> tuple[int, ...]:
    """Strikes in people, separated by commas, else ``UsageError``."""
    try:
        strikes = tuple(sorted({int(part.replace("_", "")) for part in text.split(",")}))
    except ValueError:
        raise UsageError(f"not strikes: {text!r}; write people, such as 2400000,2450000") from None
    if strikes[0] <= 0:
        raise UsageError("a strike is a positive number of people")
    return strikes


def read_question(week: str | None, as_of: str | None, *, now: datetime) -> tuple[Week, datetime]:
    """The week asked about and the instant to look from: the week that trades then, and now, where not named."""
    instant = read_instant(as_of, now=now) if as_of else now
    return (read_week(week) if week else trading_week(instant)), instant
