"""Which invited agencies will be there."""

import pytest

from workshop.domain.coverage import Asked, Presence, cover
from workshop.domain.terms import InvitationState as State


def asked(key, state, ministry="M"):
    return Asked(key, f"agency {key}", ministry, state)


@pytest.mark.parametrize(
    ("states", "others", "presence"),
    [
        ([State.COMING, State.DECLINED], 0, Presence.PRESENT),
        ([State.DECLINED], 1, Presence.PRESENT),
        ([State.WAITING, State.SILENT], 0, Presence.WAITING),
        ([State.SILENT, State.DECLINED], 0, Presence.SILENT),
        ([State.NOT_SENT], 0, Presence.SILENT),
        ([State.DECLINED, State.CANCELLED], 0, Presence.ABSENT),
    ],
)
def test_an_agency_is_as_present_as_its_best_reply(states, others, presence):
    (ministry,) = cover([asked("a", state) for state in states], {"a": others})
    (agency,) = ministry.agencies
    assert agency.presence is presence
    assert agency.asked == len(states)
    assert agency.coming + agency.waiting + agency.declined + agency.silent == len(states) + others


def test_withdrawn_invitations_count_for_nothing():
    assert cover([asked("a", State.WITHDRAWN)], {"a": 3}) == []


def test_agencies_stand_under_their_ministry_and_those_without_come_last():
    found = cover(
        [asked("x", State.SILENT, ""), asked("b", State.COMING, "B"), asked("a", State.COMING, "A"),
         asked("b2", State.DECLINED, "B")],
        {},
    )  # fmt: skip
    assert [one.name for one in found] == ["B", "A", ""]
    assert [one.name for one in found[0].agencies] == ["agency b", "agency b2"]
    assert found[0].count(Presence.PRESENT) == found[0].count(Presence.ABSENT) == 1
    assert [one.name for one in found[0].those(Presence.ABSENT)] == ["agency b2"]
    assert found[0].those(None) == found[0].agencies


def test_people_of_agencies_nobody_invited_are_not_shown():
    (ministry,) = cover([asked("a", State.SILENT)], {"other": 5})
    assert [one.others for one in ministry.agencies] == [0]
