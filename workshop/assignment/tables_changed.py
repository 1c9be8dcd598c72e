"""Whose table differs between two plans although their group does not."""

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from workshop.assignment import plans, tables_store
from workshop.assignment.rows import abbreviation_of
from workshop.assignment.setting import Setting, read_setting
from workshop.domain.names import in_thai_order
from workshop.models import FocusGroup, Person, Plan, Workshop


@dataclass(frozen=True)
class Reseated:
    """Somebody in the same group with other tables, round by round; empty: none."""

    person: Person
    abbreviation: str
    group: FocusGroup
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True)
class TablesChanged:
    """people: of groups that have tables in both plans.  gone, come: groups with tables only in
    the first plan, only in the second."""

    people: list[Reseated] = field(default_factory=list)
    gone: list[FocusGroup] = field(default_factory=list)
    come: list[FocusGroup] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.people or self.gone or self.come)


def since_published(session: Session, workshop: Workshop, plan: Plan) -> TablesChanged:
    """Against what people see now; nothing while they see no plan."""
    current = plans.published(session, workshop.id)
    if current is None or current.id == plan.id:
        return TablesChanged()
    return tables_changed(session, read_setting(session, workshop), current, plan)


def tables_changed(session: Session, setting: Setting, a: Plan, b: Plan) -> TablesChanged:
    old, new = plans.placements(session, a), plans.placements(session, b)
    had, has = (set(tables_store.deals(session, plan)) for plan in (a, b))
    before, after = (tables_store.seated(session, list(rows.values())) for rows in (old, new))
    groups = {group.id: group for group in setting.groups}
    both = groups.keys() & had & has
    people = [
        Reseated(
            person, abbreviation_of(setting, person), groups[new[key].group_id],
            before.get(key, ()), after.get(key, ()),
        )
        for key, person in setting.people.items()
        if key in old and key in new and new[key].group_id in both
        and old[key].group_id == new[key].group_id and before.get(key, ()) != after.get(key, ())
    ]  # fmt: skip
    return TablesChanged(
        people=in_thai_order(people, lambda one: f"{one.person.first_name} {one.person.last_name}"),
        gone=[group for key, group in groups.items() if key in had - has],
        come=[group for key, group in groups.items() if key in has - had],
    )
