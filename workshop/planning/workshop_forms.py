"""The forms of a workshop itself: making one, its settings, its documents."""

import datetime as dt
import re
import unicodedata
from typing import Any, ClassVar
from zoneinfo import available_timezones

from flask_wtf.file import FileField
from wtforms import BooleanField, DateTimeLocalField, IntegerField, StringField, TimeField
from wtforms.validators import Email, InputRequired, Optional, ValidationError

from workshop.domain.contacts import read_phone
from workshop.domain.terms import AnswerMode
from workshop.forms import Choices, NumberRange, lower, tidy
from workshop.i18n import _, _l
from workshop.planning import defaults
from workshop.planning.forms import (
    WELL_FORMED,
    ConfirmForm,
    Layout,
    SetupForm,
    choice,
    day,
    line,
    line_in_both,
    options,
    text_in_both,
    time,
    whole_number,
)

MODES = {
    AnswerMode.BY_GROUP: _l("By group: answers are kept apart from names"),
    AnswerMode.NAMED: _l("Named: organisers see who answered what"),
}
SHORT_NUMBER = re.compile(r"[1-9]\d{2,4}")
_MOMENT = _l("Enter a day and a time")
_HOURS = _l("Enter a whole number from %(least)s to %(most)s", least=1, most=336)


def web_address(_form: object, field: StringField) -> None:
    """Only what a browser may open from a page: http and https."""
    value = field.data or ""
    if value and not value.lower().startswith(("https://", "http://")):
        raise ValidationError(_("Enter an address that begins with https://"))
    if value and (" " in value or len(value.split("://", 1)[1]) < 3):
        raise ValidationError(_("Copy the whole address from the browser, without spaces"))


def telephones(_form: object, field: StringField) -> None:
    """One or more numbers as they are told to people; short ones of call centres too."""
    for number in re.split(r"[,;/]", field.data or ""):
        if not (SHORT_NUMBER.fullmatch(number.strip()) or read_phone(number).value):
            raise ValidationError(_("Enter a phone number like 082 252 7365"))


def _moment(label: object, hint: object = "") -> DateTimeLocalField:
    return DateTimeLocalField(
        label,
        format=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M:%S"],
        validators=[Optional(), _common_era],
        invalid_value_message=_MOMENT,
        description=hint,
    )


def _common_era(_form: object, field: Any) -> None:
    if field.data and not 1900 <= field.data.year < 2400:
        raise ValidationError(_("Enter a year of the common era, such as 2026"))


def suggested_slug(*titles: str) -> str:
    """The first title with Latin letters, as it may stand in an address; empty without any."""
    for title in titles:
        latin = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
        kept = "".join(letter if letter.isalnum() else " " for letter in latin.replace("'", ""))
        slug = "-".join(kept.split())[:50].strip("-")
        if any(letter.isalpha() for letter in slug):
            return slug
    return ""


class WorkshopForm(SetupForm):
    """Everything an organiser says about a workshop."""

    about: ClassVar[Layout] = (
        ("title_th", "title_en"), ("short_title_th", "short_title_en"), ("slug",),
        ("summary_th", "summary_en"),
    )  # fmt: skip
    place: ClassVar[Layout] = (
        ("date",), ("starts", "ends"), ("timezone",), ("venue_th", "venue_en"), ("map_url",),
    )  # fmt: skip
    registration: ClassVar[Layout] = (
        ("capacity", "offer_hours"), ("registration_opens_at", "registration_closes_at"),
        ("contact_name_th", "contact_name_en"), ("contact_email", "contact_phone"),
        ("default_language",),
    )  # fmt: skip
    privacy: ClassVar[Layout] = (("answer_mode",), ("disclosure_k",), ("notice_th", "notice_en"))
    afterwards: ClassVar[Layout] = (("album_url",),)
    either: ClassVar = {
        "title": _l("Enter a title in Thai or in English"),
        "notice": _l("Enter what people agree to, in Thai or in English"),
    }

    title_th, title_en = line_in_both(
        _l("Title"), 200, _l("The question the day asks stands large on the first page.")
    )
    short_title_th, short_title_en = line_in_both(
        _l("Short title"), 80, _l("For the top of pages, badges and mails")
    )
    slug = line(
        _l("Address"), 60, filters=[lower],
        description=_l("Stands in every link: small letters, digits and hyphens."),
        validators=[
            Optional(),
            WELL_FORMED,
        ],
    )  # fmt: skip
    summary_th, summary_en = text_in_both(_l("What it is about"), 4000, 5)
    date = day(_l("Date"))
    starts = time(_l("Starts"))
    ends = time(_l("Ends"))
    timezone = StringField(
        _l("Time zone"), filters=[tidy], default="Asia/Bangkok",
        description=_l("Area and city, such as Asia/Bangkok"),
    )  # fmt: skip
    venue_th, venue_en = line_in_both(_l("Venue"), 300)
    map_url = line(_l("Link to a map"), 500, validators=[web_address],
                   render_kw={"inputmode": "url"})  # fmt: skip
    capacity = whole_number(_l("Seats in all"), 1, 100_000, default=defaults.CAPACITY)
    offer_hours = IntegerField(
        _l("Hours to answer an offer of a seat"),
        default=defaults.OFFER_HOURS,
        description=_l(
            "A seat that becomes free is held this long for whoever is next on the waiting list; "
            "2 hours on the last day, and never beyond the start of the workshop."
        ),
        validators=[NumberRange(1, 336, _HOURS)],  # a form that does not have it changes nothing
        invalid_value_message=_HOURS,
        render_kw={"inputmode": "numeric", "min": 1, "max": 336},
    )
    registration_opens_at = _moment(
        _l("Registration from"), _l("Told to people; opens nothing by itself")
    )
    registration_closes_at = _moment(_l("Registration until"))
    contact_name_th, contact_name_en = line_in_both(_l("Contact"), 120)
    contact_email = line(
        _l("Contact’s email address"), 254, filters=[lower],
        validators=[
            Optional(), Email(_l("Enter an email address like name@agency.go.th"))
        ],
        render_kw={"inputmode": "email", "spellcheck": "false"},
    )  # fmt: skip
    contact_phone = line(
        _l("Contact’s telephone"), 40, validators=[Optional(), telephones],
        render_kw={"inputmode": "tel"},
    )  # fmt: skip
    default_language = choice(
        _l("Language where nobody chose one"), choices=Choices.LANGUAGE, default="th"
    )
    answer_mode = choice(
        _l("How answers are kept"), choices=options(MODES.items()), coerce=AnswerMode,
        default=AnswerMode.BY_GROUP, description=_l("Fixed from the first answer on."),
    )  # fmt: skip
    disclosure_k = whole_number(
        _l("People behind a figure, at least"), defaults.LEAST_K, defaults.MOST_K,
        default=defaults.USUAL_K,
        description=_l("Figures about fewer people are never shown."),
    )  # fmt: skip
    notice_th, notice_en = text_in_both(
        _l("Privacy notice"), 20_000, 10,
        _l("A change makes a new version; who agreed before keeps the version they read."),
    )  # fmt: skip
    album_url = line(_l("Link to the photo album"), 500, validators=[web_address],
                     render_kw={"inputmode": "url"})  # fmt: skip

    def validate_slug(self, field: StringField) -> None:
        if field.data == "new":
            raise ValidationError(
                _("“new” is taken by the page for a new workshop. Choose another.")
            )

    def validate_ends(self, field: TimeField) -> None:
        if field.data and self.starts.data and field.data <= self.starts.data:
            raise ValidationError(_("Enter an end after the start"))

    def validate_timezone(self, field: StringField) -> None:
        if field.data not in available_timezones():
            raise ValidationError(_("Enter an area and a city, such as Asia/Bangkok"))

    def validate_registration_closes_at(self, field: DateTimeLocalField) -> None:
        opens: dt.datetime | None = self.registration_opens_at.data
        if field.data and opens and field.data <= opens:
            raise ValidationError(_("Enter a moment after registration begins"))

    def suggest_slug(self) -> None:
        """Fills the address from the titles where it was left empty."""
        if not self.slug.data:
            day_part = f"workshop-{self.date.data:%Y-%m-%d}" if self.date.data else "workshop"
            self.slug.data = (
                suggested_slug(self.short_title_en.data, self.title_en.data, self.title_th.data)
                or day_part
            )


class DocumentForm(SetupForm):
    layout: ClassVar[Layout] = (("title_th", "title_en"), ("file",))
    either: ClassVar = {"title": _l("Enter a title in Thai or in English")}

    title_th, title_en = line_in_both(_l("Title"), 200)
    file = FileField(
        _l("File"), description=_l("PDF, Word, Excel, PowerPoint or a picture, at most 10 MB"),
        render_kw={"accept": ".pdf,.docx,.xlsx,.pptx,.png,.jpg,.jpeg"},
    )  # fmt: skip


class CloseForm(ConfirmForm):
    """Closing for good has to be meant."""

    sure = BooleanField(
        _l("I know that this cannot be undone"),
        validators=[InputRequired(_l("Tick the box to close the workshop for good"))],
    )
