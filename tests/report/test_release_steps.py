"""Watching every output after every answer tells about k people at once, or about nobody."""

import json
import random
import re
import uuid

import pytest

from tests import factories as make
from workshop.clock import now
from workshop.domain.terms import Role
from workshop.feedback import filing, opening
from workshop.feedback.filing import Sent
from workshop.keys import author_key

K = 5
MARK = re.compile(r"คน\d+รุ่น\d+\.")


@pytest.fixture
def watched(app, day, session, browser, browsers):
    """Sends answers as the form would, and looks at every output as a curious organiser."""
    group = day.groups[0]
    form = make.form_of(day.workshop, 1)
    key = app.extensions["workshop.keys"].answer_key(day.workshop.uid)
    make.open_form(day.workshop, 1, group)
    browser.sign_in(make.make_account(day.workshop, Role.ORGANISER))
    slug = day.workshop.slug
    browser.post(f"/organise/{slug}/report/publish")
    reader = browsers().be(make.make_person(day.workshop))

    class Watched:
        def send(self, person, revision):
            """Person `person` answers; the text says who and which revision it is."""
            content = {
                str(make._newest(day.fit[0])): 1 + person % 5,
                str(make._newest(day.say[0])): f"คน{person}รุ่น{revision}.",
            }
            filing.store(session, Sent(
                workshop_id=day.workshop.id, form_id=form.id, form_version=form.version,
                group_id=group.id, author=author_key(key, person_id=person, form_id=form.id),
                person_id=person, submission_id=str(uuid.uuid4()), content=content,
            ), now=now())  # fmt: skip
            session.commit()

        def told(self):
            """What the report and the facilitator's page say of the answers not shown."""
            paths = (f"/organise/{slug}/report", f"/facilitate/{slug}/{group.code}/1")
            texts = [browser.get(f"{path}?lang=en").text for path in paths]
            found = [re.search(r"From \d[^<.]*", text) for text in texts]
            return [one[0].strip() if one else "" for one in found]

        def numbers(self):
            """What the JSON says of them."""
            whole = json.loads(browser.get(f"/organise/{slug}/report.json").data)
            return whole["released"], whole["held_back"]

        def switch(self, *, is_open):
            opening.set_open(
                session, day.workshop, form=1, group=group.code, is_open=is_open,
                actor="test", now=make.MOMENT,
            )  # fmt: skip
            session.commit()

        def outputs(self):
            """The texts each output shows, and how many people its figure says are behind it."""
            whole = json.loads(browser.get(f"/organise/{slug}/report.json").data)
            csv = browser.get(f"/organise/{slug}/report.csv").data.decode("utf-8-sig")
            scale = [f for f in whole["figures"] if f["type"] == "scale" and f["group"]]
            desk, report = set(), set()
            for number in (1, 2):
                path = f"/facilitate/{slug}/{group.code}/1?page={number}"
                desk |= set(MARK.findall(browser.get(path).text))
                report |= set(MARK.findall(browser.get(f"/organise/{slug}/report").text)) | set(
                    MARK.findall(browser.get(f"/organise/{slug}/report?page={number}").text)
                )
            texts = set(MARK.findall(json.dumps(whole, ensure_ascii=False)))
            assert texts == set(MARK.findall(csv)) == desk == report
            counted = scale[0]["answers"] if scale else 0
            assert counted == len(texts)
            published = reader.get(f"/w/{slug}/report?lang=en").text
            assert not MARK.search(published)
            assert re.findall(r">n (\d+) · ", published)[:1] == ([f"{counted}"] if counted else [])
            return texts

    return Watched()


def people(texts):
    return {int(re.findall(r"\d+", text)[0]) for text in texts}


@pytest.mark.slow
def test_every_step_is_about_k_people_or_nobody_and_the_newest_revision_counts(watched):
    chance = random.Random(23)
    newest, before, gone = {}, set(), []
    for step in range(48):
        person = step if step < 24 else chance.randrange(24)
        newest[person] = newest.get(person, 0) + 1
        watched.send(person, newest[person])
        if step < 24 and step % 3:
            continue
        shown = watched.outputs()
        changed = people(shown ^ before)
        assert not changed or len(changed) >= K
        gone.append(len(people(before - shown)))
        assert gone[-1] == 0 or gone[-1] >= K, "one who revised is not known by what goes"
        assert len(people(shown)) == len(shown), "one revision of a person at a time"
        before = shown
    assert max(gone) >= K, "revisions show while the form is open as well"
    watched.switch(is_open=False)
    shown = watched.outputs()
    assert shown == {f"คน{person}รุ่น{revision}." for person, revision in newest.items()}
    watched.switch(is_open=True)
    for person in range(24, 28):
        watched.send(person, 1)
    watched.switch(is_open=False)
    assert watched.outputs() == shown, "fewer than k late ones are never released"
    watched.switch(is_open=True)
    watched.send(28, 1)
    watched.switch(is_open=False)
    assert people(watched.outputs()) == people(shown) | set(range(24, 29))


def test_a_group_of_fewer_than_k_stays_unheard(watched):
    for person in range(4):
        watched.send(person, 1)
    watched.switch(is_open=False)
    assert watched.outputs() == set()


def test_it_is_said_how_many_wait_and_how_many_came_late_and_never_show(watched):
    for person in range(11):
        watched.send(person, 1)
    assert watched.told() == ["From 5 answers; 6 wait for the next batch"] * 2
    for person in range(11):
        watched.send(person, 2)
    told = ["From 5 answers; 6 wait for the next batch"] * 2
    assert watched.told() == told, "nobody sees that somebody revised"
    assert watched.numbers() == (5, 6)
    watched.switch(is_open=False)
    assert watched.told() == ["From 11 answers"] * 2
    watched.switch(is_open=True)
    watched.send(11, 1)
    assert watched.told() == ["From 11 answers; 1 waits for the next batch"] * 2
    watched.send(12, 1)
    watched.switch(is_open=False)
    late = "2 came late and are not shown, because they are fewer than 5"
    assert watched.told() == [f"From 11 answers; {late}"] * 2
    assert watched.numbers() == (11, 2)


def test_answers_of_too_small_a_group_are_not_called_late(watched):
    for person in range(4):
        watched.send(person, 1)
    watched.switch(is_open=False)
    desk = "4 are not shown, because they are fewer than 5"
    assert watched.told()[0] == f"From 0 answers; {desk}"
    watched.switch(is_open=True)
    watched.send(0, 2)
    watched.switch(is_open=False)
    assert watched.told()[0] == f"From 0 answers; {desk}", "nor after a reopening"


def test_late_answers_of_several_places_may_be_k_together(browser, day, session):
    for group in day.groups[:2]:
        make.open_form(day.workshop, 1, group, is_open=False).closings = 2
        make.answer(day.workshop, 1, group, [{day.fit[0]: 4}] * 6)
        make.answer(day.workshop, 1, group, [{day.fit[0]: 1}] * 3, released=False)
    session.commit()
    browser.sign_in(day.orn)
    path = f"/organise/{day.workshop.slug}/report?lang="
    assert (
        "From 12 answers; 6 came late and are not shown, because they are fewer than 5 "
        "in each group on each form."
    ) in browser.get(f"{path}en").text
    assert "จาก 12 คำตอบ อีก 6 คำตอบมาทีหลังและไม่แสดง" in browser.get(f"{path}th").text
    few = make.open_form(day.workshop, 1, day.groups[2], is_open=False)
    few.closings = 2
    make.answer(day.workshop, 1, day.groups[2], [{day.fit[0]: 1}] * 2, released=False)
    session.commit()
    assert (
        "From 12 answers; 6 came late and are not shown, because they are fewer than 5 in each "
        "group on each form; 2 are not shown, because they are fewer than 5."
    ) in browser.get(f"{path}en").text, "a group that is too small was not late"
