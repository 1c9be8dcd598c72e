"""Moves and points of a curve, in words."""

from dataclasses import dataclass

from workshop.assignment.rerun_points import Points
from workshop.assignment.rerun_service import Listed
from workshop.assignment.uneven import called, uneven
from workshop.domain.assignment.moved import Cause, Move
from workshop.domain.names import in_thai_order
from workshop.i18n import _, ngettext
from workshop.models import FocusGroup, Person


@dataclass(frozen=True)
class Shown:
    """One move: who, from where, where to, why."""

    person: Person
    agency: str
    old: FocusGroup | None
    new: FocusGroup
    why: str


@dataclass(frozen=True)
class Choice:
    """One point of a curve. gained: against the point with the fewest moves."""

    number: int
    moves: int
    uneven: str
    gained: str
    pairs: int
    proof: str
    chosen: bool


def shown(listed: Listed, moves: list[Move]) -> list[Shown]:
    """In the order of a Thai dictionary."""
    setting = listed.setting
    groups = {group.code: group for group in setting.groups}
    found = []
    for move in moves:
        person = setting.people[int(move.person)]
        agency = setting.agency_of(person)
        short = next(iter(agency.abbreviations), "") if agency else ""
        old = groups.get(move.old or "")
        found.append(
            Shown(
                person=person,
                agency=short or person.agency_name,
                old=old,
                new=groups[move.new],
                why=why(listed, move, old, groups[move.new]),
            )
        )
    return in_thai_order(found, lambda one: f"{one.person.first_name} {one.person.last_name}")


def why(listed: Listed, move: Move, old: FocusGroup | None, new: FocusGroup) -> str:
    """Why this person does not stay, from what it would be like if they alone did."""
    people = len(listed.problem.persons)
    if old is None:
        return str(_("Had no group yet."))
    by_hand = int(move.person) in listed.by_hand and move.cause is not Cause.PINNED
    gain = "" if move.cause is Cause.NONE else _gain(move, people, weighted=listed.problem.weighted)
    said = _by(listed, move, pinned=not by_hand) or _against(move, old, new)
    return " ".join(part for part in (str(said), gain) if part)


def _by(listed: Listed, move: Move, *, pinned: bool) -> str:
    """Who pinned or moved this seat; empty where something else speaks against going back."""
    key = int(move.person)
    if not pinned:
        name = listed.by_hand[key]
        return str(_("%(name)s, an organiser, moved this seat.", name=name) if name
                   else _("The organiser moved this seat."))  # fmt: skip
    if move.cause is Cause.PINNED and key in listed.by_pin:
        return str(_("%(name)s, an organiser, pinned this seat.", name=listed.by_pin[key]))
    return ""


def _against(move: Move, old: FocusGroup, new: FocusGroup) -> object:
    """What speaks against going back."""
    return {
        Cause.PINNED: _("The organiser pinned this seat."),
        Cause.CLOSED: _("Group %(letter)s is not open to the agency’s roles any more.",
                        letter=old.letter),
        Cause.FULL: _full(move, old),
        Cause.EMPTY: _("Without them group %(letter)s would have %(num)s people, and it needs "
                       "%(least)s.", letter=new.letter, num=move.number, least=move.limit),
        Cause.SHARE: _("Without them group %(letter)s would have %(num)s of the people who are "
                       "here, and it keeps at least %(least)s: no group gives away more than its "
                       "share.", letter=new.letter, num=move.number, least=move.limit),
        Cause.PAIR: _("Keeps a pair of people together or apart."),
        Cause.SCORE: "",
        Cause.NONE: _("For this person alone the former group would be no worse."),
    }[move.cause]  # fmt: skip


def _full(move: Move, old: FocusGroup) -> str:
    """With those who are missing, where they keep their seats."""
    if not move.missing:
        return str(_("Back in group %(letter)s there would be %(num)s people, and it takes "
                     "%(most)s.", letter=old.letter, num=move.number, most=move.limit))  # fmt: skip
    return str(_(
        "Back in group %(letter)s there would be %(num)s people, %(missing)s of them missing with "
        "their seats kept, and it takes %(most)s.",
        letter=old.letter, num=move.number, missing=move.missing, most=move.limit,
    ))  # fmt: skip


def _gain(move: Move, people: int, *, weighted: bool) -> str:
    """What the score would lose if they alone went back; empty when nothing."""
    change, said = move.change, []
    if change.P > 0:
        said.append(ngettext(
            "%(num)s first choice more.", "%(num)s first choices more.", change.P
        ))  # fmt: skip
    if change.B > 0:
        number = uneven(change.B, people, weighted=weighted)
        said.append(_("More even by %(number)s people.", number=number))
    if change.S > 0:
        said.append(ngettext(
            "%(num)s colleague pair fewer.", "%(num)s colleague pairs fewer.", change.S
        ))  # fmt: skip
    return " ".join(str(one) for one in said)


def choices(points: Points, chosen: int | None, *, weighted: bool) -> list[Choice]:
    first = points.points[0].score
    found = []
    for point in points.points:
        gain = first.B - point.score.B
        found.append(
            Choice(
                number=point.number,
                moves=point.score.D,
                uneven=called(_exact(point.score.B, points), weighted=weighted),
                gained=_exact(gain, points) if gain else "",
                pairs=point.score.S,
                proof=_proof(points, point.number, weighted=weighted),
                chosen=point.number == chosen,
            )
        )
    return found


def _exact(balance: int, points: Points) -> str:
    """People from an even mix, to a hundredth: gains are small beside it."""
    return f"{balance / (2 * max(points.people, 1)):.2f}"


def _proof(points: Points, number: int, *, weighted: bool) -> str:
    point = points.points[number]
    if point.proven and not number and points.fewest:
        return str(_(
            "Proven: fewer moves are not possible, and with so few nothing is more even."
        ))  # fmt: skip
    if point.proven:
        return str(ngettext(
            "Proven: with at most %(num)s move nothing is more even.",
            "Proven: with at most %(num)s moves nothing is more even.", point.limit,
        ))  # fmt: skip
    if point.bound is None:
        return str(_("The most even way that was found; not proven."))
    gap = uneven(point.score.B - point.bound, points.people, weighted=weighted)
    return str(ngettext(
        "Not proven: with at most %(num)s move a way may be more even, by at most %(number)s "
        "people.",
        "Not proven: with at most %(num)s moves a way may be more even, by at most %(number)s "
        "people.", point.limit, number=gap,
    ))  # fmt: skip


def picture(points: Points) -> list[tuple[int, float, bool]]:
    """(moves, people from an even mix, proven) per point."""
    scale = 2 * max(points.people, 1)
    return [(one.score.D, one.score.B / scale, one.proven) for one in points.points]
