"""The demonstration's invitations: twelve beside those who came, and what became of each."""

from collections import Counter

import pytest
import sqlalchemy as sa

from workshop.domain.terms import InvitationState
from workshop.invitations import reading
from workshop.models import Invitee, Message, Workshop

pytestmark = pytest.mark.slow


def test_invitations_show_every_kind_of_reply(demonstration):
    workshop = demonstration.scalars(sa.select(Workshop)).one()
    rows = reading.everything(demonstration, workshop)
    counted = Counter(row.state for row in rows)
    assert counted[InvitationState.DECLINED] == 3
    assert counted[InvitationState.SILENT] == 5
    assert counted[InvitationState.COMING] == len(rows) - 8
    assert sum(row.invitee.is_substitute for row in rows) == 1
    assert not any(row.maybe for row in rows)
    assert all(row.agency for row in rows)


def test_no_invitation_was_mailed_and_every_code_is_its_own(demonstration):
    kinds = set(demonstration.scalars(sa.select(Message.kind)))
    assert not {kind for kind in kinds if kind.startswith("invitation")}
    codes = list(demonstration.scalars(sa.select(Invitee.short_code)))
    assert len(codes) == len(set(codes)) == 92
