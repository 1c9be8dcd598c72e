"""The door's page with everything on it."""

import uuid

from flask import render_template, request

from workshop.access import current_account
from workshop.arrival import choosing, counting, index, kept, reading, room
from workshop.arrival.blueprint import is_organiser, to
from workshop.arrival.choosing import Rooms
from workshop.arrival.forms import ScanForm, WalkInForm
from workshop.arrival.reading import Known
from workshop.arrival.service import Outcome
from workshop.clock import now
from workshop.db import session
from workshop.domain.finding import LONGEST, Found
from workshop.domain.names import OFFERED
from workshop.i18n import _
from workshop.keys import fingerprint
from workshop.models import Workshop

ACCOUNT_DIGITS = 16


def desk(
    workshop: Workshop, outcome: Outcome | None = None, *, known: Known | None = None,
    sentence: str = "", query: str | None = None, invitee: int | None = None,
) -> str:  # fmt: skip
    """The page; `outcome` is what the last scan did, `sentence` what to do when it failed.

    query: what is searched for in the place of what the address says.  invitee: whose invitation
    was shown, where nobody came of it yet.
    """
    form = ScanForm()
    form.scan_id.data, form.device.data = str(uuid.uuid4()), ""
    figures = counting.count(session(), workshop)
    looked_for = asked() if query is None else wanted(query)
    fitting, people = found(workshop, looked_for)
    account = current_account()
    page: str = render_template(
        "arrival/desk.html",
        workshop=workshop,
        form=form,
        outcome=outcome,
        known=known,
        sentence=sentence,
        walk_in=to("walk_in", workshop, invitee=invitee) if invitee else "",
        rooms=_rooms(workshop, known),
        may_seat=outcome is Outcome.NOT_CONFIRMED and _may_seat(workshop, known),
        badge=to("badge_place", workshop, person_id=known.person.id) if known else "",
        counts=figures,
        missing=counting.missing(session(), workshop, figures),
        latest=counting.latest(session(), workshop),
        conflicts=counting.conflicts(session(), workshop) if figures.conflicts else [],
        waiting=kept.waiting(session(), workshop) if figures.conflicts else [],
        q=looked_for,
        people=people,
        total=fitting.total,
        is_organiser=is_organiser(),
        late=WalkInForm(formdata=None, data={"language": workshop.default_language}),
        prefixes=OFFERED,
        meals=meals(),
        account=fingerprint(account.get_id() if account else "").hex()[:ACCOUNT_DIGITS],
    )
    return page


def _rooms(workshop: Workshop, known: Known | None) -> Rooms | None:
    """What can be chosen for somebody who is in and has no group."""
    if known is None or known.group is not None or known.at is None:
        return None
    return choosing.rooms(session(), workshop, known.person)


def _may_seat(workshop: Workshop, known: Known | None) -> bool:
    """Whether the desk may give a seat now to somebody who has none."""
    if known is None:
        return False
    left = room.read(session(), workshop, now=now())
    return room.may_be_seated(session(), workshop, known.person, left)


def meals() -> list[str]:
    """Suggestions for lunch; anything else may be typed."""
    return [_("Vegetarian"), _("Vegan (jay)"), _("Halal"), _("No seafood"), _("No nuts")]


def asked() -> str:
    """What the address says is searched for."""
    return wanted(request.args.get("q"))


def wanted(said: object) -> str:
    """What is searched for; nothing when it is no text."""
    return said[:LONGEST].strip() if isinstance(said, str) else ""


def found(workshop: Workshop, query: str) -> tuple[Found, list[Known]]:
    """Who fits what is searched for, and how many."""
    fitting = index.search(session(), workshop, query)
    return fitting, reading.people(session(), workshop, fitting.ids)
