"""The people's pages on PostgreSQL: a list goes in, is found and goes out again."""

import io

import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import MESSY, workbook
from tests.people.test_importing import SEAL
from tests.postgres import ON_POSTGRES
from workshop.domain.terms import Role
from workshop.models import Person, SeatOffer

pytestmark = ON_POSTGRES


def test_a_list_is_imported_searched_and_exported(browser, session):
    workshop = factories.make_workshop(capacity=3)
    account = factories.make_account(workshop, Role.ORGANISER)
    orn = browser.sign_in(account)
    page = f"/organise/{workshop.slug}/people"
    orn.get(page)
    orn.post(
        f"{page}/import",
        {"file": (io.BytesIO(workbook(MESSY)), "a\x00b.xlsx")},
        content_type="multipart/form-data",
    )
    seal = SEAL.search(orn.get(f"{page}/import").text)[1]
    assert orn.post(f"{page}/import/apply", {"seal": seal}).status_code == 303
    people = session.scalars(sa.select(Person).order_by(Person.id)).all()
    assert [person.status.value for person in people] == [*["confirmed"] * 3, "waitlisted"]
    assert "กรพนธ์" in orn.get(f"{page}?q=กรพนธ์ถนัด").text
    for hostile in ("%00", "%ED%A0%80", "%25_", "' OR 1=1"):
        for name in ("q", "group", "role", "status"):
            assert orn.get(f"{page}?{name}={hostile}").status_code == 200
    assert "กรพนธ์".encode() in orn.get(f"{page}.csv").data
    waits = people[-1].id
    orn.post(f"{page}/{people[0].id}/cancel")
    session.rollback()
    session.expire_all()
    assert session.scalars(sa.select(SeatOffer.person_id)).all() == [waits]
