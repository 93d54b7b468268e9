"""``paxline study proof`` and ``paxline study author``: the forecast's evidence, a blog's two models re-computed."""

from typing import TYPE_CHECKING

from paxline.cli.history import hinting, stored_history
from paxline.cli.options import AsJson, Home, Markdown, ReportFile, home_folder
from paxline.cli.output import print_json, say, show, write
from paxline.errors import MissingData

if TYPE_CHECKING:
    from rich.table import Table

    from paxline.counts.history import History
    from paxline.forecast.author import AuthorModel
    from paxline.study.proof import Proof

SEED = 20_240_101


def proof(report: ReportFile = None, markdown: Markdown = None, home: Home = None, as_json: AsJson = False) -> None:
    """Forecast every week since June 2022 with each model, and write what that proves: scores, skill, calibration."""
    from paxline.pages.findings import findings, headline
    from paxline.pages.proof import proof_page
    from paxline.pages.proof_markdown import proof_markdown
    from paxline.study.proof import document
    from paxline.wiring.home import Home as HomeFolder
    from paxline.wiring.shelf import keep

    house, history = HomeFolder(home_folder(home)), stored_history(home)
    proven = _prove(history)
    keep(house, proven, made_at=history.known_by, inputs=history.digest)
    target = report or house.report("proof.html")
    say("drawing")
    write(target, proof_page(proven))
    if markdown:
        write(markdown, proof_markdown(proven))
    if as_json:
        print_json({"report": str(target), "summary": document(proven)})
    else:
        show(headline(proven))
        for finding in findings(proven):
            show(finding)
        show(f"report: {target}")


def author(home: Home = None, as_json: AsJson = False) -> None:
    """Recompute the two models of a public blog: the error it published, what comes out here, the least possible."""
    from paxline.forecast.author import author_models

    history = stored_history(home)
    with hinting("`paxline ingest --archive DIR` loads them"):
        models = author_models(history)
    if as_json:
        print_json({"models": [_author_document(model) for model in models]})
    else:
        show(_author_table(models))


def _prove(history: "History") -> "Proof":
    from paxline.forecast.baselines import BASELINES
    from paxline.study.proof import prove
    from paxline.study.record import EVERY_WEEK, Record, judge, schedule_for_all
    from paxline.wiring.forecasters import FORECASTERS

    schedule = schedule_for_all(history, EVERY_WEEK)
    latest = history.latest_day
    if not schedule.issues or latest is None:
        raise MissingData(
            "no settled week since June 2022 has a year of published counts before it; "
            "`paxline ingest --archive DIR` loads them"
        )
    ours: list[Record] = []
    rivals: list[Record] = []
    for name, model in FORECASTERS.items():
        say(f"making {len(schedule.issues)} forecasts with {name}")
        (rivals if name in BASELINES else ours).append(judge(model, history, schedule))
    say("comparing")
    return prove(ours[0], rivals, counts_to=latest, seed=SEED)


def _author_document(model: "AuthorModel") -> dict[str, object]:
    return {
        "model": model.name,
        "rmse_published": model.published,
        "rmse_reproduced": model.reproduced,
        "rmse_honest": model.honest,
        "days": model.days,
        "counts_to": model.counts_to.isoformat(),
    }


def _author_table(models: "tuple[AuthorModel, ...]") -> "Table":
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0), title="root mean squared error, passengers", title_justify="left")
    for heading in ("model", "published", "reproduced", "honest", "days", "counts to"):
        table.add_column(heading, justify="left" if heading == "model" else "right")
    for model in models:
        errors = (f"{error:,.0f}" for error in (model.published, model.reproduced, model.honest))
        table.add_row(model.name, *errors, str(model.days), str(model.counts_to))
    return table
