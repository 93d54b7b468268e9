"""One user's folder: the database and the reports."""

from dataclasses import dataclass
from pathlib import Path

from paxline.edge.store import Known, Store
from paxline.edge.worlds import LOG, PAPER, of_world
from paxline.errors import UsageError


@dataclass(frozen=True, slots=True)
class Home:
    """Where one user's facts live.

    Attributes:
        folder: An existing folder.
    """

    folder: Path

    @property
    def database(self) -> Path:
        """The database file."""
        return self.folder / "paxline.sqlite"

    @property
    def fits(self) -> Path:
        """The file of hyper-parameters fitted here."""
        return self.folder / "fits.json"

    @property
    def settings(self) -> Path:
        """The file of its settings."""
        return self.folder / "paxline.toml"

    @property
    def backups(self) -> Path:
        """The folder of its copies."""
        return self.folder / "backups"

    @property
    def logs(self) -> Path:
        """The folder of its log."""
        return self.folder / "logs"

    def figures(self, world: str = PAPER) -> Path:
        """The file of figures in the text format of Prometheus, written by what trades in that world."""
        return self.folder / of_world("metrics.prom", world)

    def log(self, world: str = PAPER) -> Path:
        """The log of what trades in that world."""
        return self.logs / of_world(LOG, world)

    @property
    def paper_journal(self) -> Path:
        """The journal of what is traded on paper."""
        return self.folder / "journal-paper.sqlite"

    @property
    def sweeps(self) -> Path:
        """The folder of cells that sweeps have worked out; it may be deleted at any time."""
        return self.folder / "sweeps"

    @property
    def forecasts(self) -> Path:
        """The folder of forecasts already made; it may be deleted at any time."""
        return self.folder / "forecasts"

    @property
    def findings(self) -> Path:
        """The folder of findings that take minutes, as commands left them; it may be deleted at any time."""
        return self.folder / "findings"

    @property
    def mark(self) -> Path:
        """The file that says whose figures it holds; without one they are the real ones."""
        return self.folder / "WORLD"

    def only_real(self) -> None:
        """Refuse with ``UsageError`` where it holds another world's figures than the real ones."""
        if self.mark.exists():
            whose = self.mark.read_text(encoding="utf-8").split()[0]
            raise UsageError(f"{self.folder} is the home of {whose}, and its figures are not the real ones")

    @property
    def learned(self) -> Path:
        """The file of what settled weeks say; it may be deleted at any time."""
        return self.folder / "learned.json"

    def store(self, known: Known | None = None) -> Store:
        """The store in it, made where there is none; ``known`` is what was told of it before."""
        return Store.open(self.database, known=known)

    def report(self, name: str) -> Path:
        """Where a report of that name is written."""
        reports = self.folder / "reports"
        reports.mkdir(exist_ok=True)
        return reports / name
