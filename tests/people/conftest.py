"""A workshop with an organiser signed in, two groups, and agencies people come from."""

from dataclasses import dataclass
from typing import Any

import pytest

from tests import factories
from tests.conftest import Browser
from workshop.domain.terms import Role


@dataclass
class Scene:
    workshop: Any
    orn: Browser
    highways: Any
    lands: Any
    policy: Any
    user: Any

    def at(self, path: str = "") -> str:
        return f"/organise/{self.workshop.slug}/people{path}"


def _scene() -> dict[str, Any]:
    workshop = factories.make_workshop(capacity=100)
    roles = [factories.make_role(workshop, code) for code in ("policy", "user")]
    policy, user = (factories.make_group(workshop, role.code, roles=(role,)) for role in roles)
    highways = factories.make_agency(
        workshop, roles=(roles[1],), name_th="กรมทางหลวง", name_en="Department of Highways",
        abbreviations=["ทล."], ministry_th="กระทรวงคมนาคม", ministry_en="Ministry of Transport",
    )  # fmt: skip
    lands = factories.make_agency(
        workshop, roles=(roles[0],), name_th="กรมที่ดิน", name_en="Department of Lands",
        abbreviations=["ทด."], ministry_th="กระทรวงมหาดไทย", ministry_en="Ministry of Interior",
    )  # fmt: skip
    return {
        "workshop": workshop, "highways": highways, "lands": lands, "policy": policy, "user": user,
        "orn": factories.make_account(workshop, Role.ORGANISER),
    }  # fmt: skip


@pytest.fixture
def scene(session, browser, world) -> Scene:
    made = world(_scene)
    orn = browser.sign_in(made.pop("orn"))
    orn.client.set_cookie("lang", "en")
    return Scene(orn=orn, **made)


def fresh(session) -> None:
    """What is read next is what is stored now."""
    session.rollback()
    session.expire_all()
