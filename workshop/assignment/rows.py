"""A person as the board shows them: agency, ministry, level, pairs, and what is special."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from workshop.assignment.pairs import Pair
from workshop.assignment.setting import Seats, Setting
from workshop.assignment.sieve import UNKNOWN, Traits, plainly
from workshop.domain.names import fold, in_thai_order
from workshop.domain.terms import Seniority
from workshop.i18n import _, language
from workshop.models import Attribute, FocusGroup, Person, Placement
from workshop.people.wording import SENIORITIES

MINISTRY = ("กระทรวง", "Ministry of ")
MOST_OTHERS = 3
"""So many other groups stand as marks beside a name; more are a number."""


@dataclass(frozen=True)
class Row:
    """Somebody in a group.

    others: letters of the groups they could also be in.  choice: in words where the seat is not a
    first choice.  outside: no role of theirs opens the group.
    """

    person: Person
    abbreviation: str
    ministry: str
    level: str
    choice: str
    traits: Traits
    pinned: bool
    others: list[str]
    moved: bool
    outside: bool
    pairs: list[Pair]
    shown: bool

    @property
    def ministry_short(self) -> str:
        """Without the word that begins the names of most."""
        for word in MINISTRY:
            if self.ministry.startswith(word) and len(self.ministry) > len(word):
                return self.ministry[len(word) :]
        return self.ministry

    @property
    def sorted_by(self) -> str:
        return f"{self.abbreviation} {self.person.first_name} {self.person.last_name}"

    @property
    def marks(self) -> str:
        return " ".join(sorted(self.traits.marks))

    @property
    def values(self) -> str:
        """One a line."""
        return "\n".join(sorted(self.traits.values))

    @property
    def few(self) -> list[str]:
        return self.others[:MOST_OTHERS]

    @property
    def more(self) -> int:
        return max(len(self.others) - MOST_OTHERS, 0)

    @property
    def split(self) -> list[Pair]:
        """Pairs that are not kept."""
        return [pair for pair in self.pairs if not pair.kept]

    @property
    def conflict(self) -> bool:
        return self.outside or bool(self.split)


@dataclass(frozen=True)
class Column:
    """A group with its people; `excess` is how many too many, below 0 too few."""

    group: FocusGroup
    rows: list[Row]

    @property
    def excess(self) -> int:
        number = len(self.rows)
        return max(number - self.group.seats_max, 0) - max(self.group.seats_min - number, 0)

    @property
    def found(self) -> int:
        return sum(row.shown for row in self.rows)


@dataclass(frozen=True)
class Around:
    """What the rows are made of, beside the people themselves; moved: who moved."""

    setting: Setting
    placements: Mapping[int, Placement]
    seats: Seats
    pairs: Mapping[int, list[Pair]]
    moved: set[int]
    shown: Callable[[Traits], bool]


def columns(around: Around) -> list[Column]:
    """Every group with its people, by agency and then by name as in a Thai dictionary."""
    setting = around.setting
    levels = {level: str(words) for level, words in SENIORITIES.items()}
    members: dict[int, list[Row]] = {group.id: [] for group in setting.groups}
    open_to: dict[object, list[FocusGroup]] = {}
    for key, group_id in around.seats.items():
        person = setting.people[key]
        roles = setting.roles.get(key)
        if roles not in open_to:
            open_to[roles] = [one for one in setting.groups if setting.fits(person, one)]
        members[group_id].append(_row(around, person, group_id, open_to[roles], levels))
    ordered = in_thai_order(
        [(group_id, row) for group_id, rows in members.items() for row in rows],
        lambda pair: pair[1].sorted_by,
    )
    for rows in members.values():
        rows.clear()
    for group_id, row in ordered:
        members[group_id].append(row)
    return [Column(group, members[group.id]) for group in setting.groups]


def _row(
    around: Around, person: Person, group_id: int, fitting: list[FocusGroup],
    levels: Mapping[Seniority, str],
) -> Row:  # fmt: skip
    setting, pairs = around.setting, around.pairs.get(person.id, [])
    pinned, moved = around.placements[person.id].pinned, person.id in around.moved
    others = [one.letter for one in fitting if one.id != group_id]
    outside = len(others) == len(fitting)
    conflict = outside or any(not pair.kept for pair in pairs)
    held = {
        "pinned": pinned, "moved": moved, "also": bool(others), "conflict": conflict,
        "pair": bool(pairs),
    }  # fmt: skip
    abbreviation = abbreviation_of(setting, person)
    traits = Traits(
        text=plainly(f"{_spoken(person)} | {agency_words(setting, person)}"),
        agency=agency_key(person),
        ministry=setting.ministry_of(person) or UNKNOWN,
        seniority=person.seniority.value,
        marks=frozenset(name for name, holds in held.items() if holds),
        values=frozenset(value_key(setting, person, one) for one in setting.attributes),
    )
    return Row(
        person=person, abbreviation=abbreviation, ministry=ministry_name(setting, person),
        level=levels[person.seniority],
        choice=_("outside their roles") if outside else "",
        traits=traits, pinned=pinned, others=others, moved=moved, outside=outside, pairs=pairs,
        shown=around.shown(traits),
    )  # fmt: skip


def value_key(setting: Setting, person: Person, attribute: Attribute) -> str:
    """What addresses call somebody's value in an attribute, however it is spelt."""
    return f"{attribute.id}:{fold(setting.value_of(person, attribute)) or UNKNOWN}"


def agency_key(person: Person) -> str:
    """What addresses call somebody's agency: its number, else its name as typed."""
    return str(person.agency_id or person.agency_name or UNKNOWN)


def abbreviation_of(setting: Setting, person: Person) -> str:
    """The agency's usual short form, else its name."""
    agency = setting.agency_of(person)
    if agency is None:
        return person.agency_name
    return agency.abbreviations[0] if agency.abbreviations else agency.name_th or agency.name_en


def agency_words(setting: Setting, person: Person) -> str:
    """Everything the agency goes by: its names in both languages and its short forms."""
    agency = setting.agency_of(person)
    if agency is None:
        return person.agency_name
    return " | ".join(filter(None, (agency.name_th, agency.name_en, *agency.abbreviations)))


def _spoken(person: Person) -> str:
    return f"{person.prefix} {person.first_name} {person.last_name}"


def agency_name(setting: Setting, person: Person) -> str:
    """In the reader's language where it has one."""
    agency = setting.agency_of(person)
    if agency is None:
        return person.agency_name
    names = (agency.name_th, agency.name_en)
    return next(filter(None, names if language() == "th" else reversed(names)), "")


def ministry_name(setting: Setting, person: Person) -> str:
    """In the reader's language where it has one."""
    agency = setting.agency_of(person)
    english = agency.ministry_en if agency and language() == "en" else ""
    return english or setting.ministry_of(person) or _("Not known")
