"""The door's pages: check in by scan or by name, who is missing, and what devices ask for."""

import json
import uuid
from http import HTTPStatus
from typing import Any

from flask import Response, jsonify, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from workshop import web
from workshop.access import requires
from workshop.arrival import (
    badge_views,
    counting,
    kept,
    latecomer_views,
    pages,
    reading,
    room,
    service,
)
from workshop.arrival.blueprint import bp, device, keys, to
from workshop.arrival.counting import digest
from workshop.arrival.forms import ScanForm
from workshop.arrival.intake import Typed, read_batch, read_device, read_id, read_person
from workshop.arrival.reading import Known
from workshop.arrival.service import Outcome, Result
from workshop.clock import now
from workshop.db import session, transaction
from workshop.domain.scanning import read_scan
from workshop.domain.terms import ArrivalKind, Role
from workshop.errors import WorkshopError
from workshop.i18n import _, language
from workshop.models import Workshop

PAGES = (latecomer_views, badge_views)
blueprints = (bp,)

DONE = HTTPStatus.SEE_OTHER
REFUSED = HTTPStatus.UNPROCESSABLE_ENTITY
MOST_BYTES = 1024 * 1024
"""Of one batch of scans; 500 of them are 150 KB."""
SHOWN = {Outcome.IN, Outcome.ALREADY, Outcome.UNDONE}
ASKED = {*SHOWN, Outcome.NOT_CONFIRMED}


@bp.get("/<w>/arrival")
@requires(Role.ORGANISER, Role.DOOR)
def desk(workshop: Workshop) -> ResponseReturnValue:
    """The page; `?shown=<person>&outcome=in` tells what the last scan did."""
    asked = request.args.get("outcome", "")
    known = reading.person(session(), workshop, read_person(request.args.get("shown", "")))
    if known is None or asked not in ASKED:
        return pages.desk(workshop)
    if not known.has_seat:
        full = room.read(session(), workshop, now=now()).sentence
        sentence = service.why_not(known.person, full)
        return pages.desk(workshop, Outcome.NOT_CONFIRMED, known=known, sentence=sentence)
    outcome = Outcome(asked) if known.at else Outcome.UNDONE
    return pages.desk(workshop, outcome, known=known)


@bp.post("/<w>/arrival")
@requires(Role.ORGANISER, Role.DOOR)
def check(workshop: Workshop) -> ResponseReturnValue:
    """One scan from the form, answered with the page; or, with `q`, who fits what was typed."""
    if "q" in request.form:
        return pages.desk(workshop, query=pages.wanted(request.form["q"]))
    form = ScanForm()
    scan = _typed(form)
    if not scan.code and scan.person is None:
        sentence = _("Scan a badge or type its code.")
        return pages.desk(workshop, Outcome.UNKNOWN, sentence=sentence), REFUSED
    with transaction() as writing:
        result = service.scan(
            writing, workshop, [scan], keys=keys(), device=device(read_device(form.device.data))
        )[0]
    if result.outcome in SHOWN:
        where = to("desk", workshop, shown=result.person_id, outcome=result.outcome.value)
        return redirect(where, DONE)
    known = reading.person(session(), workshop, result.person_id)
    query = "" if known or read_scan(scan.code).token else scan.code  # a name may stand there too
    page = pages.desk(
        workshop, result.outcome, known=known, sentence=result.sentence, query=query,
        invitee=result.invitee,
    )  # fmt: skip
    return page, REFUSED


@bp.route("/<w>/arrival/search", methods=["GET", "POST"])
@requires(Role.ORGANISER, Role.DOOR)
def search(workshop: Workshop) -> ResponseReturnValue:
    """People by name, agency, telephone or code: a part of the page, or JSON if that is asked.

    The door's page sends what is looked for as `q` of a JSON body: a code belongs in no address.
    """
    query = pages.asked()
    if request.method == "POST":
        said = _sent()
        query = pages.wanted(said.get("q") if isinstance(said, dict) else "")
    found, people = pages.found(workshop, query)
    accepts = request.accept_mimetypes
    if accepts.best_match(["text/html", "application/json"]) == "application/json":
        return jsonify(people=[one.as_json(keys()) for one in people], total=found.total)
    return render_template(
        "arrival/_found.html", workshop=workshop, people=people, total=found.total, q=query
    )


@bp.post("/<w>/arrival/scans")
@requires(Role.ORGANISER, Role.DOOR)
def scans(workshop: Workshop) -> ResponseReturnValue:
    """What a device recorded, also long ago; each scan and each form is answered for itself."""
    try:
        batch = read_batch(_sent())
    except WorkshopError as error:
        return jsonify(error=str(error)), error.status
    with transaction() as writing:
        results = kept.receive(
            writing, workshop, batch.scans, keys=keys(),
            device=device(batch.device, sent_at=batch.sent_at),
        )  # fmt: skip
    ids = {one.person_id for one in results if one.person_id is not None}
    known = {one.person.id: one for one in reading.people(session(), workshop, sorted(ids))}
    conflicts = _conflicts_json(workshop)
    counted = counting.count(session(), workshop, doubled=len(conflicts))
    return jsonify(
        results=[_result_json(workshop, one, known) for one in results],
        counts=counted.as_json(),
        conflicts=conflicts,
    )


@bp.get("/<w>/arrival/list.json")
@requires(Role.ORGANISER, Role.DOOR)
def snapshot(workshop: Workshop) -> ResponseReturnValue:
    """The whole list for a device that may lose its network."""
    seats = room.read(session(), workshop, now=now()).as_json()
    tag = digest([counting.version(session(), workshop), language(), seats])
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=HTTPStatus.NOT_MODIFIED), tag)
    people = [one.as_json(keys()) for one in reading.everybody(session(), workshop)]
    content = {
        "made_at": device().now.isoformat(),
        "workshop": {
            "title_th": workshop.title_th, "title_en": workshop.title_en, "slug": workshop.slug
        },
        "people": people,
        "seats": seats,
    }  # fmt: skip
    return _tagged(_json(content), tag)


@bp.get("/<w>/arrival/counts")
@requires(Role.ORGANISER, Role.DOOR)
def counts(workshop: Workshop) -> ResponseReturnValue:
    said = counting.count(session(), workshop).as_json()
    tag = str(said["etag"])
    if request.if_none_match.contains_weak(tag):
        return _tagged(Response(status=HTTPStatus.NOT_MODIFIED), tag)
    return _tagged(_json(said), tag)


@bp.get("/<w>/arrival/worker.js")
@requires(Role.ORGANISER, Role.DOOR)
def worker(workshop: Workshop) -> ResponseReturnValue:
    """The service worker, for the page of this workshop."""
    return web.worker(to("desk", workshop))


def _typed(form: ScanForm) -> Typed:
    """The form as one scan. The same form sent twice is one; with another code it is another."""
    kind = ArrivalKind.UNDO if form.kind.data == ArrivalKind.UNDO else ArrivalKind.IN
    code, person = (form.code.data or "").strip(), read_person(form.person_id.data)
    page = read_id(form.scan_id.data)
    content = f"{kind}:{person or code}".encode("utf-8", "replace").hex()
    number = uuid.uuid5(uuid.UUID(page), content) if page else uuid.uuid4()
    return Typed(id=str(number), kind=kind, code=code, person=person)


def _sent() -> Any:
    """What the body says as JSON; None when it says nothing that can be read."""
    if (request.content_length or 0) > MOST_BYTES:
        raise WorkshopError(_("That was too much at once. Send the scans in several parts."))
    try:
        return json.loads(request.get_data(cache=False)[: MOST_BYTES + 1])
    except (ValueError, RecursionError):
        return None


def _result_json(workshop: Workshop, result: Result, known: dict[int, Known]) -> dict[str, Any]:
    person = known.get(result.person_id or 0)
    return {
        "id": result.id,
        "outcome": result.outcome.value,
        "person": person.as_json(keys()) if person else None,
        "at": result.at.isoformat() if result.at else None,
        "by": result.by,
        "device": result.device,
        "sentence": result.sentence,
        "walk_in": to("walk_in", workshop, invitee=result.invitee) if result.invitee else "",
    }


def _conflicts_json(workshop: Workshop) -> list[dict[str, Any]]:
    return [
        {
            "person": one.known.as_json(keys()),
            "scans": [
                {"at": row.at.isoformat(), "by": row.scanned_by, "device": row.device}
                for row in one.scans
            ],
        }
        for one in counting.conflicts(session(), workshop)
    ]


def _json(content: Any) -> Response:
    return make_response(jsonify(content))


def _tagged(response: Response, tag: str) -> Response:
    response.set_etag(tag, weak=True)
    return response
