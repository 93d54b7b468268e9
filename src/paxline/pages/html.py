"""Templates to self-contained HTML: no script, no request to anyone; everything that came from outside is escaped."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from paxline.pages.drawing import Figure


def render(template: str, /, **cells: object) -> str:
    """The page of ``template`` with ``cells``; a cell that the template asks for and nobody gave raises."""
    return _environment().get_template(template).render(**cells)


def figure_cells(figure: Figure) -> dict[str, str]:
    """A figure as the template ``base.html.j2`` takes it."""
    # The drawing is ours, made of numbers and fixed words; nothing from outside is in it.
    return {"question": figure.question, "svg": Markup(figure.svg), "summary": figure.summary}  # noqa: S704


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
    return Environment(
        loader=PackageLoader("paxline.pages"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
    )
