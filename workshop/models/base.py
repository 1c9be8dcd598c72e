"""What every table shares: naming, types, and belonging to a workshop."""

import datetime as dt
from enum import StrEnum
from typing import Any, ClassVar

import sqlalchemy as sa
from sqlalchemy import ForeignKeyConstraint, MetaData, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(sa.types.TypeDecorator[dt.datetime]):
    """An aware moment, kept in UTC; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: sa.Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its time zone")
        moment = value.astimezone(dt.UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(
        self, value: dt.datetime | None, dialect: sa.Dialect
    ) -> dt.datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=dt.UTC) if value.tzinfo is None else value.astimezone(dt.UTC)


def stored_by_value(enum: type[StrEnum]) -> sa.Enum:
    """A closed set as text with a check constraint, the same on every database."""
    return sa.Enum(
        enum,
        values_callable=lambda members: [member.value for member in members],
        native_enum=False,
        create_constraint=True,
        length=20,
        name=enum.__name__.lower(),
    )


class Base(DeclarativeBase):
    """All tables; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime(),
        dict[str, Any]: sa.JSON(),
        list[str]: sa.JSON(),
        list[dict[str, str]]: sa.JSON(),
    }


class Numbered:
    """A row with a running number."""

    id: Mapped[int] = mapped_column(primary_key=True)


class InWorkshop:
    """A row that belongs to one workshop and is deleted with it."""

    workshop_id: Mapped[int] = mapped_column(
        sa.ForeignKey("workshop.id", ondelete="CASCADE"), index=True
    )


def referable() -> UniqueConstraint:
    """Lets other rows of the same workshop point here, and only those."""
    return UniqueConstraint("workshop_id", "id")


def inside(
    column: str, table: str, *, target: str = "id", ondelete: str = "CASCADE"
) -> ForeignKeyConstraint:
    """A reference to `table` that cannot leave the workshop."""
    return ForeignKeyConstraint(
        ["workshop_id", column], [f"{table}.workshop_id", f"{table}.{target}"], ondelete=ondelete
    )
