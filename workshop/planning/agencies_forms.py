"""Agencies, the roles they play, lists of them, and the seniority table."""

import re
from collections.abc import Sequence
from typing import Any, ClassVar

from flask_wtf.file import FileField
from wtforms import StringField, TextAreaField
from wtforms.validators import ValidationError

from workshop.domain.terms import Seniority
from workshop.forms import BaseForm, lower, tidy, tidy_text, without_refused
from workshop.i18n import _, _l
from workshop.planning.forms import (
    WELL_FORMED,
    AtMost,
    Layout,
    SetupForm,
    line,
    line_in_both,
    several,
    whole_number,
)

LIST_MOST = 300_000
PATTERN_MOST = 120
PATTERNS_MOST = 1000
LEVELS = {
    Seniority.EXECUTIVE: _l("Executives"),
    Seniority.HEAD: _l("Heads"),
    Seniority.OFFICER: _l("Officers"),
}


class PartsField(StringField):
    """Several short texts in one line, parted by commas."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            typed = str(tidy(without_refused(valuelist[0])))
            parts = [part.strip() for part in re.split(r"[,;،、]", typed)]
            self.data = list(dict.fromkeys(part for part in parts if part))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else ", ".join(self.data or ())


class LinesField(TextAreaField):
    """Several short texts, one per line."""

    def process_formdata(self, valuelist: Sequence[str]) -> None:
        if valuelist:
            lines = [str(tidy(one)) for one in str(tidy_text(valuelist[0])).split("\n")]
            self.data = list(dict.fromkeys(one for one in lines if one))

    def _value(self) -> str:
        return str(self.raw_data[0]) if self.raw_data else "\n".join(self.data or ())


class PartsAtMost:
    """Refuses a list with too many or too long parts."""

    def __init__(self, number: int, most: int) -> None:
        self.number, self.most = number, most

    def __call__(self, _form: object, field: Any) -> None:
        long = [part for part in field.data or () if len(part) > self.most]
        if long:
            raise ValidationError(
                _("Shorten “%(part)s” to at most %(most)s characters",
                  part=f"{long[0][:30]}…", most=self.most)
            )  # fmt: skip
        if len(field.data or ()) > self.number:
            raise ValidationError(_("Enter at most %(number)s of them", number=self.number))


class AgencyForm(SetupForm):
    layout: ClassVar[Layout] = (
        ("name_th", "name_en"),
        ("abbreviations",),
        ("aliases",),
        ("ministry_th", "ministry_en"),
        ("roles",),
    )
    either: ClassVar = {"name": _l("Enter a name in Thai or in English")}

    name_th, name_en = line_in_both(_l("Name"), 200)
    abbreviations = PartsField(
        _l("Abbreviations"), default=list, validators=[PartsAtMost(10, 40)],
        description=_l("Parted by commas, the usual one first. People may type any of them."),
    )  # fmt: skip
    aliases = LinesField(
        _l("Other names"), default=list, validators=[PartsAtMost(100, 200)],
        description=_l("One per line: older names and spellings that mean this agency."),
        render_kw={"rows": 3, "spellcheck": "false"},
    )  # fmt: skip
    ministry_th, ministry_en = line_in_both(_l("Ministry"), 200)
    roles = several(_l("Roles"))


class IntoForm(BaseForm):
    """Which agency another one is merged into, by name."""

    into = StringField(
        _l("Another agency of the list"), filters=[tidy],
        description=_l("Type its name or an abbreviation."),
        render_kw={"autocomplete": "off", "list": "agencies", "spellcheck": "false"},
    )  # fmt: skip


class RoleForm(SetupForm):
    layout: ClassVar[Layout] = (("name_th", "name_en"), ("code",), ("position",))
    either: ClassVar = {"name": _l("Enter a name in Thai or in English")}

    name_th, name_en = line_in_both(_l("Name"), 120, _l("For example: sets policy"))
    code = line(
        _l("Code"), 40, sentence=_l("Enter a code such as policy"), filters=[lower],
        description=_l("How lists and exports name the role"),
        validators=[WELL_FORMED],
    )  # fmt: skip
    position = whole_number(_l("Place in the list"), 0, 999, default=0)


class AgencyListForm(BaseForm):
    """A list that was pasted or uploaded."""

    rows = TextAreaField(
        _l("Rows"), filters=[tidy_text], validators=[AtMost(LIST_MOST)], default="",
        description=_l("Copied from a spreadsheet; the first row names the columns."),
        render_kw={"rows": 10, "spellcheck": "false"},
    )  # fmt: skip
    file = FileField(_l("Or a file"), description=_l("xlsx, xls or csv"),
                     render_kw={"accept": ".xlsx,.xls,.csv,.tsv,.txt"})  # fmt: skip


class SeniorityForm(SetupForm):
    """One list of words per level; longer and earlier ones first."""

    layout: ClassVar[Layout] = (("executive",), ("head",), ("officer",))

    executive = LinesField(
        LEVELS[Seniority.EXECUTIVE], default=list, render_kw={"rows": 10, "spellcheck": "false"},
        validators=[PartsAtMost(PATTERNS_MOST, PATTERN_MOST)],
    )  # fmt: skip
    head = LinesField(
        LEVELS[Seniority.HEAD], default=list, render_kw={"rows": 10, "spellcheck": "false"},
        validators=[PartsAtMost(PATTERNS_MOST, PATTERN_MOST)],
    )  # fmt: skip
    officer = LinesField(
        LEVELS[Seniority.OFFICER], default=list, render_kw={"rows": 10, "spellcheck": "false"},
        validators=[PartsAtMost(PATTERNS_MOST, PATTERN_MOST)],
    )  # fmt: skip

    def validate_head(self, field: LinesField) -> None:
        self._only_here(field, self.executive)

    def validate_officer(self, field: LinesField) -> None:
        self._only_here(field, self.executive, self.head)

    def _only_here(self, field: LinesField, *others: LinesField) -> None:
        for other in others:
            twice = set(field.data or ()) & set(other.data or ())
            if twice:
                raise ValidationError(
                    _("“%(word)s” stands in two lists. Keep it in one.", word=min(twice)[:60])
                )
