"""The rules of a workshop's splits as they are stored: pairs, weights, goals."""

import hashlib
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop.domain.assignment.problem import FIRST_SPLIT, RERUN, Level
from workshop.domain.terms import PairKind
from workshop.models import Attribute, SeatPair, SplitRules, Workshop

WEIGHED = ("ministry", "seniority", "language", "roles", "gender")
"""What groups can be mixed by besides attributes; the first two are part of every split."""
USUAL_WEIGHTS = {"ministry": 1, "seniority": 1, "language": 0, "roles": 0, "gender": 0}
MARKED = ("ministry", "seniority", "language", "roles")
"""Part of the mark even where they do not count. As long as others do not, the rules are alike with
those of plans that were solved before there were any others."""

Ties = tuple[tuple[int, int], ...]
"""Two people's ids each."""


@dataclass(frozen=True)
class Rules:
    """weights: of those in WEIGHED and, by `Attribute.key`, of every attribute.

    together and apart: also of people who have no seat now; see `Setting.problem`.
    """

    weights: dict[str, int] = field(default_factory=lambda: dict(USUAL_WEIGHTS))
    first_order: tuple[Level, ...] = FIRST_SPLIT
    rerun_order: tuple[Level, ...] = RERUN
    together: Ties = ()
    apart: Ties = ()

    @property
    def weighted(self) -> bool:
        """Whether something counts more than once."""
        return max(self.weights.values()) > 1

    @property
    def mark(self) -> str:
        """Alike exactly for the same rules; empty for those of a workshop that never set any."""
        marked = self._marked()
        if marked == Rules()._marked():
            return ""
        said = repr(marked)
        return hashlib.sha256(said.encode()).hexdigest()[:16]

    def _marked(self) -> "Rules":
        counted = {
            name: weight for name, weight in self.weights.items() if weight or name in MARKED
        }
        return replace(self, weights=counted)


def read_rules(session: Session, workshop: Workshop) -> Rules:
    row = session.scalar(sa.select(SplitRules).where(SplitRules.workshop_id == workshop.id))
    pairs = session.execute(
        sa.select(SeatPair.kind, SeatPair.first_id, SeatPair.second_id)
        .where(SeatPair.workshop_id == workshop.id)
        .order_by(SeatPair.first_id, SeatPair.second_id)
    ).all()
    ties = {
        kind: tuple((one, other) for said, one, other in pairs if said is kind) for kind in PairKind
    }
    attributes = session.scalars(
        sa.select(Attribute).where(Attribute.workshop_id == workshop.id).order_by(Attribute.id)
    )
    others = {one.key: one.weight for one in attributes}
    if row is None:
        return Rules(
            weights=USUAL_WEIGHTS | others,
            together=ties[PairKind.TOGETHER], apart=ties[PairKind.APART],
        )  # fmt: skip
    return Rules(
        weights={name: getattr(row, f"{name}_weight") for name in WEIGHED} | others,
        first_order=tuple(Level(letter) for letter in row.first_order),
        rerun_order=tuple(Level(letter) for letter in row.rerun_order),
        together=ties[PairKind.TOGETHER],
        apart=ties[PairKind.APART],
    )
