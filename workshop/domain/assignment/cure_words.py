"""What would make an impossible split possible, in words."""

from workshop.domain.assignment.elastic import PAIRS
from workshop.domain.assignment.problem import Change, ChangeKind, Cure, Group, Person, Problem
from workshop.domain.assignment.words import Words, listed

MOST_PAIRS = 4
"""Pairs that are named; of more their number is said."""


def said(problem: Problem, changes: tuple[Change, ...], *, is_smallest: bool = True) -> Cure:
    """These changes in words."""
    people = {person.id: person for person in problem.persons}
    groups = {group.id: group for group in problem.groups}
    phrases = [_phrase(one, people, groups) for one in changes if one.kind not in PAIRS]
    for kind in (ChangeKind.TOGETHER, ChangeKind.APART):
        pairs = [
            listed([people[key] for key in one.persons]) for one in changes if one.kind is kind
        ]
        if pairs:
            phrases.append(_dropped(kind, pairs))
    thai = " และ".join(words.th for words in phrases)
    english = " and ".join(words.en for words in phrases)
    return Cure(thai, english, changes, is_smallest)


def _dropped(kind: ChangeKind, pairs: list[Words]) -> Words:
    """Pairs to give up, the first few by name."""
    more = len(pairs) - MOST_PAIRS
    thai = " · ".join(words.th for words in pairs[:MOST_PAIRS])
    english = ", ".join(words.en for words in pairs[:MOST_PAIRS])
    if more > 0:
        thai, english = f"{thai} และอีก {more} คู่", f"{english} and {more} more"
    called = "pair" if len(pairs) == 1 else "pairs"
    head = {
        ChangeKind.TOGETHER: Words("ยกเลิกคู่ที่อยู่ด้วยกัน ", f"dropping the together-{called} "),
        ChangeKind.APART: Words("ยกเลิกคู่ที่แยกกลุ่ม ", f"dropping the apart-{called} "),
    }[kind]
    return head + Words(thai, english)


def _phrase(change: Change, people: dict[str, Person], groups: dict[str, Group]) -> Words:
    who = listed([people[key] for key in change.persons]) if change.persons else ""
    group = groups[change.groups[0]] if change.groups else None
    several = change.number > 1
    words = {
        ChangeKind.SEATS: Words(
            "เพิ่มที่นั่งกลุ่ม {a} อีก {n} ที่",
            f"{{n}} more {'seats' if several else 'seat'} in group {{a}}",
        ),
        ChangeKind.MINIMUM: Words(
            "ลดจำนวนขั้นต่ำของกลุ่ม {a} จาก {before} เหลือ {after} คน",
            "a minimum of {after} instead of {before} in group {a}",
        ),
        ChangeKind.PIN: Words(
            "ปลดหมุดของ {who}", f"freeing the {'pins' if several else 'pin'} of {{who}}"
        ),
        ChangeKind.ROLES: Words("ให้กลุ่ม {a} รับ {who} ด้วย", "opening group {a} to {who}"),
    }[change.kind]
    before = group.minimum if group else 0
    return words.of(
        who=who, n=change.number, a=group or "", before=before, after=before - change.number
    )
