"""A hall of two groups whose organiser and facilitator write statements that everybody votes on."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories as make
from workshop.domain.terms import Role
from workshop.models import FocusGroup, Person, Workshop


@dataclass
class Hall:
    """Eleven people in group A and six in group B; orn is the organiser, fah leads group A."""

    workshop: Workshop
    a: FocusGroup
    b: FocusGroup
    people: list[Person]
    browsers: Any
    session: Any
    orn: Any
    fah: Any

    @property
    def path(self) -> str:
        return f"/w/{self.workshop.slug}/agreement"

    @property
    def desk(self) -> str:
        return f"/organise/{self.workshop.slug}/agreement"

    def write(self, *texts: str, approved: bool = True) -> None:
        """New statements, numbered in this order."""
        for text in texts:
            self.orn.get(f"{self.desk}/new")
            assert self.orn.post(f"{self.desk}/new", {"text_en": text}).status_code == 303
        self.session.rollback()
        if approved:
            for number in self.session.scalars(sa.text("SELECT number FROM statement")).all():
                self.deed("approve", number)

    def deed(self, deed: str, number: int) -> Any:
        return self.orn.post(f"{self.desk}/{number}/deed", {"deed": deed})

    def voting(self, deed: str) -> Any:
        return self.orn.post(f"{self.desk}/voting?lang=en", {"deed": deed})

    def phone(self, person: Person) -> Any:
        return self.browsers().be(person)

    def vote(self, phone: Any, number: int, choice: str, **changes: str) -> Any:
        """Press a button on the page as it stands."""
        page = phone.get(f"{self.path}/{number}?lang=en").text
        return phone.post(
            f"{self.path}/{number}?lang=en", {**fields(page), "vote": choice, **changes}
        )


def fields(page: str) -> dict[str, str]:
    """What a form's hidden fields hold."""
    found = re.findall(r'name="(form|form_version|seen)" value="(\d+)"', page)
    return dict(found)


@pytest.fixture
def hall(session: Any, browsers: Any) -> Hall:
    workshop = make.make_workshop()
    a, b = make.make_group(workshop, "policy"), make.make_group(workshop, "user")
    make.make_strategy(workshop, 1)
    people = [make.make_person(workshop) for _ in range(17)]
    make.place(workshop, {**dict.fromkeys(people[:11], a), **dict.fromkeys(people[11:], b)})
    orn = browsers().sign_in(make.make_account(workshop, Role.ORGANISER))
    fah = browsers().sign_in(make.make_account(workshop, Role.FACILITATOR, group=a))
    return Hall(workshop, a, b, people, browsers, session, orn, fah)
