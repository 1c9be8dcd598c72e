"""The team: who is in it, inviting, removing."""

import sqlalchemy as sa

from tests import factories as make
from tests.planning.reading import change, filled
from workshop.domain.terms import Role
from workshop.models import AuditEntry, Membership, Message, OneTimeLink

TEAM = "/organise/plan/team"


def members(session):
    session.rollback()
    session.expire_all()
    return session.scalars(sa.select(Membership).order_by(Membership.id)).all()


def test_an_invitation_is_mailed_and_shown_once(organiser, browsers, workshop, session):
    group = make.make_group(workshop, "policy")
    values = {"email": "Fah@Example.go.th", "name": "Fah", "role": "facilitator"}
    assert change(organiser, TEAM, "email", **values, group=str(group.id)).status_code == 303
    page = organiser.get(TEAM).text
    assert "Invitation for fah@example.go.th" in page
    (invited,) = session.scalars(sa.select(OneTimeLink)).all()
    assert (invited.email, invited.role, invited.group_id) == (
        "fah@example.go.th", Role.FACILITATOR, group.id,
    )  # fmt: skip
    (mail,) = session.scalars(sa.select(Message)).all()
    address = next(word for word in mail.body.split() if word.startswith("http://localhost/"))
    assert address in page
    assert address not in organiser.get(TEAM).text
    path = address.removeprefix("http://localhost")
    assert browsers().get(path).status_code == 200
    listed = organiser.get(TEAM).text.split("<h2>Invited</h2>")[1]
    assert f"Facilitator, {group.name_en}" in listed
    fah = make.make_account(email="fah@example.go.th")
    hers = browsers().sign_in(fah)
    hers.get(f"{path}?lang=en")
    joined = hers.post(path, {})
    assert joined.headers["Location"] == "/account/workshops"
    again = change(organiser, TEAM, "email", **values, group=str(group.id))
    assert again.status_code == 409
    assert "This person has this role already" in again.text


def test_each_mistake_in_an_invitation_is_named(organiser, workshop, session):
    for values, sentence in (
        ({"email": "", "role": "door"}, "Enter an email address"),
        ({"email": "nobody", "role": "door"}, "like name@agency.go.th"),
        ({"email": "fah@example.go.th", "role": "facilitator"}, "Choose the group"),
        ({"email": "fah@example.go.th", "role": "emperor"}, "Choose one of these"),
    ):
        refused = change(organiser, TEAM, "email", **values)
        assert refused.status_code == 422, values
        assert sentence in refused.text, values
        assert filled(refused.text, "email")["email"] == values["email"]
    assert session.scalars(sa.select(OneTimeLink)).all() == []


def test_an_invitation_can_be_withdrawn(organiser, browsers, workshop, session):
    change(organiser, TEAM, "email", email="dao@example.go.th", role="door")
    (invited,) = session.scalars(sa.select(OneTimeLink)).all()
    (mail,) = session.scalars(sa.select(Message)).all()
    organiser.get(TEAM)
    organiser.post(f"{TEAM}/invitations/{invited.id}/withdraw")
    session.rollback()
    assert session.scalars(sa.select(OneTimeLink)).all() == []
    path = mail.body.split("http://localhost")[1].split()[0]
    assert browsers().get(path).status_code == 404


def test_a_member_is_removed_after_a_question(organiser, workshop, session):
    dao = make.make_account(workshop, Role.DOOR, name="Dao")
    member = session.scalars(sa.select(Membership).where(Membership.account_id == dao.id)).one()
    address = f"{TEAM}/{member.id}/remove"
    assert "Remove Dao from the team?" in organiser.get(address).text
    assert change(organiser, address).status_code == 303
    assert [one.role for one in members(session)] == [Role.ORGANISER]
    assert "team.removed" in set(session.scalars(sa.select(AuditEntry.what)))


def test_the_last_organiser_stays(organiser, workshop, session):
    (own,) = members(session)
    refused = change(organiser, f"{TEAM}/{own.id}/remove")
    assert refused.status_code == 409
    assert "A workshop needs an organiser" in refused.text
    assert len(members(session)) == 1


def test_an_organiser_may_leave_when_another_stays(organiser, workshop, session):
    make.make_account(workshop, Role.ORGANISER)
    own = members(session)[0]
    assert change(organiser, f"{TEAM}/{own.id}/remove").location.endswith("/account/workshops")
    assert organiser.get(TEAM).status_code == 404


def test_members_of_other_workshops_are_not_removed_from_here(organiser, session):
    make.make_account(make.make_workshop(), Role.DOOR)
    foreign = members(session)[-1]
    assert organiser.get(f"{TEAM}/{foreign.id}/remove").status_code == 404
