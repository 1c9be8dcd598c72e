"""A workshop with an organiser signed in, agencies, and people invited to it."""

from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa

from tests import factories
from tests.conftest import Browser
from tests.registration.helpers import stored
from workshop.domain.terms import Role
from workshop.links import invitation_token_of
from workshop.models import AuditEntry, Invitee, Message


@dataclass
class Scene:
    workshop: Any
    orn: Browser
    highways: Any
    lands: Any
    app: Any
    session: Any

    def at(self, path: str = "") -> str:
        """The address of an organiser's page about invitations."""
        return f"/organise/{self.workshop.slug}/invitations{path}"

    def link(self, invitee: Any, path: str = "", *, version: int | None = None) -> str:
        keys = self.app.extensions["workshop.keys"]
        return f"/i/{invitation_token_of(keys, invitee, version=version)}{path}"

    def invitees(self) -> list[Invitee]:
        return stored(self.session, sa.select(Invitee).order_by(Invitee.id))

    def now(self, invitee: Any) -> Invitee:
        """The invitee as stored now."""
        return next(one for one in self.invitees() if one.id == invitee.id)

    def mails(self, kind: str = "invitation") -> list[Message]:
        wanted = sa.select(Message).where(Message.kind.startswith(kind)).order_by(Message.id)
        return stored(self.session, wanted)

    def deeds(self) -> list[str]:
        wanted = sa.select(AuditEntry).where(AuditEntry.what.startswith("invitation."))
        return [one.what for one in stored(self.session, wanted.order_by(AuditEntry.id))]


def _scene() -> dict[str, Any]:
    workshop = factories.make_workshop(capacity=100)
    highways = factories.make_agency(
        workshop, name_th="กรมทางหลวง", name_en="Department of Highways", abbreviations=["ทล."],
        ministry_th="กระทรวงคมนาคม", ministry_en="Ministry of Transport",
    )  # fmt: skip
    lands = factories.make_agency(
        workshop, name_th="กรมที่ดิน", name_en="Department of Lands", abbreviations=["ทด."],
        ministry_th="กระทรวงมหาดไทย", ministry_en="Ministry of Interior",
    )  # fmt: skip
    return {
        "workshop": workshop, "highways": highways, "lands": lands,
        "orn": factories.make_account(workshop, Role.ORGANISER),
    }  # fmt: skip


@pytest.fixture
def scene(session, browser, app, world) -> Scene:
    made = world(_scene)
    orn = browser.sign_in(made.pop("orn"))
    orn.client.set_cookie("lang", "en")
    return Scene(orn=orn, app=app, session=session, **made)


@pytest.fixture
def guest(browsers) -> Any:
    """Somebody with a browser of their own that reads English."""

    def made() -> Browser:
        opened = browsers()
        opened.client.set_cookie("lang", "en")
        return opened

    return made
