"""Every endpoint × every role has the status that was promised; nothing is left undeclared.

The cast: Orn (organiser), Kai (organiser of another workshop), Fah (facilitator of group policy),
Fon (facilitator of group partner), Nok (note-taker of policy), Dao (door desk), Pim (participant),
Som (a stranger).
"""

import re
from typing import Any

import pytest
from werkzeug.routing import Rule

from tests import factories
from workshop import create_app
from workshop.domain.terms import Role

CAST = ("orn", "kai", "fah", "fon", "nok", "dao", "pim", "som")

EVERYBODY = dict.fromkeys(CAST, 200)
ORGANISER = {**dict.fromkeys(CAST, 404), "orn": 200, "pim": 303, "som": 303}
OWN_GROUP = {**ORGANISER, "fah": 200, "nok": 200}
STAFF = {name: 200 if name not in ("pim", "som") else 303 for name in CAST}
CREATORS = {**ORGANISER, "kai": 200}
DOOR = {**ORGANISER, "dao": 200}
PARTICIPANT = {name: 200 if name == "pim" else 303 for name in CAST}

STATUS: dict[str, dict[str, int]] = {
    "accounts.account": STAFF,
    "accounts.forgotten": EVERYBODY,
    "accounts.login": {name: 303 if name not in ("pim", "som") else 200 for name in CAST},
    "second_factor.code": dict.fromkeys(CAST, 303),  # without a right password: back to the start
    "second_factor.setup": STAFF,
    "operations.healthz": EVERYBODY,
    "operations.readyz": EVERYBODY,
    "operations.metrics": EVERYBODY,
    "operations.history": ORGANISER,
    "planning.home": {**ORGANISER, "kai": 200},
    "start.workshops": dict.fromkeys(CAST, 303),  # to the list, or to the only desk
    "planning.new": CREATORS,
    "public.index": EVERYBODY,
    "assignment.publish": {**ORGANISER, "orn": 303},  # nothing to publish leads to the board
    "registration.agencies": EVERYBODY,
    "registration.landing": EVERYBODY,
    "registration.register": EVERYBODY,
    "registration.calendar": EVERYBODY,
    "registration.join": EVERYBODY,
    "registration.privacy": EVERYBODY,
    "registration.me": PARTICIPANT,
    "arrival.badge": DOOR,
    "arrival.badge_place": DOOR,
    "arrival.counts": DOOR,
    "arrival.desk": DOOR,
    "arrival.search": DOOR,
    "arrival.snapshot": DOOR,
    "arrival.substitute": DOOR,
    "arrival.walk_in": DOOR,
    "arrival.worker": DOOR,
    "summary.group": OWN_GROUP,
    "summary.strategy": OWN_GROUP,
    "summary.aside": OWN_GROUP,
    "summary.worker": OWN_GROUP,
    "summary.desk_themes": {
        name: 303 if status == 200 else status for name, status in OWN_GROUP.items()
    },
    "summary.themes": OWN_GROUP,
    "summary.report_back": OWN_GROUP,
    "summary.words": OWN_GROUP,
    "feedback.group_paper": OWN_GROUP,
    "feedback.group_paper_sheet": {  # without a code: back to where one is typed
        name: 303 if status == 200 else status for name, status in OWN_GROUP.items()
    },
    "feedback.progress": PARTICIPANT,
    "feedback.worker": EVERYBODY,
    "screen.worker": EVERYBODY,
    "agreement.ballot": PARTICIPANT,
    "agreement.statement": PARTICIPANT,
    "publication.said": PARTICIPANT,
    "publication.report": {**PARTICIPANT, "pim": 404},  # not published
    "agreement.group_board": OWN_GROUP,
    "agreement.group_edit": {**ORGANISER, "orn": 404, "nok": 403},  # approved by now
    "agreement.group_new": {**OWN_GROUP, "nok": 403},
    "screen.show": {**dict.fromkeys(CAST, 404), "orn": 200},  # not opened: a preview
}
"""What a GET answers. Endpoints of /organise/<w>/ not named here are for organisers."""

QUERY = {
    "screen.show": "?preview=1",
    "planning.questions_new": "?form=1&kind=scale",
    "feedback.paper_sheet": "?group=policy",
}
"""What a page needs to be about something."""

UNREACHABLE = {"static", "accounts.one_time", "registration.enter"}
"""Files, and secrets in the address: tested with their features."""


@pytest.fixture
def cast(session, browsers) -> dict[str, Any]:
    workshop = factories.make_workshop(slug="ours")
    roles = [factories.make_role(workshop, code) for code in ("policy", "partner")]
    policy, partner = (factories.make_group(workshop, role.code, roles=(role,)) for role in roles)
    factories.make_strategy(workshop, 1)
    factories.make_question(workshop, 1)
    factories.make_question(workshop, 0)
    factories.make_statement(workshop, number=1)
    other = factories.make_workshop(slug="theirs")
    pim = factories.make_person(workshop)
    factories.place(workshop, {pim: policy})
    for number in (0, 1):
        factories.open_form(workshop, number, policy)
    accounts = {
        "orn": factories.make_account(workshop, Role.ORGANISER),
        "kai": factories.make_account(other, Role.ORGANISER),
        "fah": factories.make_account(workshop, Role.FACILITATOR, group=policy),
        "fon": factories.make_account(workshop, Role.FACILITATOR, group=partner),
        "nok": factories.make_account(workshop, Role.NOTE_TAKER, group=policy),
        "dao": factories.make_account(workshop, Role.DOOR),
    }
    people = {name: browsers().sign_in(account) for name, account in accounts.items()}
    people["pim"], people["som"] = browsers().be(pim), browsers()
    people["ids"] = {"w": "ours", "g": "policy", "n": 1, "person_id": pim.id, "ending": "csv"}
    return people


def test_every_view_declares_who_may_see_it(app):
    undeclared = [
        endpoint for endpoint, view in app.view_functions.items() if not hasattr(view, "access")
    ]
    assert not undeclared


def test_an_undeclared_view_is_answered_404(settings):
    app = create_app(settings)
    app.add_url_rule("/forgotten-rule", "forgotten_rule", lambda: "secret")
    assert app.test_client().get("/forgotten-rule").status_code == 404


@pytest.mark.slow
def test_every_page_answers_every_role_as_promised(app, cast):
    wrong = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in UNREACHABLE or "GET" not in (rule.methods or ()):
            continue
        if not rule.arguments <= set(cast["ids"]):
            continue  # one thing of many (a document, an agency): tested with its feature
        promised = _promised(rule.endpoint, str(rule))
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **{a: cast["ids"][a] for a in rule.arguments})
        path += QUERY.get(rule.endpoint, "")
        for name in CAST:
            page = cast[name].get(path)
            if page.status_code != promised[name]:
                wrong.append(
                    f"{name} GET {path} ({rule.endpoint}): {page.status_code}, not {promised[name]}"
                )
            if page.mimetype == "text/html" and not _forms_carry_tokens(page.text):
                wrong.append(f"{name} GET {path} ({rule.endpoint}): a form without csrf_token")
    assert not wrong, "\n".join(wrong)


@pytest.mark.slow
def test_no_number_in_an_address_is_too_large_for_a_page(app, cast):
    asked = {"kind": "scale"} | dict.fromkeys(
        ("form", "person", "page", "point", "plan", "seen", "question"), "9" * 30
    )
    with app.test_request_context():
        paths = [
            app.url_for(rule.endpoint, **{a: cast["ids"][a] for a in rule.arguments}, **asked)
            for rule in app.url_map.iter_rules()
            if rule.endpoint not in UNREACHABLE
            and "GET" in (rule.methods or ())
            and rule.arguments <= set(cast["ids"])
        ]
    assert not [path for path in paths if cast["orn"].get(path).status_code >= 500]


def _forms_carry_tokens(page: str) -> bool:
    forms = re.findall(r'<form\b[^>]*\bmethod="post".*?</form>', page, re.DOTALL)
    return all('name="csrf_token"' in form for form in forms)


@pytest.mark.slow
def test_nobody_but_its_team_changes_a_workshop(app, cast):
    wrong = []
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or ()) or not str(rule).startswith(
            ("/organise/<", "/facil")
        ):
            continue
        values = {a: _value(rule, a, cast["ids"]) for a in rule.arguments}
        with app.test_request_context():
            path = app.url_for(rule.endpoint, **values)
        for name in ("kai", "fon", "dao", "pim", "som"):
            browser = cast[name]
            browser.get("/login")
            browser.token = browser.token or "none"
            status = browser.post(path, {}).status_code
            meant = 303 if name in ("pim", "som") else 404
            if status != meant and not (name == "dao" and "arrival" in rule.endpoint):
                wrong.append(f"{name} POST {path} ({rule.endpoint}): {status}, not {meant}")
    assert not wrong, "\n".join(wrong)


def _value(rule: Rule, argument: str, known: dict[str, Any]) -> Any:
    """Something that fits into the address: known, one of a closed set, or 1."""
    converter = rule._converters[argument]
    return known.get(argument, min(getattr(converter, "items", {"1"})))


def _promised(endpoint: str, path: str) -> dict[str, int]:
    if endpoint in STATUS:
        return STATUS[endpoint]
    if path.startswith("/organise/<w>"):
        return ORGANISER
    if path.startswith(("/w/<w>/feedback", "/w/<w>/me")):
        return PARTICIPANT
    raise AssertionError(f"{endpoint} ({path}) has no promised statuses: add it to STATUS")
