"""What taking the last change by hand back would take back, in words."""

from workshop.assignment.pairs import name_of
from workshop.assignment.service import seated_first
from workshop.assignment.setting import Setting
from workshop.i18n import _
from workshop.models import PlanMove


def last_change(setting: Setting, moves: list[PlanMove]) -> str:
    """One sentence on the newest of `moves`; empty without any, or when that person has left."""
    person = setting.people.get(moves[-1].person_id) if moves else None
    if person is None:
        return ""
    return str(_sentence(moves[-1], setting, name_of(person)))


def _sentence(move: PlanMove, setting: Setting, name: str) -> object:
    letters = {group.id: group.letter for group in setting.groups}
    letter = letters.get(move.to_group_id, "–")
    if move.from_group_id != move.to_group_id:
        return _("Moved %(name)s to group %(letter)s.", name=name, letter=letter)
    if seated_first(move):
        return _("Seated %(name)s in group %(letter)s.", name=name, letter=letter)
    if move.is_pinned:
        return _("Pinned %(name)s to group %(letter)s.", name=name, letter=letter)
    return _("Unpinned %(name)s from group %(letter)s.", name=name, letter=letter)
