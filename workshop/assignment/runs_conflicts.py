"""Conflicts as they are kept with a run, and back."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from workshop.domain.assignment.problem import Change, ChangeKind, Conflict, Cure


def kept(conflicts: Iterable[Conflict]) -> list[dict[str, Any]]:
    return [asdict(one) for one in conflicts]


def read(kept: Iterable[dict[str, Any]]) -> tuple[Conflict, ...]:
    return tuple(
        Conflict(**_whole({**one, "cures": [_cure(cure) for cure in one.get("cures", ())]}))
        for one in kept
    )


def _cure(kept: dict[str, Any]) -> Cure:
    changes = [
        Change(**_whole({**change, "kind": ChangeKind(change["kind"])}))
        for change in kept["changes"]
    ]
    return Cure(**_whole({**kept, "changes": changes}))


def _whole(kept: dict[str, Any]) -> dict[str, Any]:
    """As it was before: JSON knows no tuples."""
    return {key: tuple(value) if isinstance(value, list) else value for key, value in kept.items()}
