"""Thai and English: choosing the language, dates as each reads them, texts that exist twice.

Catalogues are plain .po files, one per feature, read once at start; English is the source.
"""

import datetime as dt
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, after_this_request, g, has_request_context, request
from flask_babel import Babel, Domain
from markupsafe import Markup, escape

from workshop.domain.terms import LANGUAGES

CATALOGUES = Path(__file__).resolve().parent / "translations"
COOKIE = "lang"
YEAR_SECONDS = 365 * 24 * 3600
BUDDHIST_ERA = 543

THAI_MONTHS = [
    "มกราคม",
    "กุมภาพันธ์",
    "มีนาคม",
    "เมษายน",
    "พฤษภาคม",
    "มิถุนายน",
    "กรกฎาคม",
    "สิงหาคม",
    "กันยายน",
    "ตุลาคม",
    "พฤศจิกายน",
    "ธันวาคม",
]
THAI_SHORT_MONTHS = [
    "ม.ค.",
    "ก.พ.",
    "มี.ค.",
    "เม.ย.",
    "พ.ค.",
    "มิ.ย.",
    "ก.ค.",
    "ส.ค.",
    "ก.ย.",
    "ต.ค.",
    "พ.ย.",
    "ธ.ค.",
]
THAI_DAYS = ["จันทร์", "อังคาร", "พุธ", "พฤหัสบดี", "ศุกร์", "เสาร์", "อาทิตย์"]


@cache
def translations(language: str) -> NullTranslations:
    """All catalogues of a language as one; the source language has none."""
    merged = Catalog(locale=language)
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open("rb") as opened:
            for message in read_po(opened, locale=language):
                if message.id and message.string:
                    merged.add(message.id, message.string, context=message.context)
    compiled = BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return Translations(compiled)


class Catalogues(Domain):
    """Serves the merged catalogues to gettext and to forms."""

    def get_translations(self) -> NullTranslations:
        return translations(language())


DOMAIN = Catalogues()
_ = DOMAIN.gettext
_l = DOMAIN.lazy_gettext
ngettext = DOMAIN.ngettext
lazy_ngettext = DOMAIN.lazy_ngettext


def language() -> str:
    """The language of this request: asked for, cookie, the person's own, the browser's, Thai."""
    try:
        known = g.get("language")  # asked a hundred times a page
    except RuntimeError:  # outside of any context
        return "th"
    if known is None:
        if not has_request_context():
            return "th"
        known = g.language = _choose()
    return str(known)


def speak(code: str) -> None:
    """From now on in this context, texts are in this language (mails, commands)."""
    g.language = code


def prefer(code: str | None) -> None:
    """A person's or workshop's own language, where the visitor has not chosen one."""
    if code and "language" not in g:
        g.preferred_language = code


def _choose() -> str:
    asked = request.args.get("lang")
    if asked in LANGUAGES:
        if "X-Aside" not in request.headers:  # a script puts the page aside, nobody chose
            after_this_request(lambda response: _remember(response, str(asked)))
        return str(asked)
    kept = request.cookies.get(COOKIE)
    if kept in LANGUAGES:
        return str(kept)
    if own := g.get("preferred_language"):
        return str(own)
    spoken = request.accept_languages.best_match(LANGUAGES)
    return spoken or str(g.get("default_language", "th"))


def _remember(response: Any, code: str) -> Any:
    response.set_cookie(
        COOKIE, code, max_age=YEAR_SECONDS, httponly=True, samesite="Lax",
        secure=request.is_secure,
    )  # fmt: skip
    return response


def local(thing: Any, name: str) -> Markup:
    """`name` in the reader's language; the other version, marked as such, when it is empty."""
    text, spoken = local_text(thing, name)
    if not text or spoken == language():
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(spoken, text)


def local_text(thing: Any, name: str) -> tuple[str, str]:
    """The text and its language, for places where no markup fits (titles, exports, mail)."""
    mine = language()
    if text := _version(thing, name, mine):
        return text, mine
    other = "en" if mine == "th" else "th"
    return _version(thing, name, other), other


def _version(thing: Any, name: str, code: str) -> str:
    if isinstance(thing, dict):
        return str(thing.get(f"{name}_{code}") or thing.get(code) or "")
    return str(getattr(thing, f"{name}_{code}", "") or "")


def plain(thing: Any, name: str) -> str:
    """The text alone, see local_text."""
    return local_text(thing, name)[0]


def other_text(thing: Any, name: str) -> str:
    """The text in the language that is not the reader's; empty where `plain` shows it already."""
    other = str(getattr(thing, f"{name}_{'en' if language() == 'th' else 'th'}", "") or "")
    return "" if other == plain(thing, name) else other


def other_local(thing: Any, name: str) -> Markup:
    """The same, marked as what it is."""
    text = other_text(thing, name)
    other = "en" if language() == "th" else "th"
    return Markup('<span lang="{}">{}</span>').format(other, text) if text else Markup("")


def day(value: dt.date) -> str:
    """พุธที่ 23 กรกฎาคม 2557 · Wednesday 23 July 2557 BE (2014)."""
    if language() == "th":
        name = THAI_DAYS[value.weekday()]
        return f"{name}ที่ {value.day} {THAI_MONTHS[value.month - 1]} {value.year + BUDDHIST_ERA}"
    return f"{value:%A} {value.day} {value:%B} {value.year + BUDDHIST_ERA} BE ({value.year})"


def short_day(value: dt.date) -> str:
    """23 ก.ค. 57 · 23 Jul 2557."""
    if language() == "th":
        month = THAI_SHORT_MONTHS[value.month - 1]
        return f"{value.day} {month} {(value.year + BUDDHIST_ERA) % 100:02d}"
    return f"{value.day} {value:%b} {value.year + BUDDHIST_ERA}"


def clock(value: dt.time | dt.datetime, timezone: str = "Asia/Bangkok") -> str:
    """10.42 น. · 10:42; a moment is shown in `timezone`."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(ZoneInfo(timezone))
    if language() == "th":
        return f"{value.hour:02d}.{value.minute:02d}\u00a0น."
    return f"{value.hour:02d}:{value.minute:02d}"


def clock_range(starts: dt.time, ends: dt.time) -> str:
    """08.30–15.30 น. · 08:30 to 15:30."""
    if language() == "th":
        return f"{starts:%H.%M}–{ends:%H.%M}\u00a0น."
    return f"{starts:%H:%M} to {ends:%H:%M}"


def moment(value: dt.datetime, timezone: str = "Asia/Bangkok") -> str:
    """Day and time of a moment, short."""
    there = value.astimezone(ZoneInfo(timezone))
    return f"{short_day(there.date())} {clock(there, timezone)}"


def url_for_language(code: str) -> str:
    """This same page in another language; a page reached by POST leads to its own address."""
    arguments = [(k, v) for k, v in request.args.items(multi=True) if k != "lang"]
    return f"{request.path}?{urlencode([*arguments, ('lang', code)])}"


def init_app(app: Flask) -> None:
    Babel(app, locale_selector=language, default_timezone="Asia/Bangkok")
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext=lambda text: translations(language()).ugettext(text),
        ngettext=lambda one, many, n: translations(language()).ungettext(one, many, n),
        newstyle=True,
    )
    app.jinja_env.globals.update(
        local=local, plain=plain, language=language, url_for_language=url_for_language,
        clock_range=clock_range, other_text=other_text,
        other_local=other_local,
    )  # fmt: skip
    app.jinja_env.filters.update(day=day, short_day=short_day, clock=clock, moment=moment)
    for code in LANGUAGES:
        translations(code)
