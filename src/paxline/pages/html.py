"""Templates to self-contained HTML: no script, no request to anyone; everything that came from outside is escaped."""

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from paxline.pages.drawing import Figure

_FIGURE = re.compile(
    r"(?<=[0-9]) (?=%|M\b)|(?<=[0-9] –) (?=[0-9])|(?<=[0-9]) (?=– [0-9])|(?<=±) (?=[0-9])|(?<=−)(?=\$)"
)
"""Where a line would break inside a figure, such as ``2.462 M``, ``80 %``, ``2.44 – 2.48`` and ``−$9.06``."""
_CODE = re.compile("`([^`]+)`")


def render(template: str, /, **cells: object) -> str:
    """The page of ``template`` with ``cells``; a cell that the template asks for and nobody gave raises."""
    return _environment().get_template(template).render(**cells)


def whole(words: str) -> str:
    """The same words with every figure in them kept on one line."""
    return _FIGURE.sub(_joined, words)


def coded(words: str) -> Markup:
    """The same words, escaped, with what stands between backticks as code."""
    # What is put around it are fixed tags.
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(whole(words)))))  # noqa: S704 - escaped or our own drawing


def _cell(of: object) -> object:
    return whole(of) if isinstance(of, str) and not isinstance(of, Markup) else of


def _joined(found: re.Match[str]) -> str:
    gap = found.group().replace(" ", "\u00a0")
    # After a dash or a minus a line may break even before such a space.
    return f"\u2060{gap}" if found.string[found.start() - 1] in "–−" else gap


def figure_cells(figure: Figure) -> dict[str, str]:
    """A figure as the template ``base.html.j2`` takes it."""
    # The drawing is ours, made of numbers and fixed words; nothing from outside is in it.
    return {"question": figure.question, "svg": Markup(figure.svg), "summary": figure.summary}  # noqa: S704 - escaped or our own drawing


def dashboard_style() -> str:
    """The dashboard's stylesheet: the reports' own, and what only the dashboard has."""
    return "\n".join(map(_text, ("style.css", "week.css", "dashboard.css")))


def dashboard_script() -> str:
    """The dashboard's one script, without which everything can be read."""
    return _text("app.js")


def _text(template: str) -> str:
    return render(template)


@cache
def _environment() -> Environment:
    """The templates, each compiled when it is first asked for, which takes as long as drawing a page does."""
    made = Environment(
        loader=PackageLoader("paxline.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=False,
        finalize=_cell,
    )
    made.filters["coded"] = coded
    return made
