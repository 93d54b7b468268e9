"""Parameters of a query, read as the exchange reads them: what is out of bounds is a 400 with a bare message."""

from dataclasses import dataclass
from typing import Final

from paxline.edge.simulator.refusals import Refusal, bare

_MOST: Final = 2**63 - 1
_TRUE: Final = frozenset({"1", "t", "T", "TRUE", "true", "True"})
_FALSE: Final = frozenset({"0", "f", "F", "FALSE", "false", "False"})


@dataclass(frozen=True, slots=True)
class Params:
    """The query of one call.

    Attributes:
        operation: The call's name in the specification.
        pairs: Names and values, in the order in which they came.
    """

    operation: str
    pairs: tuple[tuple[str, str], ...]

    def text(self, name: str) -> str:
        """The first value of that name; empty where there is none."""
        return next((value for key, value in self.pairs if key == name), "")

    def several(self, name: str) -> tuple[str, ...]:
        """Values between commas, and of names that come several times; none where there are none."""
        return tuple(one for key, value in self.pairs if key == name for one in value.split(",") if one)

    def whole(self, name: str, *, low: int = -_MOST, high: int = _MOST) -> int | None:
        """A whole number within bounds; ``None`` where there is none."""
        text = self.text(name)
        if not text:
            return None
        if not text.removeprefix("-").isascii() or not text.removeprefix("-").isdigit() or len(text) > len(str(_MOST)):
            raise self._unreadable(name, text, "ParseInt")
        number = int(text)
        if number < low:
            raise self._out_of_bounds(name, "gte")
        if number > high:
            raise self._out_of_bounds(name, "lte")
        return number

    def needed(self, name: str) -> int:
        """A whole number that must be there."""
        number = self.whole(name)
        if number is None:
            raise self.missing(name)
        return number

    def limit(self, *, high: int, default: int, low: int = 0) -> int:
        """How many at once; 0 is as good as none said."""
        return self.whole("limit", low=low, high=high) or default

    def flag(self, name: str) -> bool:
        """Yes or no; no where there is none."""
        text = self.text(name)
        if not text or text in _FALSE:
            return False
        if text in _TRUE:
            return True
        raise self._unreadable(name, text, "ParseBool")

    def word(self, name: str, known: frozenset[str]) -> str:
        """One of the known words; empty where there is none."""
        text = self.text(name)
        if text and text not in known:
            raise self._out_of_bounds(name, "oneof")
        return text

    def missing(self, name: str) -> Refusal:
        """A parameter that must be there is not."""
        return Refusal(bare(f"Query argument {name} is required, but not found"))

    def _unreadable(self, name: str, text: str, reader: str) -> Refusal:
        told = f"error binding string parameter: strconv.{reader}: parsing {text!a}: invalid syntax"
        return Refusal(bare(f"Invalid format for parameter {name}: {told}"))

    def _out_of_bounds(self, name: str, tag: str) -> Refusal:
        field = "".join(part.capitalize() for part in name.split("_"))
        return Refusal(
            bare(
                f"Parameter validation failed for {self.operation}: Key: '{self.operation}Params.{field}' "
                f"Error:Field validation for '{field}' failed on the '{tag}' tag"
            )
        )
