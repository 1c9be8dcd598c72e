"""What the page of a group's tables shows: rounds, how good they are, and who is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workshop.assignment import plans, tables_store
from workshop.assignment.rows import abbreviation_of
from workshop.assignment.setting import Setting, read_setting
from workshop.assignment.tables_service import people_in, problem_of
from workshop.assignment.tables_told import (
    USUAL_SIZE,
    Said,
    effect_words,
    joined_pairs,
    size_words,
    tell,
    uneven_tables,
    unusual_words,
)
from workshop.domain.assignment.tables import TableProblem, Tables, even_sizes
from workshop.domain.assignment.tables_change import Weighed
from workshop.domain.terms import PlanState
from workshop.i18n import _
from workshop.models import FocusGroup, Person, Placement, Plan, TableDeal, Workshop

LEAST_SIZE = 3
USUAL_ROUNDS = 3


@dataclass(frozen=True)
class Guest:
    """Somebody at a table. colleague: somebody of their agency sits there too."""

    person: Person
    abbreviation: str
    colleague: bool


@dataclass(frozen=True)
class Table:
    number: int
    guests: list[Guest]


@dataclass(frozen=True)
class Place:
    """Where somebody could go in a round: `value` is what the form sends."""

    value: str
    words: str


@dataclass(frozen=True)
class Turn:
    """Where the chosen person sits in a round, and where else they could."""

    number: int
    table: int
    moves: list[Place]
    swaps: list[Place]


@dataclass(frozen=True)
class Chosen:
    """again: with whom the person shares a table in more than one round."""

    person: Person
    agency: str
    turns: list[Turn]
    again: frozenset[int]


@dataclass(frozen=True)
class Sizes:
    """How many tables can be chosen, as (count, words), and what is proposed."""

    usual: list[tuple[int, str]]
    other: list[tuple[int, str]]
    proposed: int


@dataclass(frozen=True)
class Around:
    """A plan with all that is read once, however many groups are shown."""

    plan: Plan
    setting: Setting
    rows: dict[int, Placement]
    deals: dict[int, TableDeal]


@dataclass(frozen=True)
class TablesPage:
    """rounds: [round][table], none before tables were dealt. unseated: in the group without a
    table. unusual: how the tables differ from the usual size, in words. joined: pairs kept apart
    that share a table, in words. moves: changes that can be
    undone; changed: whether somebody sits elsewhere than dealt.
    """

    plan: Plan
    setting: Setting
    group: FocusGroup
    people: int
    sizes: Sizes
    unusual: str
    deal: TableDeal | None
    dealt: frozenset[int]
    rounds: list[list[Table]]
    unseated: list[Person]
    uneven: list[str]
    joined: list[str]
    said: Said | None
    moves: int
    changed: bool
    chosen: Chosen | None

    @property
    def is_draft(self) -> bool:
        return self.plan.state is PlanState.DRAFT


def read_tables(
    session: Session, workshop: Workshop, plan: Plan, code: str | None, person_id: int | None
) -> TablesPage | None:
    """The tables of a group, or of the first one; None where there is no such group."""
    setting = read_setting(session, workshop)
    rows, deals = plans.placements(session, plan), tables_store.deals(session, plan)
    group = next((one for one in setting.groups if code in (None, one.code)), None)
    if group is None:
        return None
    return _page(session, Around(plan, setting, rows, deals), group, person_id)


def read_dealt(session: Session, workshop: Workshop, plan: Plan) -> list[TablesPage]:
    """All groups in which people have tables."""
    setting = read_setting(session, workshop)
    rows, deals = plans.placements(session, plan), tables_store.deals(session, plan)
    around = Around(plan, setting, rows, deals)
    chosen = [group for group in setting.groups if group.id in deals]
    pages = [_page(session, around, group, None) for group in chosen]
    return [page for page in pages if page.rounds]


def _page(session: Session, around: Around, group: FocusGroup, person_id: int | None) -> TablesPage:
    setting, deal = around.setting, around.deals.get(group.id)
    people = people_in(setting, plans.seats_in(around.rows, setting), group)
    known = tables_store.seated(session, [around.rows[person] for person in people])
    seated = _whole(deal, known)
    problem, tables = problem_of_seated(setting, deal, seated) if deal else (None, ())
    kept = deal.result if deal else {}
    dealt = {int(key): tuple(mine) for key, mine in kept.get("seats", {}).items()}
    return TablesPage(
        plan=around.plan,
        setting=setting,
        group=group,
        people=len(people),
        sizes=sizes_for(len(people)),
        unusual=unusual_words(even_sizes(len(people), deal.tables)) if deal and people else "",
        deal=deal,
        dealt=frozenset(around.deals),
        rounds=_rounds(setting, problem, tables) if problem else [],
        unseated=[setting.people[key] for key in people if key not in seated] if deal else [],
        uneven=uneven_tables(tables),
        joined=joined_pairs(problem, tables) if problem else [],
        said=tell(problem, tables) if problem else None,
        moves=len(kept.get("moves", ())),
        changed=any(dealt.get(key, mine) != mine for key, mine in seated.items()),
        chosen=_chosen(setting, problem, tables, seated, person_id) if problem else None,
    )


def _whole(deal: TableDeal | None, known: tables_store.Seated) -> dict[int, tuple[int, ...]]:
    """Those who have a table in every round of the deal."""
    if deal is None:
        return {}
    return {
        key: mine for key, mine in known.items()
        if len(mine) == deal.rounds and max(mine) <= deal.tables
    }  # fmt: skip


def problem_of_seated(
    setting: Setting, deal: TableDeal, seated: tables_store.Seated
) -> tuple[TableProblem | None, Tables]:
    """What is scored: those who have tables; fewer people than tables count as one each."""
    if not seated:
        return None, ()
    people = [key for key in setting.people if key in seated]
    count = min(deal.tables, len(people))
    problem = problem_of(setting, people, count=count, rounds=deal.rounds)
    tables = tuple(
        tuple(
            tuple(str(key) for key in people if seated[key][turn] == number)
            for number in range(1, deal.tables + 1)
        )
        for turn in range(deal.rounds)
    )
    return problem, tables


def sizes_for(people: int) -> Sizes:
    usual: list[tuple[int, str]] = []
    other: list[tuple[int, str]] = []
    for count in range(1, max(people // LEAST_SIZE, 1) + 1 if people else 1):
        sizes = even_sizes(people, count)
        words, note = size_words(count, sizes), unusual_words(sizes)
        if note:
            other.append((count, f"{words}: {note}"))
        else:
            usual.append((count, words))
    best = max(round(people / sum(USUAL_SIZE) * 2), 1)
    return Sizes(usual, other, min((one for one, _words in usual), default=best,
                                   key=lambda count: abs(count - best)))  # fmt: skip


def _rounds(setting: Setting, problem: TableProblem, tables: Tables) -> list[list[Table]]:
    agency = {person.id: person.organisation for person in problem.persons}
    return [
        [
            Table(number, [_guest(setting, key, table, agency) for key in table])
            for number, table in enumerate(tables_now, start=1)
        ]
        for tables_now in tables
    ]


def _guest(setting: Setting, key: str, table: tuple[str, ...], agency: Mapping[str, str]) -> Guest:
    person = setting.people[int(key)]
    return Guest(
        person=person,
        abbreviation=abbreviation_of(setting, person),
        colleague=any(agency[other] == agency[key] for other in table if other != key),
    )


def _chosen(
    setting: Setting, problem: TableProblem, tables: Tables, seated: tables_store.Seated,
    person_id: int | None,
) -> Chosen | None:  # fmt: skip
    mine = seated.get(person_id or 0)
    if mine is None or person_id is None:
        return None
    person = setting.people[person_id]
    weighed = Weighed(problem, tables)
    return Chosen(
        person=person,
        agency=abbreviation_of(setting, person),
        turns=[
            Turn(
                number=turn + 1,
                table=table,
                moves=_moves(weighed, len(problem.persons), turn, str(person_id), table),
                swaps=_swaps(setting, weighed, turn, str(person_id), seated),
            )
            for turn, table in enumerate(mine)
        ],
        again=frozenset(
            other
            for other, theirs in seated.items()
            if sum(one == two for one, two in zip(mine, theirs, strict=True)) > 1
        ),
    )


def _moves(weighed: Weighed, people: int, turn: int, key: str, here: int) -> list[Place]:
    """Other tables, the first one first."""
    found = []
    for number, table in enumerate(weighed.tables[turn], start=1):
        if number != here:
            change = weighed.change(turn, {key: number - 1})
            where = _("Table %(number)s, %(num)s people", number=number, num=len(table))
            found.append(Place(f"t{number}", f"{where}: {effect_words(change, people)}"))
    return found


def _swaps(
    setting: Setting, weighed: Weighed, turn: int, key: str, seated: Mapping[int, tuple[int, ...]]
) -> list[Place]:
    """People of other tables, the best to change places with first."""
    here = seated[int(key)][turn]
    ranked = []
    for other, tables in seated.items():
        if tables[turn] == here:
            continue
        change = weighed.change(turn, {key: tables[turn] - 1, str(other): here - 1})
        person = setting.people[other]
        who = _("%(name)s, table %(number)s", name=f"{person.first_name} {person.last_name}",
                number=tables[turn])  # fmt: skip
        place = Place(f"p{other}", f"{who}: {effect_words(change, len(seated))}")
        ranked.append((change.key(), other, place))
    return [place for _rank, _other, place in sorted(ranked, key=lambda one: one[:2])]
