"""What all scans of one person come to, in whatever order and however often they were received."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from workshop.domain.terms import ArrivalKind

OLDEST = dt.timedelta(days=7)
"""A device whose clock is further behind is wrong: then the moment of receiving counts."""


class Scan(Protocol):
    """`at` is when it was made, `received_at` when the server got it; see models.Arrival."""

    @property
    def scan_id(self) -> str: ...
    @property
    def kind(self) -> ArrivalKind: ...
    @property
    def at(self) -> dt.datetime: ...
    @property
    def received_at(self) -> dt.datetime: ...
    @property
    def device(self) -> str: ...


Scanned = TypeVar("Scanned", bound=Scan)


def made_at(
    told: dt.datetime, *, received_at: dt.datetime, sent_at: dt.datetime | None = None
) -> dt.datetime:
    """When a scan was made: the device's word, never later than it was received.

    sent_at: what the device's clock said when it sent the scan; without a network delay it would
    be `received_at`, so what it is wrong by is taken off.
    """
    moment = told if sent_at is None else told + (received_at - sent_at)
    return moment if received_at - OLDEST <= moment <= received_at else received_at


def standing(scans: Iterable[Scanned]) -> list[Scanned]:
    """The check-ins that no undoing at the same moment or later took back, the first one first."""
    scans = list(scans)
    undone = max((scan.at for scan in scans if scan.kind is ArrivalKind.UNDO), default=None)
    kept = [
        scan
        for scan in scans
        if scan.kind is ArrivalKind.IN and (undone is None or scan.at > undone)
    ]
    return sorted(kept, key=lambda scan: (scan.at, scan.scan_id))


def is_doubled(kept: Sequence[Scan]) -> bool:
    """Whether two devices each let the person in without knowing of the other.

    kept: as from `standing`. The later scan was made before the server had the first one, so it
    was answered with "in" as well; one badge may have let in two people.
    """
    if not kept:
        return False
    first = kept[0]
    return any(scan.device != first.device and scan.at < first.received_at for scan in kept[1:])
