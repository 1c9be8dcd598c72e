"""The people's pages on PostgreSQL: a list goes in, is found and goes out again."""

import io

import sqlalchemy as sa

from tests import factories
from tests.domain.intake.messy import MESSY, workbook, written
from tests.people.test_importing import SEAL
from tests.planning.reading import filled
from tests.postgres import ON_POSTGRES
from workshop.domain.terms import Role
from workshop.models import Attribute, AttributeValue, Person, SeatOffer

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
    region = factories.store(
        Attribute(workshop_id=workshop.id, name_th="ภาค", heading_key="ภาค", weight=1)
    )
    name = factories.make_agency(workshop).name_th
    rows = [["ชื่อ", "นามสกุล", "หน่วยงาน", "ภาค"], ["สมใจ", "ใหม่", name, "เหนือ"]]
    for value in ("เหนือ", "ใต้"):
        rows[1][3] = value
        orn.post(
            f"{page}/import", {"file": (io.BytesIO(written(rows)), "b.xlsx")},
            content_type="multipart/form-data",
        )  # fmt: skip
        seal = SEAL.search(orn.get(f"{page}/import").text)[1]
        assert orn.post(f"{page}/import/apply", {"seal": seal}).status_code == 303
    assert session.scalars(sa.select(AttributeValue.value)).all() == ["ใต้"]
    assert (
        "กระจายให้ทุกกลุ่มเท่า ๆ กัน: ใต้"
        in orn.get(f"/organise/{workshop.slug}/assignment/rules?lang=th").text
    )
    deleting = f"/organise/{workshop.slug}/attributes/{region.id}/delete"
    assert orn.post(deleting, filled(orn.get(deleting).text, "version")).status_code == 303
    session.rollback()
    assert session.scalars(sa.select(AttributeValue.value)).all() == []
    waits = people[-1].id
    orn.post(f"{page}/{people[0].id}/cancel")
    session.rollback()
    session.expire_all()
    assert session.scalars(sa.select(SeatOffer.person_id)).all() == [waits]
