"""The words of votes and of states."""

from collections.abc import Mapping

from workshop.domain.terms import StatementState, Vote
from workshop.i18n import _l

CHOICES: Mapping[Vote, object] = {
    Vote.AGREE: _l("I agree"),
    Vote.DISAGREE: _l("I disagree"),
    Vote.PASS: _l("Pass"),
}
CHOSEN: Mapping[Vote, object] = {
    Vote.AGREE: _l("You agree"),
    Vote.DISAGREE: _l("You disagree"),
    Vote.PASS: _l("You passed"),
}
STATES: Mapping[StatementState, object] = {
    StatementState.PROPOSED: _l("proposed"),
    StatementState.APPROVED: _l("approved"),
    StatementState.WITHDRAWN: _l("withdrawn"),
}
