"""Tables inside a group: dealt, changed by hand, told, and kept through everything else."""

import datetime as dt
import re
import threading
from collections import Counter

import pytest
import sqlalchemy as sa

from tests import factories
from tests.assignment.reading import fresh, plan_of, seats, seen
from tests.assignment.test_runs import run_of, until
from tests.postgres import ON_BOTH_DATABASES
from workshop.arrival import seating
from workshop.assignment import runs_views, runs_watch, solving, tables_store
from workshop.domain.assignment.progress import TableProgress
from workshop.domain.assignment.tables import TableScore
from workshop.domain.assignment.tables_search import deal_tables
from workshop.domain.terms import PairKind, PlanState, RunState
from workshop.models import Message, SeatPair, TableSeat


@pytest.fixture(autouse=True)
def dealt_in_this_process(monkeypatch):
    """Spares each test a child process; test_solving.py starts a real one."""
    monkeypatch.setattr(
        runs_watch, "deal_apart", lambda problem, _options, **_talk: deal_tables(problem)
    )


@pytest.fixture
def room(session, stage, organiser):
    assert organiser.post(f"{stage.board}/solve").status_code == 303
    return Room(session, stage, organiser)


class Room:
    """Group policy's tables as Orn's browser changes them; six people after a split."""

    def __init__(self, session, stage, organiser):
        self.session, self.stage, self.organiser = session, stage, organiser
        self.path = f"{stage.board}/tables"

    @property
    def plan(self):
        return plan_of(self.session, self.stage)

    def page(self, **query):
        asked = "&".join(f"{name}={value}" for name, value in {"group": "policy", **query}.items())
        return self.organiser.get(f"{self.path}?{asked}")

    def post(self, what, looked_at=None, **form):
        fields = {**seen(looked_at or self.plan), "group": "policy", **form}
        answer = self.organiser.post(f"{self.path}/{what}", fields)
        fresh(self.session)
        return answer

    def deal(self, count=2, rounds=2, **form):
        return self.post("deal", count=count, rounds=rounds, **form)

    def tables(self, plan=None):
        """Everybody's tables round by round, for those who have one."""
        fresh(self.session)
        return tables_store.seated(
            self.session, list(seats(self.session, plan or self.plan).values())
        )

    def sizes(self, turn):
        return sorted(Counter(mine[turn] for mine in self.tables().values()).values())


def publish(room):
    plan = room.plan
    form = {**seen(plan), "effective_on": "2026-07-23", "note": ""}
    assert room.organiser.post(f"{room.stage.board}/publish", form).status_code == 303
    return room.plan


@ON_BOTH_DATABASES
def test_tables_are_dealt_shown_with_their_worth_and_dealt_anew(room):
    page = room.page()
    assert re.search(
        r'<option[^>]* selected[^>]*value="1"|<option[^>]*value="1"[^>]* selected', page.text
    )  # the proposed number, of the usual size
    assert "1 table of 6<" in page.text
    assert "2 tables of 3: smaller than the usual 6 to 10<" in page.text
    assert "6 people" in page.text
    assert "Deal tables" in page.text
    assert room.deal().status_code == 303
    tables = room.tables()
    assert len(tables) == 6
    assert room.sizes(0) == room.sizes(1) == [3, 3]
    page = room.page().text
    assert "the tables are smaller than the usual 6 to 10" in page
    assert "The tables are dealt." in page
    assert "Proven best" in page
    assert "<dd><b>2</b> pairs" in page  # of three people two meet again, whatever the tables
    assert page.count('class="person"') == 12
    room.deal(count=1, rounds=3)
    page = room.page().text  # 15 pairs share all three rounds: each meets again three times
    assert re.search(r"<b>45</b> <span[^>]*>the fewest possible; each two rounds", page)
    assert re.search(r"<b>15</b> pairs<span[^>]*>in all 3 rounds together", page)
    room.post("undo")
    assert room.deal(count=3, rounds=1).status_code == 303
    assert room.sizes(0) == [2, 2, 2]
    assert {len(mine) for mine in room.tables().values()} == {1}
    assert room.session.scalar(sa.select(sa.func.count()).select_from(TableSeat)) == 0
    assert room.post("undo").status_code == 303
    assert room.tables() == tables
    assert room.post("clear").status_code == 303
    assert room.tables() == {}
    assert "Deal tables" in room.page().text
    assert room.post("clear").status_code == 409


@pytest.fixture
def slow(monkeypatch):
    """A deal that says how far it is, and goes on until told to finish or to stop."""
    finish = threading.Event()

    def work(problem, _options, *, tell, goes_on):
        tell(TableProgress(TableScore(Q=3, O=1, T=60), TableScore(Q=3, O=0, T=12)))
        while not finish.wait(0.01):
            if not goes_on():
                raise solving.StoppedError
        return deal_tables(problem)

    monkeypatch.setattr(runs_watch, "deal_apart", work)
    for patience in ("PATIENCE", "PATIENCE_FOR_SMALL"):
        monkeypatch.setattr(runs_views, patience, 0.05)
    monkeypatch.setattr(runs_watch, "NOTED_SECONDS", 0.01)
    yield finish
    finish.set()


def test_a_long_deal_tells_how_far_it_is_can_be_cancelled_and_overwrites_nothing(room, slow):
    where = room.deal().location
    until(lambda: run_of(room.session).progress.get("level") == "O")
    page = room.organiser.get(where).text
    assert "Group A, 2 tables, 2 rounds." in page
    assert "3 repeated meetings: proven, it cannot be better." in page
    assert "1 pair of colleagues together so far; it cannot be better than 0 pairs" in page
    room.post("deal", count=3, rounds=1)
    assert "Something else is being worked out." in room.organiser.get(where).text
    answer = room.organiser.post(f"{where}/cancel")
    assert answer.location == f"{room.path}?group=policy"
    assert room.tables() == {}

    where = room.deal().location
    moved = next(iter(seats(room.session, room.plan)))
    board = {"person": moved, "group": "user"}
    room.organiser.post(f"{room.stage.board}/move", {**seen(room.plan), **board})
    slow.set()
    until(lambda: run_of(room.session).state is RunState.FAILED)
    assert "The draft or its people changed while the tables were dealt." in (
        room.organiser.get(where).text
    )
    assert room.tables() == {}

    slow.clear()
    where = room.deal().location
    assert "/runs/" in where
    slow.set()
    until(lambda: run_of(room.session).state is RunState.DONE)
    assert room.organiser.get(where).location == f"{room.path}?group=policy"
    assert "The tables are dealt." in room.page().text
    assert len(room.tables()) > 1


def test_a_seat_changed_by_hand_is_told_first_undone_and_reset(room):
    room.deal()
    before = room.tables()
    one = next(iter(before))
    here = before[one][1]
    other = next(key for key, mine in before.items() if mine[1] != here)
    page = room.page(person=one).text
    assert "Change places with" in page
    again = [key for key in before if key != one and before[key] == before[one]]
    assert page.count("meets again") == 2 * len(again)  # at both tables
    assert f'value="p{other}"' in page
    assert f'value="t{3 - here}"' in page
    room.post("seat", person=one, round=2, to=f"p{other}")
    swapped = room.tables()
    assert swapped[one] == (before[one][0], 3 - here)
    assert swapped[other] == (before[other][0], here)
    assert {key: mine for key, mine in swapped.items() if key not in (one, other)} == {
        key: mine for key, mine in before.items() if key not in (one, other)
    }
    room.post("seat", person=one, round=1, to=f"t{3 - before[one][0]}")
    assert room.sizes(0) == [2, 4]
    assert "Tables are not even." in room.page().text
    room.post("undo")
    assert room.tables() == swapped
    room.post("reset")
    assert room.tables() == before
    assert "Back to how they were dealt" not in room.page().text
    room.post("undo")
    assert room.tables() == swapped


def test_a_pair_kept_apart_is_named_where_it_shares_a_table(room):
    room.deal(rounds=1)
    one, other = sorted(room.tables())[:2]
    room.session.add(SeatPair(workshop_id=room.stage.workshop.id, first_id=one, second_id=other,
                              kind=PairKind.APART, said_at=dt.datetime.now(dt.UTC)))  # fmt: skip
    room.session.commit()
    room.deal(rounds=1)
    assert room.tables()[one] != room.tables()[other]
    assert "are kept apart" not in room.page().text
    room.post("seat", person=one, round=1, to=f"t{room.tables()[other][0]}")
    assert f"are kept apart, but share table {room.tables()[one][0]}" in room.page().text


@pytest.mark.parametrize("looked_at_before", ["deal", "seat"])
def test_two_organisers_never_overwrite_each_other(room, browsers, looked_at_before):
    old = seen(room.plan)
    room.deal()
    before, one = room.tables(), next(iter(room.tables()))
    form = {"count": 3, "rounds": 1, "person": one, "round": 1, "to": "t2"}
    second = browsers()
    second.sign_in(room.stage.organiser)
    second.get(f"{room.path}?lang=en")
    answer = second.post(f"{room.path}/{looked_at_before}", {**old, "group": "policy", **form})
    assert answer.status_code == 409
    assert "at the same time" in answer.text
    assert room.tables() == before


WRONG = [
    ("deal", {"count": "x", "rounds": 2}, 422, "Choose how many tables there are"),
    ("deal", {"count": 2, "rounds": 7}, 422, "Choose 1 to 6 rounds"),
    ("deal", {"count": 7, "rounds": 1}, 422, "Choose at most 6 tables"),
    ("deal", {"count": "9" * 400, "rounds": "\0"}, 422, "Choose how many tables there are"),
    ("deal", {"count": 2, "rounds": 1, "group": "nowhere"}, 404, "There is no such group"),
    ("seat", {"person": 1, "round": 1, "to": "t1\0"}, 422, "Choose a table or somebody"),
    ("seat", {"person": "1\u202e", "round": 1, "to": "t1"}, 422, "Choose a table or somebody"),
    ("seat", {"person": "ONE", "round": 3, "to": "t1"}, 409, "at the same time"),
    ("seat", {"person": "ONE", "round": 1, "to": "t9"}, 409, "at the same time"),
    ("seat", {"person": "ONE", "round": 1, "to": "p999999999"}, 409, "at the same time"),
    ("seat", {"person": "999999999", "round": 1, "to": "t1"}, 409, "at the same time"),
    ("undo", {"group": ""}, 422, "Open the page of the group again"),
]  # fmt: skip


def test_a_group_of_too_many_people_is_told_so(room, monkeypatch):
    monkeypatch.setattr("workshop.assignment.tables_service.MOST_PEOPLE", 5)
    answer = room.deal()
    assert answer.status_code == 422
    assert "groups of at most 5 people, and this one has " in answer.text
    assert "Make more groups of it first." in answer.text


def test_what_makes_no_sense_is_refused_with_a_sentence_and_changes_nothing(room):
    room.deal()
    before = room.tables()
    for what, form, status, said in WRONG:
        sent = {name: str(next(iter(before))) if value == "ONE" else value
                for name, value in form.items()}  # fmt: skip
        answer = room.post(what, **sent)
        assert (answer.status_code, said in answer.text) == (status, True), (what, form)
    assert room.tables() == before
    assert room.page(group="\u202e😀").status_code == 404
    assert room.page(person="x" * 1000).status_code == 200


@ON_BOTH_DATABASES
def test_who_changes_group_gives_the_table_up_and_finds_it_again(room):
    room.deal()
    before = room.tables()
    flexible = next(person for person in room.stage.people if person.id in before
                    and person.agency_id in {one.agency_id for one in room.stage.people[4:6]}
                    | {one.agency_id for one in room.stage.people[10:]})  # fmt: skip
    board = {"person": flexible.id, "group": "user"}
    room.organiser.post(f"{room.stage.board}/move", {**seen(room.plan), **board})
    assert flexible.id not in room.tables()
    left = {key: mine for key, mine in before.items() if key != flexible.id}
    assert room.tables() == left
    room.organiser.post(f"{room.stage.board}/undo", seen(room.plan))
    assert room.tables() == before
    room.organiser.post(f"{room.stage.board}/move", {**seen(room.plan), **board})
    joined = next(person for person in room.stage.people if person.id not in before)
    board = {"person": joined.id, "group": "policy"}
    room.organiser.post(f"{room.stage.board}/move", {**seen(room.plan), **board})
    assert "1 person of this group has no table" in room.page().text
    for path in (room.stage.board, f"{room.stage.board}/publish"):
        assert "1 person of group A has no table." in room.organiser.get(path).text
    room.post("rest")
    assert room.tables()[joined.id] == before[flexible.id]  # the seats that are free now
    assert "has no table" not in room.page().text
    room.post("undo")
    assert joined.id not in room.tables()


@ON_BOTH_DATABASES
def test_a_publication_shows_everybody_their_tables_and_a_copy_keeps_them(room, browsers):
    room.deal(rounds=3)
    tables = room.tables()
    published = publish(room)
    key, mine = next(iter(tables.items()))
    person = next(one for one in room.stage.people if one.id == key)
    for lang, words in (("en", ("Table, round 1", "Round 2", "Round 3")),
                        ("th", ("โต๊ะ รอบที่ 1", "รอบที่ 2", "รอบที่ 3"))):  # fmt: skip
        page = browsers().be(person).get(f"/w/ours/me?lang={lang}").text
        for said, table in zip(words, mine, strict=True):
            assert f"<dt>{said}</dt><dd><b>{table}</b></dd>" in page
    mail = room.session.scalar(sa.select(Message).where(Message.person_id == key))
    assert f"{mine[0]} → {mine[1]} → {mine[2]}" in mail.body
    told = room.session.scalar(sa.select(sa.func.count(Message.id)))
    other = next(one for one in tables if tables[one][0] != mine[0])
    room.post("seat", person=key, round=1, to=f"p{other}")
    draft = room.plan
    assert (draft.state, draft.number) == (PlanState.DRAFT, published.number + 1)
    assert room.tables(published) == tables
    assert room.tables(draft)[key] == tables[other][:1] + mine[1:]
    publish(room)
    assert room.session.scalar(sa.select(sa.func.count(Message.id))) == told  # no group is new
    room.organiser.post(f"{room.stage.board}/take-back", seen(room.plan))
    fresh(room.session)
    assert room.tables(published) == tables
    page = room.organiser.get(f"{room.path}/print").text
    assert page.count("paper-round") == 3
    named = re.findall(r'class="round" aria-labelledby="([^"]+)"', page)
    assert named == [f"of-policy-{number} round-policy-{number}" for number in (1, 2, 3)]
    assert all(page.count(f'id="{one}"') == 1 for both in named for one in both.split())


def test_solving_again_keeps_the_tables_of_those_who_stay(room):
    room.deal()
    before = room.tables()
    room.organiser.post(f"{room.stage.board}/solve")
    assert room.plan.number == 2
    assert room.tables() == before
    assert "Proven best" in room.page().text


@ON_BOTH_DATABASES
def test_who_is_back_in_the_published_group_keeps_the_published_table(room):
    room.deal()
    published = publish(room)
    before = room.tables()
    away = {"person": room.stage.people[4].id, "group": "user"}
    if away["person"] not in before:
        away["person"] = room.stage.people[10].id
    person = away["person"]
    room.organiser.post(f"{room.stage.board}/move", {**seen(room.plan), **away})
    assert room.tables() == {key: mine for key, mine in before.items() if key != person}
    pin = {"person": person, "pinned": "1"}
    room.organiser.post(f"{room.stage.board}/pin", {**seen(room.plan), **pin})
    room.organiser.post(f"{room.stage.board}/solve")  # a draft in which nothing waits for them
    assert person not in room.tables()
    for path in ("publish", "rerun", f"compare?a={published.number}&b={room.plan.number}"):
        page = room.organiser.get(f"{room.stage.board}/{path}").text
        assert "sits at another table" not in page  # they change group
    room.organiser.post(f"{room.stage.board}/pin", {**seen(room.plan), **pin, "pinned": "0"})
    room.organiser.post(f"{room.stage.board}/solve")
    assert room.plan.number == published.number + 3
    assert room.tables() == before
    other = next(one for one in before if before[one][0] != before[person][0])
    room.post("seat", person=person, round=1, to=f"p{other}")
    for path in ("publish", "rerun", f"compare?a={published.number}&b={room.plan.number}"):
        page = room.organiser.get(f"{room.stage.board}/{path}").text
        assert "2 people keep their group but sit at another table" in page
    room.post("clear")
    assert "Group A has no tables any more." in room.organiser.get(
        f"{room.stage.board}/publish"
    ).text  # fmt: skip


@ON_BOTH_DATABASES
def test_who_comes_late_gets_the_emptiest_table_and_a_substitute_takes_over(room):
    room.deal()
    before = room.tables()
    published = publish(room)
    agency = next(one.agency_id for one in room.stage.people if one.id in before)
    late = factories.make_person(room.stage.workshop, agency_id=agency)
    absent = next(one for one in room.stage.people if one.id in before)
    came = factories.make_person(room.stage.workshop, agency_id=agency)
    for person in (late, came):
        room.session.add(person)
    seating.give(room.session, room.stage.workshop, published, late,
                 room.stage.groups["policy"], reason=seating.CAME_FOR)  # fmt: skip
    seating.take_over(room.session, room.stage.workshop, absent, came)
    room.session.commit()
    now = room.tables(published)
    assert len(now[late.id]) == 2
    assert now[came.id] == before[absent.id]
    assert absent.id not in now
    assert room.sizes(0) == [3, 4]
