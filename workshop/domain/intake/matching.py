"""What each row of a list is against the people already there: new, changed, same, or a question.

The same person has the same first and last name (prefix, spaces and Unicode form ignored) and one
more thing in common: agency, e-mail or telephone. An e-mail address alone never makes two rows one
person. The same name with nothing else in common is a question, and is stored neither way.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from workshop.domain.agencies import core_key
from workshop.domain.contacts import phone_extension, phone_key
from workshop.domain.intake.attributes import FIELD, differing, heading_of, joined, key_of
from workshop.domain.intake.rows import Candidate
from workshop.domain.messages import Message, Say, say
from workshop.domain.names import fold, name_key, prefix_key
from workshop.domain.terms import PersonStatus

FIELDS = (
    "prefix", "position", "agency", "ministry", "roles", "email", "phone", "dietary",
    "access_needs", "language",
)  # fmt: skip
"""What a row can change in somebody who is known; the name is what they are known by."""

UNCLEAR_AGENCY = {Say.AGENCY_AMBIGUOUS, Say.AGENCY_UNKNOWN, Say.AGENCY_SUGGESTED}
"""Not worth saying of somebody whose agency is already settled."""


class Kind(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Known(Candidate):
    """Somebody already stored, in the same terms; `row` is 0."""

    id: int = 0
    status: PersonStatus = PersonStatus.CONFIRMED


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row and what it would do. `changes`: field to (before, after), as text."""

    candidate: Candidate
    kind: Kind
    person_id: int | None = None
    changes: dict[str, tuple[str, str]] = field(default_factory=dict)
    notes: tuple[Message, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """One person to store: all rows about them taken together.

    person_id is None for somebody new; `fields` are those that differ from what is stored.
    """

    person_id: int | None
    values: Candidate
    fields: tuple[str, ...]


@dataclass(frozen=True)
class Classified:
    """`outcomes` in the file's order; `entries` new people, then changed ones.

    New people come in the order of their replies where the list has dates, else of its rows.
    """

    outcomes: list[Outcome]
    entries: list[Entry]

    def count(self, kind: Kind) -> int:
        return sum(outcome.kind is kind for outcome in self.outcomes)


@dataclass(slots=True)
class _Cluster:
    """One person: what is stored of them, if anything, and the rows about them."""

    known: Known | None = None
    rows: list[Candidate] = field(default_factory=list)
    signs: set[str] = field(default_factory=set)

    def add(self, row: Candidate) -> None:
        self.rows.append(row)
        self.signs |= _signs(row)


def classify(candidates: Iterable[Candidate], known: Iterable[Known]) -> Classified:
    """Every row gets exactly one outcome; the same input always gives the same.

    Rows of one file are compared with one another as with the people known. Where two rows about
    one person differ, the upper one counts and the lower one says so.
    """
    rows = list(candidates)
    clusters, questions = _cluster([row for row in rows if not row.problems], known)
    outcomes: dict[int, Outcome] = {}
    for row in rows:
        if row.problems:
            outcomes[id(row)] = Outcome(row, Kind.PROBLEM, notes=(*row.problems, *row.notes))
    for row, note in questions:
        outcomes[id(row)] = Outcome(row, Kind.PROBLEM, notes=(note, *row.notes))
    entries = []
    for cluster in clusters:
        entry, found = _settle(cluster)
        entries += [entry] if entry else []
        outcomes |= {id(outcome.candidate): outcome for outcome in found}
    place = {(row.sheet, row.row): at for at, row in enumerate(rows)}
    entries.sort(
        key=lambda one: (
            one.person_id is not None,
            one.values.replied or dt.date.max,
            place[one.values.sheet, one.values.row],
        )
    )
    return Classified([outcomes[id(row)] for row in rows], entries)


def _cluster(
    rows: list[Candidate], known: Iterable[Known]
) -> tuple[list[_Cluster], list[tuple[Candidate, Message]]]:
    """People, and the rows that may be somebody of the same name, with the question to ask."""
    by_name: dict[str, list[_Cluster]] = defaultdict(list)
    for person in known:
        key = name_key(person.first_name, person.last_name)
        by_name[key].append(_Cluster(person, [], _signs(person)))
    waiting = rows
    while waiting:
        left = [row for row in waiting if not _joined(row, by_name)]
        if len(left) == len(waiting):
            break
        waiting = left
    questions = [(row, _question(row, by_name)) for row in waiting]
    return [one for same in by_name.values() for one in same if one.rows], questions


def _joined(row: Candidate, by_name: dict[str, list[_Cluster]]) -> bool:
    """Put the row to its person, or start a new one; False while it is a question."""
    same_name = by_name[name_key(row.first_name, row.last_name)]
    if not same_name:
        same_name.append(_Cluster())
        same_name[0].add(row)
        return True
    fitting = _fitting(row, same_name)
    if len(fitting) == 1:
        fitting[0].add(row)
    return len(fitting) == 1


def _fitting(row: Candidate, same_name: list[_Cluster]) -> list[_Cluster]:
    """Those of the same name with something else in common; e-mail and telephone say more."""
    signs = _signs(row) | {f"agency {option}" for option in row.agency_options}
    fitting = [one for one in same_name if one.signs & signs]
    if len(fitting) < 2:
        return fitting
    strong = {sign for sign in signs if sign.startswith(("email ", "phone "))}
    surer = [one for one in fitting if one.signs & strong]
    return surer if len(surer) == 1 else fitting


def _signs(row: Candidate) -> set[str]:
    """What can tell two people of one name apart, or show that they are one."""
    signs = set()
    if row.agency_id is not None:
        signs.add(f"agency {row.agency_id}")
    if row.agency:
        signs.add(f"called {core_key(row.agency)}")
    if row.email:
        signs.add(f"email {row.email}")
    if row.phone:
        signs.add(f"phone {phone_key(row.phone)}")
    return signs


def _question(row: Candidate, by_name: dict[str, list[_Cluster]]) -> Message:
    same_name = by_name[name_key(row.first_name, row.last_name)]
    fitting = _fitting(row, same_name)
    other = (fitting or same_name)[0]
    first = other.known or other.rows[0]
    key = Say.SAME_NAME_SEVERAL if len(fitting) > 1 else Say.SAME_NAME_ONLY
    return say(key, row=0 if other.known else first.row, agency=first.agency or first.email)


def _settle(cluster: _Cluster) -> tuple[Entry | None, list[Outcome]]:
    """What the rows about one person come to."""
    if cluster.known and cluster.known.status is PersonStatus.CANCELLED:
        note = say(Say.IS_CANCELLED)
        return None, [
            Outcome(row, Kind.SAME, cluster.known.id, notes=(note, *row.notes))
            for row in cluster.rows
        ]
    merged: Candidate = cluster.known or cluster.rows[0]
    decided: dict[str, int] = {}
    changed: dict[str, None] = {}
    outcomes = []
    for row in cluster.rows:
        changes, notes = _compare(row, merged, decided)
        for name in changes:
            decided[name] = row.row
            merged = _taken(name, row, merged)
        changed |= dict.fromkeys(changes)
        outcomes.append(_outcome(row, cluster, changes, notes))
        said = [name for name in FIELDS if getattr(row, name)]
        said += [FIELD + key_of(heading) for heading, _value in row.kept]
        decided |= {name: row.row for name in said if name not in decided}
    person_id = cluster.known.id if cluster.known else None
    if person_id is not None and not changed:
        return None, outcomes
    first = cluster.rows[0]
    values = replace(merged, row=first.row, sheet=first.sheet)
    return Entry(person_id, values, tuple(changed)), outcomes


def _outcome(
    row: Candidate, cluster: _Cluster, changes: dict[str, tuple[str, str]], notes: list[Message]
) -> Outcome:
    first = cluster.rows[0]
    person_id = cluster.known.id if cluster.known else None
    known = _settled_elsewhere(cluster)
    said = tuple(note for note in row.notes if note.key not in known)
    if row is first and person_id is None:
        return Outcome(row, Kind.NEW, notes=(*said, *notes))
    if cluster.known and cluster.known.agency_id is not None and row.agency_id is None:
        said = tuple(note for note in said if note.key not in UNCLEAR_AGENCY)
    if row is not first:
        notes.insert(0, say(Say.SAME_AS_ROW, row=first.row))
    kind = Kind.CHANGED if changes else Kind.SAME
    return Outcome(row, kind, person_id, changes, (*notes, *said))


def _settled_elsewhere(cluster: _Cluster) -> set[Say]:
    """What a row lacks but the person has: it is stored, or stands in another row about them."""
    told = [*cluster.rows, *([cluster.known] if cluster.known else [])]
    return {
        *([Say.NO_CONTACT] if any(one.email or one.phone for one in told) else []),
        *([Say.NO_AGENCY] if any(one.agency for one in told) else []),
    }


def _compare(
    row: Candidate, merged: Candidate, decided: dict[str, int]
) -> tuple[dict[str, tuple[str, str]], list[Message]]:
    """What this row brings that is new, and where it contradicts a row above it.

    Empty cells never erase. decided: field to the row of this file that settled it.
    """
    changes: dict[str, tuple[str, str]] = {}
    notes: list[Message] = []
    for name in FIELDS:
        if not getattr(row, name) or _alike(name, row, merged):
            continue
        if name in decided:
            notes.append(say(Say.DIFFERS_FROM_ROW, field=name, row=decided[name]))
        elif name == "agency" and row.agency_id is None and merged.agency_id is not None:
            notes.append(say(Say.AGENCY_KEPT, typed=row.agency, agency=merged.agency))
        else:
            changes[name] = (_shown(name, merged), _shown(name, row))
    for heading, old, new in differing(row.kept, merged.kept):
        if (settled := decided.get(FIELD + key_of(heading))) is not None:
            notes.append(say(Say.DIFFERS_FROM_ROW, field=FIELD + heading, row=settled))
        else:
            changes[FIELD + heading] = (old, new)
    return changes, notes


def _alike(name: str, row: Candidate, merged: Candidate) -> bool:
    if name == "agency":
        return _same_agency(row, merged)
    if name == "roles":
        return set(row.roles) == set(merged.roles)
    old, new = getattr(merged, name), getattr(row, name)
    if name == "prefix":
        return prefix_key(old) == prefix_key(new)
    if name == "phone":
        same = phone_key(old) == phone_key(new)
        return same and phone_extension(new) in ("", phone_extension(old))
    if name == "ministry":
        same_agency = row.agency_id is not None and row.agency_id == merged.agency_id
        return same_agency or core_key(old) == core_key(new)
    return fold(old) == fold(new)


def _same_agency(row: Candidate, merged: Candidate) -> bool:
    if row.agency_id is not None or merged.agency_id is None:
        same_text = core_key(row.agency) == core_key(merged.agency)
        return row.agency_id == merged.agency_id and (row.agency_id is not None or same_text)
    return merged.agency_id in row.agency_options or core_key(row.agency) == core_key(merged.agency)


def _shown(name: str, one: Candidate) -> str:
    value = getattr(one, name)
    return " ".join(value) if name == "roles" else str(value)


def _taken(name: str, row: Candidate, merged: Candidate) -> Candidate:
    if name == "agency":
        return replace(merged, agency=row.agency, agency_id=row.agency_id)
    if (kept := heading_of(name)) is not None:
        return replace(merged, kept=joined(merged.kept, tuple(o for o in row.kept if o[0] == kept)))
    return replace(merged, **{name: getattr(row, name)})
