"""Reads a workshop's people, groups and roles, and makes the engine's problem of them."""

import hashlib
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.assignment.rules_stored import Rules, Ties, read_rules
from workshop.domain.assignment import problem as engine
from workshop.domain.names import fold
from workshop.domain.terms import PersonStatus, PlanState
from workshop.domain.titles import gender_told
from workshop.models import (
    Agency,
    AgencyRole,
    AgencyRoleLink,
    Attribute,
    FocusGroup,
    GroupRole,
    Person,
    PersonRole,
    Placement,
    Plan,
    Workshop,
)

ALWAYS = ("ministry", "seniority")
Seats = Mapping[int, int]
"""Person's id to group's id."""


@dataclass(frozen=True)
class Setting:
    """What a split depends on.

    people: everybody with a confirmed seat, by id.  roles: by person; without any, every group is
    open.  open_to: by group; without any, the group takes everybody.  attributes: those that count,
    in order; values: what is known of people in them, by person and attribute.
    """

    people: dict[int, Person]
    agencies: dict[int, Agency]
    groups: list[FocusGroup]
    roles: dict[int, frozenset[int]]
    open_to: dict[int, frozenset[int]]
    role_names: dict[int, AgencyRole]
    rules: Rules = field(default_factory=Rules)
    attributes: list[Attribute] = field(default_factory=list)
    values: dict[int, dict[int, str]] = field(default_factory=dict)

    def group(self, group_id: int) -> FocusGroup:
        return next(group for group in self.groups if group.id == group_id)

    def agency_of(self, person: Person) -> Agency | None:
        return self.agencies.get(person.agency_id or 0)

    def ministry_of(self, person: Person) -> str:
        """As the agency has it, else as the person typed it; empty when nobody knows."""
        agency = self.agency_of(person)
        return (agency.ministry_th or agency.ministry_en if agency else "") or person.ministry

    def value_of(self, person: Person, attribute: Attribute) -> str:
        """As it was stored; empty when nobody knows."""
        return self.values.get(person.id, {}).get(attribute.id, "")

    def fits(self, person: Person, group: FocusGroup) -> bool:
        """Whether the person's roles, or their agency's, open the group to them."""
        mine, wanted = self.roles.get(person.id), self.open_to.get(group.id)
        return not mine or not wanted or bool(mine & wanted)

    def problem(
        self,
        *,
        pins: Seats,
        before: Seats,
        only: Collection[int] | None = None,
        pinned_by: Mapping[int, str] = MappingProxyType({}),
    ) -> engine.Problem:
        """The engine's problem for all confirmed people, or for those of them in `only`.

        A pin by hand to a group outside somebody's roles opens it to them as a later choice.
        pinned_by: the name of who pinned a person's seat, where it is known.  Pairs count where
        both people are among the chosen.
        """
        codes = {group.id: group.code for group in self.groups}
        chosen = [one for key, one in self.people.items() if only is None or key in only]
        named = {one.id for one in chosen}
        return engine.Problem(
            persons=tuple(
                self._person(
                    one, codes.get(pins.get(one.id, 0)), codes.get(before.get(one.id, 0)),
                    pinned_by.get(one.id, ""),
                )
                for one in chosen
            ),
            groups=tuple(
                engine.Group(
                    group.code, group.seats_min, group.seats_max, group.letter, group.letter
                )
                for group in self.groups
            ),
            attributes=tuple(
                engine.Attribute(name, self.rules.weights[name]) for name in self._mixed_by()
            ),
            together=_among(named, self.rules.together),
            apart=_among(named, self.rules.apart),
        )  # fmt: skip

    def order(self, *, rerun: bool) -> tuple[engine.Level, ...]:
        """The goals, the one that counts most first."""
        return self.rules.rerun_order if rerun else self.rules.first_order

    @cached_property
    def _by_key(self) -> dict[str, Attribute]:
        return {one.key: one for one in self.attributes}

    def _mixed_by(self) -> list[str]:
        """The attributes of the problem: others that do not count are left out."""
        return [name for name, weight in self.rules.weights.items() if weight or name in ALWAYS]

    def _trait(self, person: Person, name: str) -> str:
        """The category somebody belongs to; those of whom it is not known are one as well."""
        if name in self._by_key:
            return fold(self.value_of(person, self._by_key[name]))
        if name == "ministry":
            return self.ministry_of(person)
        if name == "seniority":
            return person.seniority.value
        if name == "language":
            return person.language
        if name == "gender":
            return gender_told(person.prefix)
        return " ".join(str(role) for role in sorted(self.roles.get(person.id, ())))

    def _person(
        self, person: Person, pin: str | None, current: str | None, pinned_by: str
    ) -> engine.Person:
        first = tuple(group.code for group in self.groups if self.fits(person, group))
        later = (pin,) if pin and pin not in first else ()
        organisation = f"{person.agency_id or person.agency_name.casefold() or f'p{person.id}'}"
        return engine.Person(
            id=str(person.id),
            choices=tuple(level for level in (first, later) if level),
            organisation=organisation,
            traits=tuple(self._trait(person, name) for name in self._mixed_by()),
            pin=pin,
            current=current,
            name=f"{person.first_name} {person.last_name}",
            pinned_by=pinned_by if pin else "",
        )


def _among(people: Collection[int], ties: Ties) -> tuple[tuple[str, str], ...]:
    """Those pairs both of whom are among these people."""
    return tuple((str(one), str(other)) for one, other in ties if one in people and other in people)


def read_setting(session: Session, workshop: Workshop) -> Setting:
    """A fixed number of queries, however many people."""
    people = session.scalars(
        sa.select(Person)
        .where(Person.workshop_id == workshop.id, Person.status == PersonStatus.CONFIRMED)
        .order_by(Person.id)
    )
    by_id = {person.id: person for person in people}
    groups = session.scalars(
        sa.select(FocusGroup)
        .where(FocusGroup.workshop_id == workshop.id)
        .order_by(*FocusGroup.by_letter())
    )
    agencies = session.scalars(sa.select(Agency).where(Agency.workshop_id == workshop.id))
    names = session.scalars(sa.select(AgencyRole).where(AgencyRole.workshop_id == workshop.id))
    rules = read_rules(session, workshop)
    counting = [one for one in attributes.defined(session, workshop.id) if one.weight]
    own = _pairs(session, PersonRole.person_id, PersonRole, workshop)
    agency = _pairs(session, AgencyRoleLink.agency_id, AgencyRoleLink, workshop)
    return Setting(
        people=by_id,
        agencies={one.id: one for one in agencies},
        groups=list(groups),
        roles={
            key: own.get(key) or agency.get(person.agency_id or 0, frozenset())
            for key, person in by_id.items()
        },
        open_to=_pairs(session, GroupRole.group_id, GroupRole, workshop),
        role_names={role.id: role for role in names},
        rules=rules,
        attributes=counting,
        values=attributes.by_person(session, workshop.id) if counting else {},
    )


def _pairs(
    session: Session,
    owner: sa.orm.InstrumentedAttribute[int],
    model: type[PersonRole] | type[AgencyRoleLink] | type[GroupRole],
    workshop: Workshop,
) -> dict[int, frozenset[int]]:
    """Roles by who has or takes them."""
    found: dict[int, set[int]] = defaultdict(set)
    for key, role in session.execute(
        sa.select(owner, model.role_id).where(model.workshop_id == workshop.id)
    ):
        found[key].add(role)
    return {key: frozenset(roles) for key, roles in found.items()}


def published_seats(session: Session, workshop: Workshop) -> dict[int, int]:
    """Who sits where by the published plan; empty without one."""
    rows = session.execute(
        sa.select(Placement.person_id, Placement.group_id)
        .join(Plan, Plan.id == Placement.plan_id)
        .where(Plan.workshop_id == workshop.id, Plan.state == PlanState.PUBLISHED)
    )
    return dict(rows.all())


def fingerprint(problem: engine.Problem) -> str:
    """Alike exactly for problems that differ in nothing but pins and what pins opened."""
    bare = [
        (one.id, one.choices[:1], one.organisation, one.traits, one.current)
        for one in problem.persons
    ]
    groups = [(group.id, group.minimum, group.maximum) for group in problem.groups]
    parts: tuple[object, ...] = (bare, groups, [(a.name, a.weight) for a in problem.attributes])
    if problem.together or problem.apart:
        parts += (problem.together, problem.apart)
    said = repr(parts)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:16]
