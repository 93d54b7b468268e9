"""What paxline raises.

::

    PaxlineError
    ├── UsageError          what was asked cannot be meant; the command exits with 2
    ├── MissingData         what the question needs is not there; the command exits with 1
    ├── LookAhead           a value would hold something not yet known; a bug, never caught
    ├── Interrupted         a person's word came while something was awaited; the loop alone catches it
    ├── SourceError         the outside world gave no usable answer
    │   ├── Unreachable       no answer in time, after the bounded retries
    │   ├── Blocked           an answer that is not the page: a challenge, a refusal
    │   ├── UnreadablePage    a page without the table it should hold
    │   └── WireError         an exchange answer that is an error or has another shape
    └── StoreError          the database cannot be used
        └── SchemaTooNew      it was written by a newer paxline

Bad rows and refusals are values, not exceptions: see ``counts.history.Rejected`` and the reasons that
``desk`` returns.
"""


class PaxlineError(Exception):
    """Anything paxline raises on purpose; its text is fit to show a person."""


class UsageError(PaxlineError):
    """What was asked cannot be meant; nothing is done."""


class MissingData(PaxlineError):
    """What the question needs is not there; paxline refuses rather than guesses."""


class LookAhead(PaxlineError):
    """A value would hold something not yet known at its instant; a bug, so nothing catches it."""


class Interrupted(PaxlineError):
    """A person's word came while something was awaited; what was under way is done again after it."""


class SourceError(PaxlineError):
    """The outside world gave no usable answer; what is stored stays as it is."""


class Unreachable(SourceError):
    """No answer in time after the bounded retries; trying later may help."""


class Blocked(SourceError):
    """An answer that is not the page asked for: a challenge or a refusal."""


class UnreadablePage(SourceError):
    """A page without the table it should hold; its raw bytes are kept."""


class WireError(SourceError):
    """An exchange answer that reports an error or has a shape nobody knows.

    Attributes:
        status: The HTTP status, or 0 where the body of a success could not be read.
        code: The exchange's machine-readable code, or an empty string.
    """

    def __init__(self, message: str, *, status: int, code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.code = code


class StoreError(PaxlineError):
    """The database cannot be used; nothing was written."""


class SchemaTooNew(StoreError):
    """The database was written by a newer paxline; upgrade, or use another home."""
