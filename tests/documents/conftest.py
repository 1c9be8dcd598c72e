"""A workshop with people to print, and an organiser who prints."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from werkzeug.test import TestResponse

from tests import factories
from workshop.documents import press
from workshop.domain.documents import child
from workshop.domain.terms import Role
from workshop.models import FocusGroup, Person, Workshop


@pytest.fixture(autouse=True)
def set_here(monkeypatch):
    """Sets documents in this process, which is warm; the child is for test_press.py to start."""
    monkeypatch.setattr(press, "_run", lambda order, *_: child.set_pages(json.loads(order)))


@pytest.fixture
def workshop(session) -> Workshop:
    return factories.make_workshop(slug="ours", short_title_th="ประชุม 2557", short_title_en="Day")


@pytest.fixture
def groups(workshop) -> list[FocusGroup]:
    return [
        factories.make_group(workshop, code, name_th=f"กลุ่มที่ {code}", room_th="ปาริชาต 7")
        for code in ("one", "two")
    ]


@pytest.fixture
def people(workshop, groups) -> list[Person]:
    """Three people, two in the first group and one in the second, all placed."""
    agency = factories.make_agency(workshop, name_th="กรมทางหลวง", name_en="Highways")
    names = (("นาง", "เก็จ", "น้ำใจ"), ("นาย", "กำธร", "ปิ่นทอง"), ("Ms", "Ann", "Lee"))
    made = [
        factories.make_person(
            workshop, agency=agency, prefix=prefix, first_name=first, last_name=last,
            language="en" if prefix == "Ms" else "th",
        )
        for prefix, first, last in names
    ]  # fmt: skip
    factories.place(workshop, dict(zip(made, (groups[0], groups[0], groups[1]), strict=True)))
    return made


@pytest.fixture
def organiser(browser, workshop) -> Any:
    return browser.sign_in(factories.make_account(workshop, Role.ORGANISER))


@pytest.fixture
def fetch(organiser) -> Callable[..., TestResponse]:
    """Asks for a document: `fetch("badges", size="large")`."""

    def asked(name: str, **options: Any) -> TestResponse:
        path = f"/organise/ours/documents/{name}.pdf"
        return organiser.get(path, query_string={"lang": "th", **options})

    return asked


@pytest.fixture
def printed(fetch) -> Callable[..., bytes]:
    """The document itself."""

    def asked(name: str, **options: Any) -> bytes:
        response = fetch(name, **options)
        assert response.status_code == 200, response.text
        assert response.mimetype == "application/pdf"
        return response.data

    return asked
