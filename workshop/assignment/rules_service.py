"""An organiser's rules for every split: pairs of people, weights, and the order of goals."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from workshop import attributes
from workshop.assignment import plans
from workshop.assignment.rules_stored import WEIGHED, Rules, read_rules
from workshop.assignment.setting import Setting, published_seats, read_setting
from workshop.attributes import Offered
from workshop.domain.assignment import contradictions
from workshop.domain.assignment.problem import Conflict, Level, Problem
from workshop.domain.names import fold, in_thai_order, name_key
from workshop.domain.terms import PairKind, PlanState
from workshop.errors import NotFoundError, WorkshopError
from workshop.i18n import _, _l, language, local, plain
from workshop.models import (
    Account,
    Attribute,
    Person,
    Plan,
    SeatPair,
    SplitRules,
    Workshop,
)
from workshop.planning.editing import By, fill, hold, seen

NOBODY = _l("Nobody with a seat has this name. Choose somebody from the list.")
SEVERAL = _l("Several people have this name. Choose one of them from the list.")
GONE = _l("This pair was removed already.")
MOST_TYPED = 400
"""Characters of a name that are looked at."""


@dataclass(frozen=True)
class PairSaid:
    """A stored pair. said_by: the name of who asked for it; counts: both people have a seat."""

    pair: SeatPair
    first: Person
    second: Person
    said_by: str
    counts: bool


def stored(session: Session, workshop: Workshop) -> SplitRules:
    """The workshop's weights and goals; a row that is not stored yet holds the usual ones."""
    found = session.scalar(sa.select(SplitRules).where(SplitRules.workshop_id == workshop.id))
    usual = Rules()
    return found or SplitRules(
        workshop_id=workshop.id, version=0,
        first_order="".join(usual.first_order), rerun_order="".join(usual.rerun_order),
        **{f"{name}_weight": weight for name, weight in usual.weights.items()},
    )  # fmt: skip


def values(session: Session, workshop: Workshop, row: SplitRules) -> dict[str, Any]:
    """What the form shows. A first split moves nobody, so its order goes without moves."""
    return {
        **{name: getattr(row, f"{name}_weight") for name in WEIGHED},
        **{one.key: one.weight for one in attributes.defined(session, workshop.id)},
        "first_order": row.first_order.replace(Level.MOVES.value, ""),
        "rerun_order": row.rerun_order,
    }


def change(
    session: Session, workshop: Workshop, wanted: Mapping[str, Any], *, version: int | None, by: By
) -> None:
    """Stores weights and goals; raises ChangedMeanwhileError when they are not what was seen."""
    hold(session, workshop)
    row = stored(session, workshop)
    seen(version or 0, row.version, values(session, workshop, row))
    fill(row, {f"{name}_weight": wanted[name] for name in WEIGHED})
    row.first_order = f"{wanted['first_order']}{Level.MOVES.value}"
    row.rerun_order = wanted["rerun_order"]
    row.version += 1
    session.add(row)
    named = _weigh(attributes.defined(session, workshop.id), wanted)
    session.flush()
    weights = " ".join(f"{name} {wanted[name]}" for name in WEIGHED)
    said = f"{row.first_order} {row.rerun_order} {weights}"
    by.record(session, workshop, "rules.changed", f"{named} · {said}" if named else said)


def _weigh(rows: list[Attribute], wanted: Mapping[str, Any]) -> str:
    """Gives the names and weights of those that count; who says nothing of one leaves it be."""
    for one in rows:
        weight = wanted.get(one.key, one.weight)
        if weight != one.weight:
            one.weight, one.version = weight, one.version + 1
    return ", ".join(f"{one.name_th or one.name_en} {one.weight}" for one in rows if one.weight)


@dataclass(frozen=True)
class Mixed:
    """An attribute as the rules offer it, with what people have in it."""

    key: str
    name: str
    has: Offered


def mixed(session: Session, workshop: Workshop) -> list[Mixed]:
    """Every attribute with what people have in it."""
    offered = attributes.offered(session, workshop.id)
    return [
        Mixed(one.key, local(one, "name"), offered.get(one.id, Offered()))
        for one in attributes.defined(session, workshop.id)
    ]


def pairs(session: Session, workshop: Workshop, setting: Setting) -> list[PairSaid]:
    """Every pair, those with people who cancelled included, by the names."""
    rows = session.scalars(sa.select(SeatPair).where(SeatPair.workshop_id == workshop.id)).all()
    wanted = {key for row in rows for key in (row.first_id, row.second_id)}
    people = {
        one.id: one
        for one in session.scalars(
            sa.select(Person).where(Person.workshop_id == workshop.id, Person.id.in_(wanted))
        )
    }
    accounts = session.execute(
        sa.select(Account.email, Account.name).where(
            Account.email.in_({row.said_by for row in rows})
        )
    )
    names = dict(accounts.all())
    found = [
        PairSaid(
            pair=row, first=people[row.first_id], second=people[row.second_id],
            said_by=names.get(row.said_by) or row.said_by,
            counts=row.first_id in setting.people and row.second_id in setting.people,
        )
        for row in rows
    ]  # fmt: skip
    return in_thai_order(found, lambda one: f"{name_of(one.first)} {name_of(one.second)}")


def name_of(person: Person) -> str:
    return f"{person.first_name} {person.last_name}"


def label(setting: Setting, person: Person) -> str:
    """How somebody is offered: name, agency, and the code that tells namesakes apart."""
    agency = setting.agency_of(person)
    where = plain(agency, "name") if agency else person.agency_name
    return f"{name_of(person)} · {where} · {person.short_code}"


def labels(setting: Setting) -> list[str]:
    """Everybody with a seat, as in a Thai dictionary."""
    return in_thai_order((label(setting, one) for one in setting.people.values()), str)


def add_pair(
    session: Session, workshop: Workshop, *, first: str, second: str, kind: PairKind, by: By
) -> SeatPair:
    """Stores that two people sit together or apart; `first` and `second` are typed or chosen names.

    Raises WorkshopError, which belongs to a field, when a name means nobody or several people, or
    when the pair contradicts other pairs, pins or the people's roles.
    """
    hold(session, workshop)
    setting = read_setting(session, workshop)
    one, other = _meant(setting, first, "first"), _meant(setting, second, "second")
    if one is other:
        raise WorkshopError(_l("Choose two different people"), field="second")
    low, high = sorted((one.id, other.id))
    known = session.scalar(
        sa.select(SeatPair).where(
            SeatPair.workshop_id == workshop.id,
            SeatPair.first_id == low,
            SeatPair.second_id == high,
        )
    )
    if known is not None:
        raise WorkshopError(_said_already(known.kind), field="second")
    _refuse_contradiction(session, workshop, setting, kind, (low, high))
    pair = SeatPair(
        workshop_id=workshop.id, first_id=low, second_id=high, kind=kind, said_by=by.actor,
        said_at=by.now,
    )  # fmt: skip
    session.add(pair)
    session.flush()
    by.record(session, workshop, f"rules.{kind}", f"{low} {high}")
    return pair


def unknown(session: Session, workshop: Workshop, typed: Mapping[str, str]) -> list[WorkshopError]:
    """A sentence for each field whose name means nobody, or several people."""
    setting = read_setting(session, workshop)
    found = []
    for field, name in typed.items():
        try:
            _meant(setting, name, field)
        except WorkshopError as error:
            found.append(error)
    return found


def remove_pair(session: Session, workshop: Workshop, number: int, *, by: By) -> None:
    """Raises NotFoundError when it is gone already."""
    hold(session, workshop)
    pair = session.scalar(
        sa.select(SeatPair).where(SeatPair.workshop_id == workshop.id, SeatPair.id == number)
    )
    if pair is None:
        raise NotFoundError(GONE)
    by.record(session, workshop, "rules.pair_removed", f"{pair.first_id} {pair.second_id}")
    session.delete(pair)


def changed_since(session: Session, workshop: Workshop, plan: Plan) -> bool:
    """Whether a draft was solved with other rules than those of now."""
    if plan.state is not PlanState.DRAFT or not plan.result:
        return False
    from_then = plan.result.get("rules", "")
    return bool(from_then != read_rules(session, workshop).mark)


def _meant(setting: Setting, typed: str, field: str) -> Person:
    """The one person with a seat whom a typed name means: as offered, by code, or by name."""
    text = typed[:MOST_TYPED]
    people = setting.people.values()
    words = {word.upper() for word in text.replace("·", " ").split()}
    for found in (
        [one for one in people if label(setting, one) == text],
        [one for one in people if one.short_code in words],
        [one for one in people if one.name_key == name_key(*_parted(text))],
        [one for one in people if text and fold(text) in fold(name_of(one))],
    ):
        if len(found) > 1:
            raise WorkshopError(SEVERAL, field=field)
        if found:
            return found[0]
    raise WorkshopError(NOBODY, field=field)


def _parted(text: str) -> tuple[str, str]:
    first, _space, last = text.partition("·")[0].strip().partition(" ")
    return first, last


def _said_already(kind: PairKind) -> object:
    if kind is PairKind.TOGETHER:
        return _l("These two are to sit together already. Remove that pair first to change it.")
    return _l("These two are to sit apart already. Remove that pair first to change it.")


def _refuse_contradiction(
    session: Session, workshop: Workshop, setting: Setting, kind: PairKind, tie: tuple[int, int]
) -> None:
    plan = plans.working(session, workshop)
    rows = plans.placements(session, plan) if plan else {}
    pins, before = plans.pins_in(rows, setting), published_seats(session, workshop)
    known = setting.problem(pins=pins, before=before)
    pair = ((str(tie[0]), str(tie[1])),)
    wanted = (
        replace(known, together=known.together + pair)
        if kind is PairKind.TOGETHER
        else replace(known, apart=known.apart + pair)
    )
    already = _contradictions(known)
    for found in _contradictions(wanted):
        if found not in already:
            said = found.th if language() == "th" else found.en
            help_ = _("Remove what stands against it first.")
            raise WorkshopError(f"{said} {help_}", field="second")


def _contradictions(problem: Problem) -> list[Conflict]:
    return [*contradictions.pairs(problem), *contradictions.pins(problem)]
