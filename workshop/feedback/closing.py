"""How an open form closes by itself, as its page tells it."""

import datetime as dt
from dataclasses import dataclass

from workshop.feedback.service import Journey, Step
from workshop.local_clock import local_time
from workshop.models import Workshop

MINUTE = 60
HOUR = 60 * MINUTE
"""Seconds. How much is left is told from the last hour on, in the last minute by the second."""


@dataclass(frozen=True, slots=True)
class Closing:
    """at: when it closes, on the workshop's clock; None where it does not by itself.

    now, ends: the same in ms since 1970, so that no phone's own clock matters.
    """

    is_open: bool
    now: int = 0
    ends: int = 0
    at: dt.datetime | None = None

    @property
    def left(self) -> int:
        """Seconds, rounded up."""
        return max(0, -(-(self.ends - self.now) // 1000))

    @property
    def minutes(self) -> int | None:
        """Rounded up; None outside the last hour and in its last minute."""
        return -(-self.left // MINUTE) if MINUTE < self.left <= HOUR else None

    @property
    def seconds(self) -> int | None:
        """In the last minute."""
        return self.left if self.left <= MINUTE else None


def of(workshop: Workshop, step: Step | None, *, now: dt.datetime) -> Closing:
    """At this moment, of somebody's form."""
    if step is None or not step.is_open:
        return Closing(is_open=False)
    ends = step.state.closes_at
    if ends is None:
        return Closing(is_open=True)
    return Closing(True, _ms(now), _ms(ends), local_time(workshop, ends))


def times(workshop: Workshop, way: Journey) -> dict[int, dt.datetime]:
    """When open forms close by themselves, by number, on the workshop's clock."""
    return {
        step.number: local_time(workshop, step.state.closes_at)
        for step in way.steps
        if step.is_open and step.state.closes_at
    }


def _ms(moment: dt.datetime) -> int:
    return int(moment.timestamp() * 1000)
