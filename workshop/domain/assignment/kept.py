"""Conflicts as plain values, to be kept or printed, and read back."""

from collections.abc import Mapping
from typing import Any

from workshop.domain.assignment.problem import Change, ChangeKind, Conflict, Cure


def as_values(conflict: Conflict) -> dict[str, Any]:
    return {
        "th": conflict.th,
        "en": conflict.en,
        "persons": list(conflict.persons),
        "groups": list(conflict.groups),
        "beside": conflict.beside,
        "cures": [
            {
                "th": cure.th,
                "en": cure.en,
                "is_smallest": cure.is_smallest,
                "changes": [
                    {
                        "kind": change.kind.value,
                        "persons": list(change.persons),
                        "groups": list(change.groups),
                        "number": change.number,
                    }
                    for change in cure.changes
                ],
            }
            for cure in conflict.cures
        ],
    }


def from_values(kept: Mapping[str, Any]) -> Conflict:
    return Conflict(
        kept["th"], kept["en"], tuple(kept["persons"]), tuple(kept["groups"]),
        tuple(_cure(one) for one in kept.get("cures", ())),
        kept.get("beside", 0),
    )  # fmt: skip


def _cure(kept: Mapping[str, Any]) -> Cure:
    changes = tuple(
        Change(ChangeKind(one["kind"]), tuple(one["persons"]), tuple(one["groups"]), one["number"])
        for one in kept["changes"]
    )
    return Cure(kept["th"], kept["en"], changes, kept.get("is_smallest", True))
