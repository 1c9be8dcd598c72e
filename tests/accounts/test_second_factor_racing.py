"""Codes of the second factor at the same moment, on SQLite and on PostgreSQL."""

import datetime as dt

import pytest
import sqlalchemy as sa

from tests.accounts.test_second_factor import PASSWORD, app_shows, code_step, password_step, set_up
from tests.factories import make_account
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.accounts import passwords
from workshop.domain.terms import AttemptKind
from workshop.models import Account, Attempt

pytestmark = ON_BOTH_DATABASES


@pytest.fixture
def armed(browsers, session):
    """Six browsers after the password, the app's secret and the recovery codes."""
    orn = make_account(email="orn@example.go.th", password_hash=passwords.hashed(PASSWORD))
    secret, codes = set_up(browsers(), orn)
    six = [browsers() for _number in range(6)]
    for browser in six:
        password_step(browser)
    return six, secret, codes


@pytest.mark.parametrize("kind", ["app", "recovery"])
def test_one_code_sent_by_six_browsers_signs_one_of_them_in(armed, session, kind):
    six, secret, codes = armed
    code = app_shows(secret, steps=1) if kind == "app" else codes[0]
    replies = at_once(*(lambda b=browser: code_step(b, code) for browser in six))
    assert sorted(reply.status_code for reply in replies) == [303, *[422] * 5]
    session.rollback()
    left = session.scalars(sa.select(Account)).one().recovery_hashes
    assert len(left) == (10 if kind == "app" else 9)


def test_wrong_codes_sent_at_once_are_all_counted_and_no_more_than_ten_are_looked_at(
    armed, session
):
    """Guessing at the same moment does not help: tries on an account wait for one another."""
    six, _secret, _codes = armed
    jobs = [
        lambda b=browser: [code_step(b, "000000").status_code for _ in range(4)] for browser in six
    ]
    answers = [status for given in at_once(*jobs) for status in given]
    assert sorted(answers) == [*[422] * 10, *[429] * 14]
    session.rollback()
    wrong = session.scalars(sa.select(Attempt).where(Attempt.kind == AttemptKind.SECOND)).all()
    assert len(wrong) == 10
    assert all(one.at.tzinfo is dt.UTC for one in wrong)
