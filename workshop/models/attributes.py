"""Columns of imported lists that are kept beside people, such as a region; groups can be mixed by
them."""

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from workshop.models.base import Base, InWorkshop, Numbered, inside, referable


class Attribute(Numbered, InWorkshop, Base):
    """What something about people is called, and how much it counts when groups are mixed.

    `heading_key`: the heading under which lists hold it, as compared. `weight`: as in SplitRules,
    0 leaves it out of every split.
    """

    __tablename__ = "attribute"
    __table_args__ = (
        referable(),
        UniqueConstraint("workshop_id", "heading_key"),
        CheckConstraint("name_th <> '' OR name_en <> ''", name="has_a_name"),
        CheckConstraint("heading_key <> ''", name="has_a_heading"),
        CheckConstraint("weight BETWEEN 0 AND 5", name="weight_is_in_range"),
        CheckConstraint("version >= 1", name="version_is_positive"),
    )

    name_th: Mapped[str] = mapped_column(sa.String(120), default="")
    name_en: Mapped[str] = mapped_column(sa.String(120), default="")
    heading_key: Mapped[str] = mapped_column(sa.String(120))
    position: Mapped[int] = mapped_column(default=0)
    weight: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    @property
    def key(self) -> str:
        """What rules, fields of forms and the split call it."""
        return f"attribute_{self.id}"


class AttributeValue(InWorkshop, Base):
    """What is known of somebody in one attribute; without a row it is not known."""

    __tablename__ = "attribute_value"
    __table_args__ = (
        inside("person_id", "person"),
        inside("attribute_id", "attribute"),
        CheckConstraint("value <> ''", name="has_a_value"),
    )

    person_id: Mapped[int] = mapped_column(primary_key=True)
    attribute_id: Mapped[int] = mapped_column(primary_key=True, index=True)
    value: Mapped[str] = mapped_column(sa.String(200))
