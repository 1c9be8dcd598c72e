"""The agencies of a workshop and the roles they play."""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.domain.terms import Seniority
from workshop.models.base import Base, InWorkshop, Numbered, inside, referable, stored_by_value


class AgencyRole(Numbered, InWorkshop, Base):
    """How an agency stands to the host: sets policy, is a partner, uses its services, ..."""

    __tablename__ = "agency_role"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "code"),
        CheckConstraint("code <> '' AND code = lower(code)", name="code_is_usable"),
        CheckConstraint("name_th <> '' OR name_en <> ''", name="has_a_name"),
    )

    code: Mapped[str] = mapped_column(sa.String(40))
    position: Mapped[int] = mapped_column(default=0)
    name_th: Mapped[str] = mapped_column(sa.String(120), default="")
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")


class Agency(Numbered, InWorkshop, Base):
    """A public body; `abbreviations` holds every short form people use, the usual one first."""

    __tablename__ = "agency"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "name_th", "name_en"),
        CheckConstraint("name_th <> '' OR name_en <> ''", name="has_a_name"),
    )

    name_th: Mapped[str] = mapped_column(sa.String(200), default="")
    name_en: Mapped[str] = mapped_column(sa.String(200), default="")
    abbreviations: Mapped[list[str]] = mapped_column(default=list)
    ministry_th: Mapped[str] = mapped_column(sa.String(200), default="")
    ministry_en: Mapped[str] = mapped_column(sa.String(200), default="")
    version: Mapped[int] = mapped_column(default=1)


class AgencyAlias(Numbered, InWorkshop, Base):
    """Another name an agency goes by: typed by people and matched once, or lost in a merge.

    Whoever types it later means this agency; `name_key` is the name as compared.
    """

    __tablename__ = "agency_alias"
    __table_args__ = (
        inside("agency_id", "agency"),
        UniqueConstraint("workshop_id", "name_key"),
        CheckConstraint("name <> '' AND name_key <> ''", name="has_a_name"),
    )

    agency_id: Mapped[int] = mapped_column(index=True)
    name: Mapped[str] = mapped_column(sa.String(200))
    name_key: Mapped[str] = mapped_column(sa.String(200))


class AgencyRoleLink(InWorkshop, Base):
    """This agency has this role."""

    __tablename__ = "agency_role_link"
    __table_args__ = (inside("agency_id", "agency"), inside("role_id", "agency_role"))

    agency_id: Mapped[int] = mapped_column(primary_key=True)
    role_id: Mapped[int] = mapped_column(primary_key=True, index=True)


class SeniorityRule(Numbered, InWorkshop, Base):
    """A position that contains `pattern` has this level.

    Of several that fit, the pattern standing first in the text decides, then the upper rule.
    """

    __tablename__ = "seniority_rule"
    __table_args__ = (
        UniqueConstraint("workshop_id", "pattern"),
        CheckConstraint("pattern <> ''", name="pattern_is_not_empty"),
    )

    position: Mapped[int] = mapped_column(default=0)
    pattern: Mapped[str] = mapped_column(sa.String(120))
    seniority: Mapped[Seniority] = mapped_column(stored_by_value(Seniority))
