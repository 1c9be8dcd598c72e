"""The wall shows what the groups agree on once the voting is closed, and never before."""

import secrets

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import Role, Vote
from workshop.models import (
    FocusGroup,
    FormOpening,
    QuestionVersion,
    Response,
    ResponseRevision,
    StatementWording,
)

LIVE = {"X-Live": "1"}


@pytest.fixture
def wall(session, browsers):
    """Two groups who agree on the first statement and are divided by the second."""

    class Wall:
        workshop = make.make_workshop(slug="ours")
        groups = (make.make_group(workshop, "policy"), make.make_group(workshop, "user"))
        shared = make.make_statement(workshop, "One portal for all", number=1)
        divides = make.make_statement(workshop, "Share the servers")
        orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
        projector = browsers()

        @classmethod
        def picture(cls):
            return cls.projector.get("/w/ours/screen?lang=en", headers=LIVE).text

        @classmethod
        def tap(cls, **data):
            cls.orn.get("/organise/ours/screen")
            where = "/open" if "is_open" in data else ""
            return cls.orn.post(f"/organise/ours/screen{where}", data).status_code

    for statement, agreeing in ((Wall.shared, (9, 6)), (Wall.divides, (9, 1))):
        for group, number in zip(Wall.groups, agreeing, strict=True):
            choices = [Vote.AGREE] * number + [Vote.DISAGREE] * (9 - number)
            vote(session, statement, group, choices)
    return Wall


def vote(session, statement, group: FocusGroup, choices, *, is_open=False):
    """Released votes, as many as there are choices; keeps the statement open or closed."""
    form_id, version = session.execute(
        sa.select(StatementWording.form_id, QuestionVersion.id)
        .join(make.Question, make.Question.form_id == StatementWording.form_id)
        .join(QuestionVersion, QuestionVersion.question_id == make.Question.id)
        .where(StatementWording.statement_id == statement.id)
    ).one()
    own = {"workshop_id": statement.workshop_id}
    session.add(FormOpening(**own, form_id=form_id, group_id=group.id, is_open=is_open))
    for choice in choices:
        key = secrets.token_bytes(16)
        session.add(
            Response(
                **own, id=key, form_id=form_id, group_id=group.id, released=1,
                author=secrets.token_bytes(32),
            )
        )  # fmt: skip
        session.flush()
        session.add(
            ResponseRevision(
                **own, id=secrets.token_bytes(16), response_id=key, number=1, form_version=1,
                submission_hash=secrets.token_bytes(32), content_hash=secrets.token_bytes(32),
                content={str(version): choice.value},
            )
        )  # fmt: skip
    session.commit()


def test_the_wall_shows_results_only_while_the_voting_is_closed(wall, session):
    assert wall.tap(is_open="1") == 303
    assert wall.tap(show="shared") == 303
    page = wall.picture()
    assert "One portal for all" in page
    assert "Share the servers" not in page
    assert "<b>100\u00a0%</b>" in page
    assert "<b>67\u00a0%</b>" in page
    wall.tap(show="divides")
    assert "Share the servers" in wall.picture()
    assert "<b>11\u00a0%</b>" in wall.picture()

    session.execute(sa.update(FormOpening).values(is_open=True))
    session.commit()
    page = wall.picture()
    assert "once the voting is closed" in page
    assert "Share the servers" not in page
    assert "<b>9</b> of 9" in page


def test_the_files_list_statements_with_what_may_be_shown_of_them(wall, session):
    lone = make.make_statement(wall.workshop, "Of too few")
    vote(session, lone, wall.groups[0], [Vote.AGREE] * 6)
    vote(session, lone, wall.groups[1], [Vote.DISAGREE] * 4)
    listed = wall.orn.get("/organise/ours/report.json?lang=en").json["statements"]
    numbers = {(one["statement"], one["group"]): one for one in listed}
    assert numbers["One portal for all", None]["votes"] == 18
    assert numbers["One portal for all", "user"] == {
        "number": 1, "statement": "One portal for all", "wording": None, "group": "user",
        "groups": ["user"], "votes": 9, "agree": 6, "disagree": 3, "pass": 0, "agreement": 0.6667,
        "interval": [0.3542, 0.8794], "outcome": "shared",
    }  # fmt: skip
    assert ("Of too few", "user") not in numbers
    assert numbers["Of too few", None]["groups"] == ["policy"]
    assert "Share the servers" in wall.orn.get("/organise/ours/report?lang=en").text
