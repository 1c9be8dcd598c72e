"""People who got a seat after the plan was published: the door gives them a group."""

from tests import factories
from tests.arrival.conftest import scanned
from tests.arrival.test_latecomers import place_of
from tests.postgres import ON_BOTH_DATABASES
from workshop.domain.terms import PlanState, WorkshopState
from workshop.models import Plan


def late(door, **values):
    return factories.make_person(door.workshop, agency=door.agency, **values)


def result(door, answer):
    """What the page says of the person who was scanned last."""
    page = door.browser.get(answer.location).text
    return page.split('id="result"', 1)[1].split("</section>", 1)[0]


@ON_BOTH_DATABASES
def test_a_scan_by_form_gives_somebody_without_a_group_one(door):
    mali = late(door)
    answer = door.browser.post(door.path, {"person_id": mali.id})
    assert "No group yet" not in result(door, answer)
    place = place_of(door, mali)
    assert place.group_id == door.groups["user"].id  # two already sit in the other group
    assert place.reason_th
    assert place.reason_en


def test_a_device_that_kept_its_scans_is_told_the_groups_with_the_answer(door):
    came = [late(door) for _ in range(5)]
    told = door.scan(*(scanned(one, minutes_ago=9 - at) for at, one in enumerate(came)))
    letters = [one["person"]["group"]["letter"] for one in told["results"]]
    policy, user = door.groups["policy"].letter, door.groups["user"].letter
    assert sorted(letters) == sorted([policy] * 2 + [user] * 3)  # four seats each, three taken
    again = door.scan(scanned(came[0]))["results"][0]
    assert (again["outcome"], again["person"]["group"]["letter"]) == ("already", letters[0])


def test_a_check_in_that_was_taken_back_gives_no_group(door):
    mali = late(door)
    first = scanned(mali, minutes_ago=2)
    door.scan(first, scanned(mali, kind="undo", minutes_ago=1))
    assert place_of(door, mali) is None


def test_without_a_published_plan_nobody_is_placed_at_the_door(door):
    door.session.query(Plan).one().state = PlanState.ARCHIVED
    door.session.commit()
    mali = late(door)
    told = door.scan(scanned(mali))["results"][0]
    assert (told["outcome"], told["person"]["group"]) == ("in", None)


def test_scans_that_reach_the_server_after_the_workshop_change_no_plan(door):
    mali = late(door)
    door.session.merge(door.workshop).state = WorkshopState.CLOSED
    door.session.commit()
    door.scan(scanned(mali))
    assert place_of(door, mali) is None


def test_those_who_have_a_group_keep_plan_and_place(door):
    version = door.session.query(Plan).one().version
    place = place_of(door, door.pim).group_id
    door.scan(scanned(door.pim), scanned(door.pat), scanned(door.tor))
    assert place_of(door, door.pim).group_id == place
    assert door.session.query(Plan).one().version == version
