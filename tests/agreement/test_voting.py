"""Statements go to everybody's phone, and nobody sees what came of one before they voted on it."""

import re

import pytest
import sqlalchemy as sa

from tests import factories as make
from tests.agreement.conftest import fields
from workshop.domain.terms import AnswerMode, PersonStatus, QuestionKind
from workshop.models import FeedbackForm, FormOpening, Response, Workshop
from workshop.planning import copying_service


def stored(session):
    session.rollback()
    return session.scalars(sa.select(Response).execution_options(populate_existing=True)).all()


def test_a_statement_is_voted_on_and_only_then_shows_what_the_groups_think(hall, session):
    hall.write("One portal for all", "Share the servers")
    pim = hall.phone(hall.people[0])
    assert "not open for voting" in pim.get(f"{hall.path}/1?lang=en").text
    hall.voting("open")
    for person in hall.people[1:11]:
        assert hall.vote(hall.phone(person), 1, "agree").status_code == 303
    before = pim.get(f"{hall.path}/1?lang=en")
    assert "Statement 1 of 2" in before.text
    assert "is shown once you have voted" in before.text
    assert "Of 5 votes" not in before.text + pim.get(f"{hall.path}?lang=en").text
    assert "no-store" in before.headers["Cache-Control"]

    sent = hall.vote(pim, 1, "disagree")
    assert sent.status_code == 303
    assert sent.location.endswith("/agreement/2?sent=1")
    assert "Vote stored" in pim.get(sent.location).text
    after = pim.get(f"{hall.path}/1?lang=en").text
    assert "Of 5 votes: agree" in after  # eleven votes: one batch of five, six kept back
    assert "6 wait for the next batch" in after
    assert 'value="disagree" aria-pressed="true"' in after
    assert hall.vote(pim, 2, "pass").location.endswith("/agreement?sent=2")
    assert "You have voted on every statement" in pim.get(f"{hall.path}?lang=en").text


@pytest.mark.slow
def test_every_output_moves_in_steps_of_five_people_with_five_kept_back(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    hall.orn.get(f"/organise/{hall.workshop.slug}/screen")
    hall.orn.post(f"/organise/{hall.workshop.slug}/screen/open", {"is_open": "1"})
    hall.orn.post(f"/organise/{hall.workshop.slug}/screen", {"show": "shared"})
    report = f"/organise/{hall.workshop.slug}/report"
    outputs = (
        (hall.orn, f"{hall.desk}?lang=en"), (hall.orn, f"{report}?lang=en"),
        (hall.fah, f"/facilitate/{hall.workshop.slug}/policy/agreement?lang=en"),
    )  # fmt: skip
    for number, person in enumerate(hall.people, 1):
        phone = hall.phone(person)
        hall.vote(phone, 1, "agree" if number % 3 else "disagree")
        in_a, in_b = min(number, 11), max(number - 11, 0)
        shown = {max(voted // 5 - 1, 0) * 5 for voted in (in_a, in_b)} - {0}
        for browser, path in (*outputs, (phone, f"{hall.path}/1?lang=en")):
            page = browser.get(path).text
            assert {int(n) for n in re.findall(r"Of (\d+) votes", page)} == shown, (number, path)
        figures = hall.orn.get(f"{report}.json").json["statements"]
        assert {one["votes"] for one in figures} == shown
        assert "Of " not in hall.browsers().get(f"/w/{hall.workshop.slug}/screen?lang=en").text


def test_a_vote_is_changed_sent_twice_or_from_another_phone_and_stays_one(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    pim = hall.phone(hall.people[0])
    page = pim.get(f"{hall.path}/1?lang=en").text
    hall.vote(pim, 1, "agree")
    hall.vote(pim, 1, "disagree")
    hall.vote(pim, 1, "agree")  # back to the first one
    hall.vote(pim, 1, "agree", seen="2")  # the same page's button once more
    (vote,) = stored(session)
    assert (vote.revision, vote.released, vote.person_id) == (3, 0, None)
    assert 'value="agree" aria-pressed="true"' in pim.get(f"{hall.path}/1?lang=en").text
    assert 'name="seen" value="0"' in page

    other = hall.phone(hall.people[0])
    seen = other.get(f"{hall.path}/1?lang=en").text
    assert "from another phone or browser" in seen
    assert 'aria-pressed="true"' not in seen
    hall.vote(other, 1, "pass")
    assert 'aria-pressed="true"' not in pim.get(f"{hall.path}/1?lang=en").text
    pim.post(f"/w/{hall.workshop.slug}/leave", {})
    assert len(stored(session)) == 1


def test_named_votes_carry_the_person_and_erasing_the_person_takes_it_off(hall, session):
    hall.workshop.answer_mode = AnswerMode.NAMED
    session.commit()
    hall.write("One portal for all")
    hall.voting("open")
    pim = hall.people[0]
    phone = hall.phone(pim)
    assert "carry your name" in phone.get(f"{hall.path}/1?lang=en").text
    hall.vote(phone, 1, "agree")
    (vote,) = stored(session)
    assert (vote.person_id, vote.released) == (pim.id, 1)
    assert "Of 1 votes" not in phone.get(f"{hall.path}/1?lang=en").text  # k holds before the room
    assert "Of 1 votes" in hall.orn.get(f"{hall.desk}?lang=en").text
    pim.status = PersonStatus.CANCELLED
    session.commit()
    erase = f"/organise/{hall.workshop.slug}/privacy/erase/{pim.id}"
    hall.orn.get(erase)
    done = hall.orn.post(erase, {"sure": "y"})
    assert done.status_code == 303, done.text
    assert [one.person_id for one in stored(session)] == [None]


def test_closing_releases_the_rest_and_other_words_are_voted_on_anew(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    for person in hall.people[:6] + hall.people[11:15]:
        hall.vote(hall.phone(person), 1, "agree")
    page = f"{hall.desk}/1?lang=en"
    seen = hall.orn.get(page).text
    version = {"version": "2", "text_en": "One portal for everybody"}
    assert "10 people have voted on these words" in seen
    refused = hall.orn.post(page, version)
    assert (refused.status_code, "Tick the box" in refused.text) == (422, True)
    old = hall.phone(hall.people[15])
    stale = old.get(f"{hall.path}/1?lang=en").text
    assert hall.orn.post(page, {**version, "anew": "y"}).status_code == 303
    assert hall.orn.post(page, {**version, "anew": "y"}).status_code == 409  # an old version
    released = {one.group_id: one.released for one in stored(session)}
    assert released == {hall.a.id: 1, hall.b.id: 0}  # six in A, four in B: fewer than five
    assert "form_version" in stale

    late = old.post(f"{hall.path}/1?lang=en", {**fields(stale), "vote": "agree"})
    assert (late.status_code, "words were changed" in late.text) == (409, True)
    assert "One portal for everybody" in late.text
    again = hall.phone(hall.people[0])
    assert "is shown once you have voted" in again.get(f"{hall.path}/1?lang=en").text
    assert hall.vote(again, 1, "pass").status_code == 303


def test_forms_of_strategies_know_nothing_of_statements(hall, session):
    make.make_question(hall.workshop, 1)
    make.open_form(hall.workshop, 1, hall.a)
    hall.write("One portal for all")
    hall.voting("open")
    hall.vote(hall.phone(hall.people[0]), 1, "agree")
    slug = hall.workshop.slug
    phone = hall.phone(hall.people[1])
    assert "Sent 0 of 1" in phone.get(f"/w/{slug}/feedback?lang=en").text
    for path in (f"/organise/{slug}/forms", f"/organise/{slug}/questions"):
        assert "One portal" not in hall.orn.get(path).text
    hall.orn.post(f"/organise/{slug}/forms", {"form": "", "group": "", "is_open": "0"})
    session.rollback()
    opened = session.scalars(sa.select(FormOpening.form_id).where(FormOpening.is_open)).all()
    assert len(set(opened)) == 1  # the voting goes on

    target = make.make_workshop()
    make.form_of(target, 0)
    copying_service.copy_setup(session, session.get(Workshop, hall.workshop.id), target)
    session.flush()
    numbers = sa.select(FeedbackForm.number).where(FeedbackForm.workshop_id == target.id)
    assert sorted(session.scalars(numbers)) == [0, 1]
    session.rollback()


def test_closing_the_workshop_for_good_closes_the_voting_and_shows_everybody_the_results(
    hall, session
):
    hall.write("One portal for all")
    hall.voting("open")
    for person in hall.people[:6]:
        hall.vote(hall.phone(person), 1, "agree")
    late = hall.phone(hall.people[7])
    page = late.get(f"{hall.path}/1?lang=en").text
    hall.orn.get(f"/organise/{hall.workshop.slug}/settings/close")
    version = session.scalar(sa.select(Workshop.version).where(Workshop.id == hall.workshop.id))
    closed = hall.orn.post(
        f"/organise/{hall.workshop.slug}/settings/close", {"version": str(version), "sure": "y"}
    )
    assert closed.status_code == 303
    assert {one.released for one in stored(session)} == {1}
    refused = late.post(f"{hall.path}/1?lang=en", {**fields(page), "vote": "agree"})
    assert (refused.status_code, "was not stored" in refused.text) == (409, True)
    assert "Of 6 votes: agree 6" in late.get(f"{hall.path}?lang=en").text
    assert hall.voting("open").status_code == 409


def test_statements_come_from_comments_that_are_released_and_may_be_quoted(hall, session):
    text = make.make_question(hall.workshop, 1, QuestionKind.LONG_TEXT)
    said = [{text: f"quotable {n}"} for n in range(5)]
    make.answer(hall.workshop, 1, hall.a, said, may_quote=True)
    make.answer(hall.workshop, 1, hall.a, [{text: "not for quotation"}] * 5)
    make.answer(hall.workshop, 1, hall.b, [{text: "of too few"}] * 4, may_quote=True)
    desk = f"/facilitate/{hall.workshop.slug}/policy/agreement"
    page = hall.fah.get(f"{desk}?lang=en").text
    assert page.count("Make a statement of it: quotable") == 5
    assert "not for quotation" not in page + hall.orn.get(f"{hall.desk}/comments").text
    assert "of too few" not in hall.orn.get(f"{hall.desk}/comments").text
    name = page.split("?comment=")[1][:16]
    form = hall.fah.get(f"{desk}/new?comment={name}&lang=en").text
    assert "quotable" in form
    made = hall.fah.post(f"{desk}/new", {"text_en": "We agree", "comment": name})
    assert made.status_code == 303
    assert "is a statement" in hall.fah.get(f"{desk}?lang=en").text
    refused = hall.fah.post(f"{desk}/new", {"text_en": "x", "comment": "0" * 16})
    assert refused.status_code == 422
    assert hall.fah.get(f"{hall.desk}/1").status_code == 404  # approving is the organiser's
    assert (
        hall.fah.post(f"{desk}/1", {"version": "1", "text_en": "We all agree"}).status_code == 303
    )
    hall.deed("approve", 1)
    assert hall.fah.post(f"{desk}/1", {"version": "3", "text_en": "No"}).status_code == 404


REFUSED = (
    ({"choice": "perhaps"}, 422, "Choose agree, disagree or pass"),
    ({"choice": ""}, 422, "Choose agree, disagree or pass"),
    ({"choice": b"agree\x00\xed\xa0\x80"}, 422, "Choose agree, disagree or pass"),
    ({"form": "9" * 400}, 422, "Reload the page"),
    ({"form": "999999999"}, 409, "words were changed"),
    ({"seen": "-1"}, 422, "Reload the page"),
)


def test_a_vote_that_means_nothing_says_why_and_stores_nothing(hall, session):
    hall.write("One portal for all")
    hall.voting("open")
    pim = hall.phone(hall.people[0])
    for changes, status, sentence in REFUSED:
        answer = hall.vote(pim, 1, **{"choice": "agree", **changes})
        assert (answer.status_code, sentence in answer.text) == (status, True), changes
    assert pim.get(f"{hall.path}/7").status_code == 404
    stranger = hall.browsers()
    assert stranger.post(f"{hall.path}/1", {"vote": "agree"}).status_code in (303, 401)
    for text in ("", "x" * 161, "\x00"):
        hall.orn.get(f"{hall.desk}/new")
        assert hall.orn.post(f"{hall.desk}/new?lang=en", {"text_en": text}).status_code == 422
    assert not stored(session)


def test_a_phone_follows_what_may_be_voted_on_and_no_votes(hall):
    pim, pat = hall.phone(hall.people[0]), hall.phone(hall.people[1])

    def tag():
        return pim.get(hall.path, headers={"X-Live": "1"}).headers["ETag"]

    seen = [tag()]
    hall.write("One portal for all")
    seen.append(tag())
    page = pim.get(f"{hall.path}/1").text.replace("&#34;", '"')
    assert f'data-live-etag="{seen[-1]}"' in page  # not open yet: it waits for that
    hall.voting("open")
    seen.append(tag())
    assert len(set(seen)) == 3
    hall.vote(pat, 1, "agree")
    again = pim.get(hall.path, headers={"X-Live": "1", "If-None-Match": seen[-1]})
    assert (again.status_code, again.data) == (304, b"")
    assert "data-live=" not in pim.get(f"{hall.path}/1").text  # nothing moves under a vote


def test_the_same_words_are_proposed_once_and_the_second_is_told_where_they_stand(hall, session):
    hall.write("One portal for all", "Share the servers")
    desk = f"/facilitate/{hall.workshop.slug}/{hall.a.code}/agreement/new?lang=en"
    hall.fah.get(desk)
    again = hall.fah.post(desk, {"text_en": " share  the\nServers", "text_th": "คนละเรื่อง"})
    assert again.status_code == 422
    assert "These words stand already: number 2 of all statements (approved)." in again.text
    assert "คนละเรื่อง" in again.text
    hall.orn.get(f"{hall.desk}/1")
    other = hall.orn.post(
        f"{hall.desk}/1?lang=en", {"version": "2", "text_en": "Share the servers"}
    )
    assert (other.status_code, "number 2 of all" in other.text) == (422, True)
    session.rollback()
    assert session.scalar(sa.text("SELECT count(*) FROM statement")) == 2


def test_a_statement_that_is_too_long_is_counted_and_never_cut(hall):
    page = hall.orn.get(f"{hall.desk}/new?lang=en").text
    assert (page.count('data-limit="160"'), "maxlength" in page) == (2, False)
    refused = hall.orn.post(f"{hall.desk}/new?lang=en", {"text_en": "long " * 40})
    assert refused.status_code == 422
    assert "Shorten it to 160 characters at most" in refused.text
    assert ("long " * 40).strip() in refused.text
