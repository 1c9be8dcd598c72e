"""A workshop on its day: two groups, a published plan, and the door desk signed in."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests import factories
from tests.conftest import Browser
from workshop.clock import now
from workshop.domain.names import name_key
from workshop.domain.terms import Role
from workshop.models import Arrival, Person


@dataclass
class Door:
    """Dao's browser, in English; pim and pat sit in policy, tor in user, nobody is in yet."""

    workshop: Any
    browser: Browser
    session: Session
    groups: dict[str, Any]
    agency: Any
    pim: Person
    pat: Person
    tor: Person

    @property
    def path(self) -> str:
        return f"/organise/{self.workshop.slug}/arrival"

    def scan(self, *scans: dict[str, Any], device: str = "Door 1", **body: Any) -> dict[str, Any]:
        """Sends scans as a device does; what was answered."""
        answer = self.browser.client.post(
            f"{self.path}/scans", json={"device": device, "scans": list(scans), **body},
            headers={"X-CSRFToken": self.browser.token},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        return answer.json

    def stored(self, person: Person) -> Person:
        """As the database has them now."""
        self.session.rollback()
        self.session.expire_all()
        return self.session.get_one(Person, person.id)

    def arrivals(self) -> list[Arrival]:
        self.session.rollback()
        self.session.expire_all()
        return self.session.query(Arrival).order_by(Arrival.id).all()


def scanned(
    person: Any = None, *, minutes_ago: float = 0, kind: str = "in", **values: Any
) -> dict[str, Any]:
    """One scan as a device keeps it: of somebody on the list, or of what `values` say."""
    named = {"person": person.id} if person is not None else {}
    at = now() - dt.timedelta(minutes=minutes_ago)
    return {"id": str(uuid.uuid4()), "kind": kind, "at": at.isoformat(), **named, **values}


def _day() -> dict[str, Any]:
    workshop = factories.make_workshop(slug="day", capacity=10)
    roles = {code: factories.make_role(workshop, code) for code in ("policy", "user")}
    groups = {
        code: factories.make_group(workshop, code, roles=(role,), seats_max=4)
        for code, role in roles.items()
    }
    agency = factories.make_agency(
        workshop, name_th="กรมทางหลวง", name_en="Department of Highways", abbreviations=["ทล."],
        roles=tuple(roles.values()),
    )  # fmt: skip
    pim, pat, tor = (
        factories.make_person(
            workshop, agency=agency, first_name=first, last_name=last,
            name_key=name_key(first, last), **more,
        )
        for first, last, more in (
            ("พิมพ์ใจ", "ตั้งรบ", {"phone": "0822527365", "dietary": "เจ"}),
            ("ภัทรา", "ดีงาม", {}),
            ("ต่อศักดิ์", "มั่นคง", {}),
        )
    )  # fmt: skip
    factories.place(workshop, {pim: groups["policy"], pat: groups["policy"], tor: groups["user"]})
    return {
        "workshop": workshop, "groups": groups, "agency": agency,
        "pim": pim, "pat": pat, "tor": tor,
        "dao": factories.make_account(workshop, Role.DOOR, email="dao@example.go.th"),
    }  # fmt: skip


@pytest.fixture
def door(session, browser, world) -> Door:
    made = world(_day)
    browser.sign_in(made.pop("dao"))
    browser.client.set_cookie("lang", "en")
    return Door(browser=browser, session=session, **made)
