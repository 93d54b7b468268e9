"""The daily brief: a week's page, decision and books as a mail that reads well as text, too."""

from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from textwrap import wrap
from types import MappingProxyType
from typing import Final

import vl_convert

from paxline.desk.decide import Decision
from paxline.pages.books_shown import Books
from paxline.pages.charts import figures
from paxline.pages.drawing import INK, LINE, MARKET, OURS, POOLED, PROPERTIES, QUIET, Figure
from paxline.pages.html import render
from paxline.pages.letter import Letter, Section, Table, letter
from paxline.pages.week import WeekPage
from paxline.run.health import Finding

WIDTH: Final = 78
"""Columns of the text: what a mail shows unbroken."""

PAPER: Final[Mapping[str, str]] = MappingProxyType(
    {INK: "#1c2024", OURS: "#1f5fbf", MARKET: "#a05a00", POOLED: "#7340b5", QUIET: "#5d656e", LINE: "#d9dcdf"}
)
"""The stylesheet's light colours; a mail has no custom properties."""

# Folding a subject in which signs are encoded loses a space, so that none is folded; no server rewrites seven bits.
_POLICY: Final = SMTP.clone(max_line_length=998, cte_type="7bit")
_SCALE: Final = 2.0
_FOOT: Final = "Not investment advice: this market is thin, its prices are good forecasts, and no edge on it is proven."


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture inside a mail.

    Attributes:
        cid: Its content id, to which the HTML refers as ``cid:…``.
        png: The bytes.
        alt: The same in words.
    """

    cid: str
    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Brief:
    """A mail.

    Attributes:
        subject: One line.
        text: The whole of it as text, at most ``WIDTH`` columns wide but for what cannot be broken.
        html: The whole of it, styled inline, without scripts; its pictures by content id.
        pictures: What the HTML refers to.
    """

    subject: str
    text: str
    html: str
    pictures: tuple[Picture, ...]


def brief(
    page: WeekPage, *, decision: Decision | None, books: Books | None, findings: Sequence[Finding], state: str
) -> Brief:
    """The brief on one week; ``state`` says how the bot stands, such as ``paper, running`` or ``halted: why``."""
    told = letter(page, decision=decision, books=books, findings=findings, state=state)
    picture = _picture(figures(page)[0])
    html = render("brief.html.j2", letter=told, picture=picture, colours=_named(), foot=_FOOT)
    return Brief(told.subject, _text(told), html, (picture,))


def one_file(of: Brief) -> str:
    """The HTML with its pictures inside it, for a browser."""
    html = of.html
    for picture in of.pictures:
        html = html.replace(f"cid:{picture.cid}", f"data:image/png;base64,{b64encode(picture.png).decode()}")
    return html


def as_mail(of: Brief, *, sender: str, to: str) -> EmailMessage:
    """The brief as a message: text first, HTML with its pictures for those who show it; the same brief, same bytes."""
    mail = EmailMessage(policy=_POLICY)
    mail["Subject"], mail["From"], mail["To"] = of.subject, sender, to
    mail.set_content(of.text)
    mail.add_alternative(of.html, subtype="html")
    body = mail.get_body(("html",))
    if body is None:
        raise ValueError("a mail without HTML cannot hold pictures")
    for picture in of.pictures:
        body.add_related(picture.png, maintype="image", subtype="png", cid=f"<{picture.cid}>", disposition="inline")
    # Otherwise the library draws the boundaries at random.
    mark = sha256(of.html.encode()).hexdigest()[:32]
    for place, part in enumerate(one for one in mail.walk() if one.is_multipart()):
        part.set_boundary(f"={place}={mark}")
    return mail


def _picture(figure: Figure) -> Picture:
    # On a ground of its own: the renderer mixes colours wrongly over nothing, and some mail programs are dark.
    head, mark, rest = figure.svg.partition(">")
    # A mail's picture is scaled down to a phone, and no stylesheet writes larger in it then.
    rest = rest.replace('font-size="11px"', 'font-size="15px"').replace('font-size="12px"', 'font-size="17px"')
    drawn = f'{head}{mark}<rect width="100%" height="100%" fill="#ffffff"/>{rest}'
    for placeholder, colour in PAPER.items():
        drawn = drawn.replace(PROPERTIES[placeholder], colour)
    return Picture("week@paxline", vl_convert.svg_to_png(drawn, scale=_SCALE), figure.summary)


def _named() -> dict[str, str]:
    names = {INK: "ink", OURS: "ours", MARKET: "market", POOLED: "pooled", QUIET: "quiet", LINE: "line"}
    return {name: PAPER[placeholder] for placeholder, name in names.items()}


def _text(told: Letter) -> str:
    return "\n".join(_lines(told)) + "\n"


def _lines(told: Letter) -> Iterator[str]:
    yield told.title
    yield from wrap(told.standing, WIDTH)
    for notice in told.notices:
        yield ""
        yield from wrap(notice, WIDTH, initial_indent="! ", subsequent_indent="  ")
    for section in told.sections:
        yield from _section(section)
    yield ""
    yield "-- "
    yield from wrap(_FOOT, WIDTH)


def _section(section: Section) -> Iterator[str]:
    yield ""
    yield section.question.upper()
    for line in section.lines:
        yield from wrap(line, WIDTH)
    for table in section.tables:
        if table.rows:
            yield ""
            yield f"{table.title}:"
            yield from _ruled(table)


def _ruled(table: Table) -> Iterator[str]:
    """The rows in columns; where they would be too wide, the last column goes under its row."""
    rows = (table.headings, *table.rows)
    wide = [max(len(row[i]) for row in rows) for i in range(len(table.headings))]
    if sum(wide) + 2 * len(wide) <= WIDTH:
        yield from (f"  {_columns(row, wide)}".rstrip() for row in rows)
        return
    for row in table.rows:
        yield from wrap(f"{'  '.join(filter(None, row[:-1]))}", WIDTH, initial_indent="  ", subsequent_indent="    ")
        yield from wrap(row[-1], WIDTH, initial_indent="    ", subsequent_indent="    ")


def _columns(row: Sequence[str], wide: Sequence[int]) -> str:
    """The first column to the left, numbers to the right."""
    return "  ".join(
        cell.ljust(room) if i == 0 else cell.rjust(room) for i, (cell, room) in enumerate(zip(row, wide, strict=True))
    )
