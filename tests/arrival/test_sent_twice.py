"""A double tap on the desk's forms is one walk-in, one substitute."""

import uuid

from tests.arrival.test_latecomers import people, substitute, walk_in
from tests.postgres import ON_BOTH_DATABASES
from tests.racing import at_once
from workshop.domain.terms import PersonStatus
from workshop.models import Substitution


def test_a_walk_in_sent_twice_leads_to_the_same_result(door):
    number = str(uuid.uuid4())
    first, second = (walk_in(door, submission_id=number) for _ in range(2))
    assert (second.status_code, second.location) == (303, first.location)
    assert len(people(door)) == 4
    assert walk_in(door).status_code == 409  # a new form asks about the name


def test_a_walk_in_without_a_seat_waits_once(door):
    door.session.merge(door.workshop).capacity = 3
    door.session.commit()
    number = str(uuid.uuid4())
    first, second = (walk_in(door, submission_id=number) for _ in range(2))
    assert (second.status_code, second.location) == (303, first.location)
    *_others, mali = people(door)
    assert (len(people(door)), mali.status) == (4, PersonStatus.WAITLISTED)


def test_a_substitute_sent_twice_leads_to_the_same_result(door):
    number = str(uuid.uuid4())
    first, second = (substitute(door, door.pim, submission_id=number) for _ in range(2))
    assert (second.status_code, second.location) == (303, first.location)
    assert len(people(door)) == 4
    assert door.session.query(Substitution).count() == 1


@ON_BOTH_DATABASES
def test_two_taps_at_the_same_moment_are_one_walk_in(door):
    number = str(uuid.uuid4())
    answers = at_once(*[lambda: walk_in(door, submission_id=number)] * 2)
    assert [one.status_code for one in answers] == [303, 303]
    assert answers[0].location == answers[1].location
    assert len(people(door)) == 4


def test_a_form_that_lost_its_number_gets_one_and_keeps_what_was_typed(door):
    answer = walk_in(door, submission_id="x")
    assert answer.status_code == 422
    assert "This form has lost its number" in answer.text
    assert 'value="มาลี"' in answer.text
    number = answer.text.split('name="submission_id"', 1)[1].split('value="', 1)[1].split('"')[0]
    assert walk_in(door, submission_id=number).status_code == 303
