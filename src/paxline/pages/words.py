"""How numbers and instants are written, the same on every page.

Counts as ``2.462 M``, prices in cents, probabilities as ``.71``, instants in Eastern time with the zone.
"""

from datetime import date, datetime

from paxline.counts.calendar import EASTERN
from paxline.counts.shocks import Shock
from paxline.units import Count, Price, Usd


def millions(passengers: float) -> str:
    """A count in millions with three decimals, such as ``2.462 M``."""
    return f"{passengers / 1e6:.3f} M"


def strike(passengers: int) -> str:
    """A strike in millions with the two decimals that tell strikes apart, such as ``2.45 M``."""
    text = f"{passengers / 1e6:.3f}"
    return f"{text.removesuffix('0')} M"


def probability(p: float) -> str:
    """A probability with two decimals and no leading zero; ``<.01`` and ``>.99`` where it is not certain."""
    if p < 0.005:
        return "<.01"
    if p > 0.995:
        return ">.99"
    return f"{p:.2f}".removeprefix("0")


def cents(price: Price | None) -> str:
    """A price in cents, such as ``61¢``, with decimals only where it has them; a dash where there is none."""
    return "–" if price is None else f"{price.dollars * 100:g}¢"


def signed_cents(dollars: float | None) -> str:
    """A gain or loss per contract in cents with its sign, such as ``+1.1¢``; a dash where there is none."""
    return "–" if dollars is None else f"{dollars * 100:+.1f}¢".replace("-", "−")


def money(amount: Usd) -> str:
    """Money to the cent, such as ``$1,000.00`` or ``−$3.20``."""
    return f"{'−' if amount < Usd(0) else ''}${abs(amount.dollars):,.2f}"


def size(count: Count | None) -> str:
    """A number of contracts, whole where it is; a dash where the source does not tell."""
    return "–" if count is None else f"{count.contracts:g}"


def day(of: date) -> str:
    """A day, such as ``Mon 20 Apr``."""
    return f"{of:%a} {of.day} {of:%b}"


def day_of_year(of: date) -> str:
    """A day with its year, such as ``Sun 26 Apr 2026``."""
    return f"{day(of)} {of.year}"


def instant(of: datetime) -> str:
    """An instant in Eastern time with its zone, such as ``Thu 23 Apr 2026 9:05 EDT``."""
    local = of.astimezone(EASTERN)
    return f"{day_of_year(local.date())} {local.hour}:{local:%M %Z}"


def days(count: int) -> str:
    """So many days, such as ``1 day`` or ``3 days``."""
    return f"{count} day" if count == 1 else f"{count} days"


def signed_percent(change: float | None) -> str:
    """A relative change with its sign, such as ``+1.3%``; a dash where there is none."""
    if change is None:
        return "–"
    return "0.0%" if abs(change) < 0.0005 else f"{change:+.1%}".replace("-", "−")


def shock(of: Shock) -> str:
    """A declared shock, such as ``Sat 24 Jan to Mon 26 Jan, −20% ± 10%: winter storm``."""
    span = day(of.first) if of.first == of.last else f"{day(of.first)} to {day(of.last)}"
    size = f"{of.effect:+.0%}".replace("-", "−")
    return f"{span}, {size} ± {of.spread:.0%}" + (f": {of.note}" if of.note else "")
