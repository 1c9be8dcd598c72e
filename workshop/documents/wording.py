"""The words that stand on printed pages, in one language at a time."""

from collections.abc import Mapping
from typing import Any

from workshop.i18n import _, clock_range, day, language, plain, short_day
from workshop.models import Workshop
from workshop.registration.letters import spoken

THAI_DIGITS = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
KEPT = frozenset({
    "link", "code", "join", "colour", "mark", "mark_on", "lang", "picture", "qr", "key",
    "first", "last", "prefix", "given", "name", "agency", "position", "lines", "signer",
    "signer_position", "contact",
})  # fmt: skip
"""What keeps its digits: what is typed in again or scanned, and what people are called."""


def both(make: Any) -> dict[str, Any]:
    """What `make()` returns in Thai and in English."""
    found = {}
    for code in ("th", "en"):
        with spoken(code):
            found[code] = make()
    return found


def words() -> dict[str, str]:
    """Every fixed word of the printed pages, in the language spoken now."""
    return {
        "group": _("Group"),
        "table": _("Table"),
        "code": _("Code"),
        "page": _("Page {page} of {pages}"),
        "number": _("No."),
        "name": _("Name"),
        "signature": _("Signature"),
        "fold": _("Fold here"),
        "cut": _("Cut here"),
        "scan": _("Scan for your own page"),
        "no_photos": _("No photos"),
        "no_group": _("Group: to be decided"),
        **_certificate_words(),
        **_paper_words(),
        **_letter_words(),
    }


def _certificate_words() -> dict[str, str]:
    return {
        "certificate": _("Certificate of attendance"),
        "certifies": _("This is to certify that"),
        "attended": _("took part in the workshop"),
        "organiser": _("For the organiser"),
    }


def _paper_words() -> dict[str, str]:
    return {
        "slip": _("Keep this slip. Tear it off before handing in the form."),
        "slip_phone": _("Or answer on your phone: scan, or type the code."),
        "form_code": _("Code of this form"),
        "form_code_use": _("With this code staff enter the answers. The form carries no name."),
        "strategy": _("Strategy"),
        "overall": _("Overall questions"),
        "continued": _("(continued)"),
        "not_relevant": _("Not relevant to our agency"),
        "dont_know": _("Don’t know"),
        "ranking": _("Write 1 for the most important, then 2 and so on."),
        "multiple": _("Tick all that apply."),
        "single": _("Tick one."),
        "required": _("must be answered"),
        "quote": _("My comments on this form may be quoted in the report, without my name."),
    }


def _letter_words() -> dict[str, str]:
    return {
        "invitation": _("Invitation to a workshop"),
        "dear": _("To:"),
        "invited": _("You are invited to take part in the workshop"),
        "when": _("When"),
        "where": _("Where"),
        "reply": _("Please reply by scanning this code"),
        "reply_how": _(
            "It opens your own invitation: accept, decline, or name somebody who comes in your"
            " place. No password is needed."
        ),
        "address": _("Or type this address, then the code"),
        "contact": _("Questions"),
    }


def about(workshop: Workshop) -> dict[str, str]:
    """What every page says of the workshop, in the language spoken now."""
    return {
        "title": plain(workshop, "title"),
        "short": plain(workshop, "short_title") or plain(workshop, "title"),
        "summary": plain(workshop, "summary"),
        "day": day(workshop.date),
        "short_day": short_day(workshop.date),
        "time": clock_range(workshop.starts, workshop.ends),
        "venue": plain(workshop, "venue"),
        "contact": " · ".join(
            part
            for part in (
                plain(workshop, "contact_name"),
                workshop.contact_phone,
                workshop.contact_email,
            )
            if part
        ),
    }


def with_numerals(thing: Any, digits: str) -> Any:
    """The same data with Thai digits where it is in Thai and they were asked for.

    A part that carries its own `lang` goes by that, everything else by the language spoken now.
    """
    return _numerals(thing, language()) if digits == "thai" else thing


def _numerals(thing: Any, lang: str) -> Any:
    if isinstance(thing, Mapping):
        lang = str(thing.get("lang", lang))
        return {
            name: value
            if name in KEPT
            else _numerals(value, name if name in ("th", "en") else lang)
            for name, value in thing.items()
        }
    if isinstance(thing, (list, tuple)):
        return [_numerals(one, lang) for one in thing]
    if isinstance(thing, str) and lang == "th":
        return thing.translate(THAI_DIGITS)
    return thing
