"""Which sheets of a file are read, and what its columns hold."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import ValidationError

from workshop.domain.intake.attributes import key_of
from workshop.domain.intake.columns import JOINED, Column
from workshop.domain.intake.headless import letters
from workshop.domain.intake.layout import Block, Found
from workshop.domain.intake.preview import Listed, Sort
from workshop.forms import BaseForm
from workshop.i18n import _, _l

MEANINGS: dict[Column, Any] = {
    Column.PREFIX: _l("Prefix"), Column.FIRST_NAME: _l("First name"),
    Column.LAST_NAME: _l("Last name"), Column.FULL_NAME: _l("Full name"),
    Column.POSITION: _l("Position"), Column.AGENCY: _l("Agency"), Column.MINISTRY: _l("Ministry"),
    Column.ROLES: _l("Roles"), Column.PHONE: _l("Phone"), Column.EMAIL: _l("Email address"),
    Column.DIETARY: _l("Food"), Column.ACCESS_NEEDS: _l("Access needs"),
    Column.LANGUAGE: _l("Language"), Column.REPLIED: _l("Date of reply"),
    Column.NUMBER: _l("Running number"), Column.KEPT: _l("Kept as it is, to mix groups by"),
}  # fmt: skip
"""What a column can be taken for, in words."""

Said = dict[str, dict[int, Column | None]]


class ColumnSelect(SelectField):
    """What one column is taken for; `guess` is the column itself."""

    def __init__(self, guess: Any = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.guess = guess

    def meant(self) -> Column | None:
        return Column(self.data) if self.data else None


class ColumnsForm(BaseForm):
    """Made for one file by `columns_form`: `sheets`, and one select per column."""

    sheets = SelectMultipleField(_l("Sheets"), validate_choice=False)
    sort: Sort
    ask: Any = ""
    blocks: Sequence[Block] = ()
    found: Sequence[Found] = ()

    def selects(self, block: Block) -> list[ColumnSelect]:
        return [self[_name(block, guess.place)] for guess in block.guesses]

    def validate_sheets(self, field: SelectMultipleField) -> None:
        known = {one.name for one in self.found}
        if len(known) > 1 and not known & set(field.data or ()):
            raise ValidationError(_l("Choose at least one sheet"))

    def validate(self, extra_validators: Any = None) -> bool:
        """Each column once, and one of them says who is meant."""
        fine = super().validate(extra_validators)
        return all([fine, *(self._once(block) for block in self.blocks), self._says_who()])

    def _once(self, block: Block) -> bool:
        taken: set[str] = set()
        fine = True
        for select in self.selects(block):
            meant = select.meant() if not select.errors else None
            key, words = str(meant or ""), MEANINGS[meant] if meant else ""
            if meant is Column.KEPT:
                key, words = f"{meant} {key_of(select.guess.heading)}", select.guess.heading
            if key in taken and meant not in JOINED:
                select.errors = [
                    _("“%(what)s” is chosen twice. Choose it for one column.", what=words)
                ]
                fine = False
            taken |= {key} if meant else set()
        return fine

    def _says_who(self) -> bool:
        selects = [select for block in self.blocks for select in self.selects(block)]
        if any(select.data in self.sort.who for select in selects):
            return True
        if selects and not selects[0].errors:
            selects[0].errors = [str(self.ask)]
        return False

    def chosen(self) -> list[str]:
        """Names of the sheets to be read."""
        wanted = set(self.sheets.data or ())
        return [one.name for one in self.found if one.name in wanted]

    def said(self) -> Said:
        """What the columns hold, for headings that are not taken as they were guessed."""
        found: Said = {}
        for block in self.blocks:
            said = {select.guess.place: select.meant() for select in self.selects(block)}
            if block.corrected or said != {guess.place: guess.meant for guess in block.guesses}:
                found[block.signature] = said
        return found


def kept_columns(listed: Listed) -> list[str]:
    """The headings of columns that are kept as they are."""
    guesses = (guess for block in listed.blocks for guess in block.guesses)
    return list(dict.fromkeys(one.heading for one in guesses if one.meant is Column.KEPT))


def columns_form(listed: Listed, sort: Sort, ask: Any) -> ColumnsForm:
    """The form for this file, filled with what is taken now; ask: where nothing says who."""
    blocks, found = listed.blocks, listed.sheets
    made = type(
        "MadeColumnsForm", (ColumnsForm,),
        {"sort": sort, "ask": ask, "blocks": blocks, "found": found},
    )  # fmt: skip
    held = [(column, words) for column, words in MEANINGS.items() if column in sort.holds]
    choices = [
        SelectChoice("", _l("Left out")),
        *(SelectChoice(column.value, words) for column, words in held),
    ]
    unnamed = [choice for choice in choices if choice.value != Column.KEPT]
    for block in blocks:
        for guess in block.guesses:
            heading = guess.heading or _l("Column %(letter)s", letter=letters(guess.place))
            select = ColumnSelect(
                label=heading, choices=choices if key_of(guess.heading) else unnamed,
                default=guess.meant.value if guess.meant else "", guess=guess,
                validate_choice=True,
            )  # fmt: skip
            setattr(made, _name(block, guess.place), select)
    form: ColumnsForm = made(data={"sheets": [one.name for one in found if one.chosen]})
    form.sheets.choices = [SelectChoice(one.name, one.name) for one in found]
    return form


def _name(block: Block, place: int) -> str:
    return f"column_{block.signature[:12]}_{place}"
