"""Makes a document of a workshop: who and what is on it, and the PDF."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from workshop.documents import lists, paper, people, wording
from workshop.documents.options import Name, Options
from workshop.documents.press import press
from workshop.domain.figures.marks import flower, logo
from workshop.domain.group_letters import place_of
from workshop.errors import WorkshopError
from workshop.i18n import _l
from workshop.invitations import service as invitations
from workshop.invitations.mailing import Mailer
from workshop.keys import Keys
from workshop.models import Workshop
from workshop.people.listing import Row
from workshop.registration.letters import Letters, spoken
from workshop.settings import Settings

TITLES: dict[Name, Any] = {
    Name.BADGES: _l("Name badges"),
    Name.SIGN_IN: _l("Sign-in sheets"),
    Name.ROSTERS: _l("Lists for the doors"),
    Name.TENT_CARDS: _l("Table tents"),
    Name.CERTIFICATES: _l("Certificates of attendance"),
    Name.PAPER_FORMS: _l("Feedback forms on paper"),
    Name.LETTERS: _l("Letters of invitation"),
}
WITH_LINKS = (Name.BADGES, Name.PAPER_FORMS)
"""Documents that print personal links unless codes alone are asked for."""
NO_ADDRESS = _l(
    "The installation does not know its public address yet, so no links are printed. Set"
    " WORKSHOP_BASE_URL, or print the codes alone."
)
NOBODY = _l("Nobody has a seat yet. Import the list of replies or open the registration first.")
NOBODY_TO_INVITE = _l(
    "No invitation waits for a reply. Add the people to invite on the page of invitations."
)
NOT_FOUND = _l("Nobody with a seat fits what was asked for. Choose another group.")


@dataclass(frozen=True)
class Origin:
    """Where links lead and what signs them."""

    settings: Settings
    keys: Keys


def make(
    session: Session, workshop: Workshop, name: Name, options: Options, *,
    origin: Origin, now: dt.datetime,
) -> bytes:  # fmt: skip
    """The PDF, in the language asked for.

    Raises WorkshopError with a sentence when there is nothing to print, something is missing
    first, or links may not leave the house.
    """
    data = content(session, workshop, name, options, origin=origin)
    return press(f"{name.value}.typ", data, now=now)


def content(
    session: Session, workshop: Workshop, name: Name, options: Options, *, origin: Origin
) -> dict[str, Any]:
    """Everything the document prints, as its source in templates/print expects it."""
    prints_links = name in WITH_LINKS and options.codes == "link"
    if prints_links and not origin.settings.may_mail_links:
        raise WorkshopError(NO_ADDRESS)
    if name is Name.LETTERS:  # refusals are in the reader's language, not the document's
        own = _letters(session, workshop, options, origin)
    with spoken(options.language_for(workshop.default_language)):
        if name is not Name.LETTERS:
            own = _printed(session, workshop, name, options, origin)
        shared = {
            "lang": options.language_for(workshop.default_language),
            "title": f"{TITLES[name]} · {wording.about(workshop)['short']}",
            "digits": options.digits,
            "size": options.size,
            "words": wording.both(wording.words),
            "about": wording.both(lambda: wording.about(workshop)),
            "picture": {"logo": logo(20, standalone=True)},
        }
        data: dict[str, Any] = wording.with_numerals({**shared, **own}, options.digits)
    return data


def _printed(
    session: Session, workshop: Workshop, name: Name, options: Options, origin: Origin
) -> dict[str, Any]:
    rows = people.seated(session, workshop, options)
    if not rows:
        raise WorkshopError(NOT_FOUND if options.group or options.person else NOBODY)
    if name is Name.SIGN_IN:
        return lists.sign_in(session, workshop, rows, options)
    if name is Name.ROSTERS:
        return lists.rosters(session, workshop, rows, options)
    if name is Name.CERTIFICATES:
        return _certificates(rows, options)
    cards = [people.card(row, options) for row in rows]
    if name in WITH_LINKS and options.codes == "link":
        for one, row in zip(cards, rows, strict=True):
            one["link"] = people.link(origin.settings, origin.keys, row.person)
    return _forms(session, workshop, rows, cards) if name is Name.PAPER_FORMS else {"people": cards}


def _forms(
    session: Session, workshop: Workshop, rows: list[Row], cards: list[dict[str, Any]]
) -> dict[str, Any]:
    sheets, numbers = paper.forms(session, workshop, rows, [one["lang"] for one in cards])
    if not sheets:
        raise WorkshopError(_l("There are no questions yet. Write them under Set-up first."))
    return {
        "sheets": sheets,
        "slip": paper.SLIP,
        "linked": any("link" in one for one in cards),
        "people": [
            {**one, "sheet": number}
            for one, number in zip(cards, numbers, strict=True)
            if number is not None
        ],
    }


def _certificates(rows: list[Row], options: Options) -> dict[str, Any]:
    """For those who arrived; for everybody with a seat as long as nobody has."""
    there = [row for row in rows if row.person.checked_in_at] or rows
    letters = sorted({row.group.letter if row.group else "" for row in there}, key=place_of)
    marks = [
        (letter, sum((row.group.letter if row.group else "") == letter for row in there), 0)
        for letter in letters
    ]
    return {
        **_on_sheets([people.card(row, options) for row in there]),
        "signer": options.signer,
        "signer_position": options.signer_position,
        "picture": {"logo": logo(20, standalone=True), "flower": flower(marks, standalone=True)},
    }


def _letters(
    session: Session, workshop: Workshop, options: Options, origin: Origin
) -> dict[str, Any]:
    """To everybody who has not replied, or to the one invitee asked for."""
    mailer = Mailer(Letters(origin.settings, origin.keys))
    only = [options.person] if options.person else None
    found = invitations.letters(session, workshop, mailer, only=only)
    if not found:
        raise WorkshopError(NOBODY_TO_INVITE)
    return _on_sheets([
        {
            "lang": options.language_for(one.language), "name": one.name,
            "lines": list(one.lines), "link": one.link, "code": one.code, "join": one.join,
        }
        for one in found
    ])  # fmt: skip


def _on_sheets(cards: list[dict[str, Any]]) -> dict[str, Any]:
    """One sheet for each language, and everybody with the number of theirs."""
    languages = sorted({one["lang"] for one in cards})
    return {
        "sheets": [{"lang": lang} for lang in languages],
        "people": [{**one, "sheet": languages.index(one["lang"])} for one in cards],
    }
