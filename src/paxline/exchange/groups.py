"""Order groups: a member's brake on how many contracts may match in any 15 seconds.

Source: OpenAPI 3.34.0, ``/portfolio/order_groups``: when the limit is hit, all orders of the group are cancelled and
new ones refused until it is reset. The spec does not say whether a match may pass the limit; here it is cut at it.
"""

from collections import deque
from datetime import datetime, timedelta
from typing import Final

WINDOW: Final = timedelta(seconds=15)


class Group:
    """One order group; sizes are hundredths of a contract.

    Attributes:
        limit: The most that may match within the window.
        matched: What has matched within it, as of the last question.
        triggered: Whether orders are refused until a reset.
    """

    __slots__ = ("_recent", "group_id", "limit", "matched", "member", "triggered")

    def __init__(self, group_id: str, *, member: str, limit: int) -> None:
        self.group_id = group_id
        self.member = member
        self.limit = limit
        self.matched = 0
        self.triggered = False
        self._recent: deque[tuple[datetime, int]] = deque()

    def room(self, at: datetime) -> int:
        """How much may still match at ``at``; 0 or more."""
        while self._recent and self._recent[0][0] <= at - WINDOW:
            self.matched -= self._recent.popleft()[1]
        return 0 if self.triggered else max(0, self.limit - self.matched)

    def match(self, count: int, at: datetime) -> None:
        """Count a match."""
        self._recent.append((at, count))
        self.matched += count

    def reset(self) -> None:
        """Begin anew: nothing counted, orders welcome."""
        self._recent.clear()
        self.matched = 0
        self.triggered = False
