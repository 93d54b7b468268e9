"""``paxline study explore``: a first look at everything known, as a report to read."""

from paxline.cli.history import stored_history
from paxline.cli.options import AsJson, Home, ReportFile, home_folder
from paxline.cli.output import print_json, say, show, write


def explore(report: ReportFile = None, home: Home = None, as_json: AsJson = False) -> None:
    """Write the exploratory report: level, season, weekdays, holidays, what lasts, and how figures change."""
    from paxline.pages.explore import explore_report
    from paxline.study import explore as study
    from paxline.wiring.home import Home as HomeFolder

    history = stored_history(home)
    say(f"exploring {len(history.comparable):,} days")
    page = explore_report(study.explore(history))
    target = report or HomeFolder(home_folder(home)).report("explore.html")
    write(target, page)
    if as_json:
        print_json({"report": str(target)})
    else:
        show(f"report: {target}")
