"""What was written, with its filters, and who has not answered: the report's people part."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from workshop.domain.names import in_thai_order
from workshop.feedback.attendance import Room
from workshop.i18n import _, local, ngettext, plain
from workshop.models import FocusGroup, Person
from workshop.report.service import Overview, Results, Said
from workshop.summary import pictures
from workshop.summary.absence import Absent
from workshop.summary.notes_service import Reported
from workshop.summary.pictures import PAGE
from workshop.summary.standing import Standing
from workshop.summary.strands import TEXTS

COMMENTS = "comments"


@dataclass(frozen=True, slots=True)
class Filters:
    """Which comments are wanted; "" is all."""

    strategy: str = ""
    group: str = ""
    question: str = ""
    page: int = 1

    @classmethod
    def read(cls, arguments: Mapping[str, str]) -> "Filters":
        """Anything unknown filters nothing out until it is looked up."""
        page = arguments.get("page", "")
        return cls(
            strategy=arguments.get("strategy", "")[:40],
            group=arguments.get("group", "")[:40],
            question=arguments.get("question", "")[:40],
            page=int(page) if page.isascii() and page.isdigit() and len(page) < 8 else 1,
        )


@dataclass(frozen=True, slots=True)
class Comments:
    """A page of comments and the choices of the filters as (value, words)."""

    heading: str
    rows: Sequence["CommentLine"]
    strategies: Sequence[tuple[str, str]]
    groups: Sequence[tuple[str, str]]
    questions: Sequence[tuple[str, str]]
    before: str
    after: str
    left: int


@dataclass(frozen=True, slots=True)
class CommentLine:
    """A comment with where it was made, and by whom where answers carry names.

    may_quote: whether its writer allows it to be quoted.
    """

    number: int
    group: FocusGroup
    kind: Markup
    text: str
    name: str
    may_quote: bool


@dataclass(frozen=True, slots=True)
class Spoken:
    """Points made in the room on one strategy, as (group, note)."""

    heading: str
    number: str
    notes: Sequence[tuple[FocusGroup, Reported]]


@dataclass(frozen=True, slots=True)
class Absentee:
    """Somebody who has not answered these forms.

    is_away: has not arrived while others of the group have, so the counts are without them.
    """

    name: str
    agency: Markup
    forms: str
    is_away: bool


@dataclass(frozen=True, slots=True)
class Missing:
    """One group's people who have not answered everything, those who are here first."""

    group: FocusGroup
    heading: str
    people: Sequence[Absentee]

    @property
    def has_away(self) -> bool:
        return any(one.is_away for one in self.people)


def comments(
    results: Results,
    filters: Filters,
    names: Callable[[Sequence[Said]], Mapping[int, Person]],
    *,
    address: Callable[..., str],
) -> Comments:
    """The shown comments that pass the filters; every filter is a sum of shown cells."""
    families = results.families(*sorted(TEXTS))
    forms = {str(form.number): form for form in results.overview.forms}
    wanted = [
        strand
        for family in families
        if filters.question in ("", str(results.head(family).key))
        for strand in family
        if filters.strategy in ("", str(results.standing(strand.form_id).number))
    ]
    order = [form.form_id for form in results.overview.forms]
    wanted.sort(key=lambda strand: order.index(strand.form_id))
    groups = [g for g in results.overview.groups if filters.group in ("", g.code)]
    page = max(filters.page, 1)
    total, here = results.comments(wanted, groups, start=(page - 1) * PAGE, most=PAGE)
    people = names(here)
    left = max(total - page * PAGE, 0)

    def there(number: int) -> str:
        chosen = {
            "strategy": filters.strategy, "group": filters.group, "question": filters.question,
        }  # fmt: skip
        kept = {name: value for name, value in chosen.items() if value}
        return address(**kept, page=number, _anchor=COMMENTS)

    return Comments(
        heading=pictures.comments_words(total),
        rows=[_comment(results, said, people) for said in here],
        strategies=[(n, _heading(form)) for n, form in forms.items()],
        groups=[(g.code, f"{g.letter} {plain(g, 'name')}") for g in results.overview.groups],
        questions=[
            (str(head.key), pictures.plain_name(head)) for head in map(results.head, families)
        ],
        before=there(page - 1) if page > 1 else "",
        after=there(page + 1) if left else "",
        left=left,
    )


def spoken(results: Results) -> list[Spoken]:
    """The notes of all groups by strategy; of these only what has any."""
    groups = {group.code: group for group in results.overview.groups}
    found = []
    for form in results.overview.forms:
        notes = [(groups[one.group], one) for one in results.notes if one.number == form.number]
        if notes:
            number = ngettext("%(num)s note", "%(num)s notes", len(notes))
            found.append(Spoken(_heading(form), number, notes))
    return found


def _heading(form: Standing) -> str:
    title = pictures.plain_title(form)
    return title if form.is_overall else f"{form.number} {title}"


def off_page(whole: Results, hidden: Collection[bytes]) -> str:
    """How many comments the page leaves out because staff hid them; "" when none."""
    if not hidden:
        return ""
    groups = [group.id for group in whole.overview.groups]
    number = sum(order in hidden for one in groups for order in whole.disclosed.orders(one))
    if not number:
        return ""
    return str(
        ngettext(
            "%(num)s comment is hidden from pages and the projector; files keep it.",
            "%(num)s comments are hidden from pages and the projector; files keep them.",
            number,
        )
    )


def _comment(results: Results, said: Said, people: Mapping[int, Person]) -> CommentLine:
    person = people.get(said.comment.person_id or 0)
    return CommentLine(
        number=results.standing(said.strand.form_id).number,
        group=said.group,
        kind=pictures.name_of(said.strand),
        text=said.comment.text,
        name=full_name(person) if person else "",
        may_quote=said.comment.may_quote,
    )


def full_name(person: Person) -> str:
    """As given, with the prefix joined as Thai names are written."""
    return f"{person.prefix}{person.first_name} {person.last_name}"


def missing(overview: Overview, absent: Sequence[Absent]) -> list[Missing]:
    """By group, in Thai order, who has not answered which forms.

    The counts are of those who arrived, so whoever did not is told apart (see Room.expected).
    """
    found = []
    for group in overview.groups:
        here = in_thai_order(
            [one for one in absent if one.group_id == group.id],
            lambda one: f"{one.person.first_name} {one.person.last_name}",
        )
        if here:
            has_arrivals = overview.rooms.get(group.id, Room()).arrived > 0
            people = [_absentee(one, has_arrivals=has_arrivals) for one in here]
            people.sort(key=lambda one: one.is_away)
            found.append(Missing(group, _how_many(people), people))
    return found


def _how_many(people: Sequence[Absentee]) -> str:
    whole = str(ngettext("%(num)s person", "%(num)s people", len(people)))
    away = sum(one.is_away for one in people)
    return str(_("%(people)s, %(num)s not here yet", people=whole, num=away)) if away else whole


def _absentee(one: Absent, *, has_arrivals: bool) -> Absentee:
    return Absentee(
        name=full_name(one.person),
        agency=local(one, "agency_name") or Markup.escape(one.person.agency_name),
        forms=", ".join(str(number) if number else str(_("Overall")) for number in one.forms),
        is_away=has_arrivals and one.person.checked_in_at is None,
    )
