"""Who sits in which group: plans, their placements, and the moves that made them."""

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import PlanState, RunKind, RunState, SolveStatus
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class Plan(Numbered, InWorkshop, Base):
    """A split of the people over the groups.

    `result` holds score, bound and proven levels as the engine gave them; it is null after a move
    by hand until it is worked out again. At most one plan of a workshop is published.
    """

    __tablename__ = "plan"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "number"),
        sa.Index(
            "uq_plan_one_published",
            "workshop_id",
            unique=True,
            sqlite_where=sa.text("state = 'published'"),
            postgresql_where=sa.text("state = 'published'"),
        ),
        CheckConstraint("number >= 1", name="number_is_positive"),
        CheckConstraint(
            "state <> 'published' OR published_at IS NOT NULL", name="published_has_a_time"
        ),
    )

    number: Mapped[int]
    state: Mapped[PlanState] = mapped_column(stored_by_value(PlanState), default=PlanState.DRAFT)
    status: Mapped[SolveStatus] = mapped_column(stored_by_value(SolveStatus))
    seed: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    result: Mapped[dict[str, Any]] = mapped_column(default=dict)
    effective_on: Mapped[dt.date | None]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    created_at: Mapped[dt.datetime]
    published_at: Mapped[dt.datetime | None]
    version: Mapped[int] = mapped_column(default=1)


class Placement(InWorkshop, Base):
    """A person's seat in one plan, and why.

    `pinned_by` is an e-mail address of staff; empty where nothing is pinned, or nobody noted it.
    """

    __tablename__ = "placement"
    __table_args__ = (
        inside("plan_id", "plan"),
        inside("person_id", "person"),
        inside("group_id", "focus_group", ondelete="NO ACTION"),
        CheckConstraint("table_number >= 1", name="table_number_is_positive"),
    )

    plan_id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    group_id: Mapped[int] = mapped_column(index=True)
    table_number: Mapped[int | None]
    pinned: Mapped[bool] = mapped_column(default=False)
    pinned_by: Mapped[str] = mapped_column(sa.String(254), default="")
    reason_th: Mapped[str] = mapped_column(sa.String(400), default="")
    reason_en: Mapped[str] = mapped_column(sa.String(400), default="")


class PlanMove(Numbered, InWorkshop, Base):
    """One move or pin by hand, kept so that it can be undone.

    `former` holds what else the change replaced: the plan's status, and the reasons.
    """

    __tablename__ = "plan_move"
    __table_args__ = (
        inside("plan_id", "plan"),
        inside("person_id", "person"),
        inside("from_group_id", "focus_group"),
        inside("to_group_id", "focus_group"),
        sa.Index("ix_plan_move_plan_id", "plan_id"),
    )

    plan_id: Mapped[int]
    person_id: Mapped[int]
    from_group_id: Mapped[int]
    to_group_id: Mapped[int]
    was_pinned: Mapped[bool]
    was_pinned_by: Mapped[str] = mapped_column(sa.String(254), default="")
    is_pinned: Mapped[bool]
    moved_at: Mapped[dt.datetime]
    former: Mapped[dict[str, Any]] = mapped_column(default=dict)


class SolveRun(Numbered, InWorkshop, Base):
    """Something worked out in a child process; at most one of a workshop at a time.

    Whoever watches the child renews `seen_at`; a run that is no longer seen has died. `progress`
    and `outcome` are what the page tells, see assignment/runs_told.py. `plan_id` is the draft that
    a split became, or whose tables were dealt; the record goes with it.
    """

    __tablename__ = "solve_run"
    __table_args__ = (
        inside("plan_id", "plan"),
        sa.Index(
            "uq_solve_run_one_at_a_time",
            "workshop_id",
            unique=True,
            sqlite_where=sa.text("state IN ('waiting', 'running')"),
            postgresql_where=sa.text("state IN ('waiting', 'running')"),
        ),
        sa.Index("ix_solve_run_state_seen_at", "state", "seen_at"),
        sa.Index("ix_solve_run_plan_id", "plan_id"),
        CheckConstraint(
            "(state IN ('waiting', 'running')) = (finished_at IS NULL)",
            name="finished_has_a_time",
        ),
    )

    kind: Mapped[RunKind] = mapped_column(stored_by_value(RunKind))
    state: Mapped[RunState] = mapped_column(stored_by_value(RunState), default=RunState.WAITING)
    seed: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    effort: Mapped[str] = mapped_column(sa.String(20), default="normal")
    goals: Mapped[str] = mapped_column(sa.String(4))
    progress: Mapped[dict[str, Any]] = mapped_column(default=dict)
    outcome: Mapped[dict[str, Any]] = mapped_column(default=dict)
    requested_by: Mapped[str] = mapped_column(sa.String(254))
    started_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
    finished_at: Mapped[dt.datetime | None]
    plan_id: Mapped[int | None]
