"""What each agency that people typed means."""

import hashlib
from collections.abc import Container, Iterable, Iterator, Sequence
from typing import Any, Protocol

from wtforms import SelectField, StringField
from wtforms.fields.choices import SelectChoice

from workshop.domain.agencies import AgencyEntry
from workshop.forms import BaseForm, tidy
from workshop.i18n import _, _l, other_text, plain

PAGE = 100
LEAVE, NEW, OTHER = "", "new", "other"


class Named(Protocol):
    """A name as people typed it, with what it may mean."""

    key: str
    options: tuple[AgencyEntry, ...]

    @property
    def name(self) -> str: ...


class TypedForm(BaseForm):
    """Made for the names shown by `typed_form`: for each a select and a field for another name."""

    shown: Sequence[Named] = ()
    form_errors: Sequence[str] = ()

    def select(self, typed: Named) -> Any:
        return self[f"match_{_short(typed)}"]

    def other(self, typed: Named) -> Any:
        return self[f"other_{_short(typed)}"]

    @staticmethod
    def named_as(options: Iterable[AgencyEntry]) -> str:
        return " / ".join(plain(entry, "name") for entry in options)

    def decided(self) -> dict[str, int]:
        """By the name's key the number of an agency, 0 for a new one."""
        return {
            typed.key: 0 if chosen == NEW else int(chosen)
            for typed in self.shown
            if (chosen := self.select(typed).data) not in (LEAVE, OTHER, None)
            and not self.other(typed).data
        }

    def named(self) -> Iterator[tuple[str, Any]]:
        """Keys with the field in which another agency was named."""
        for typed in self.shown:
            field = self.other(typed)
            if field.data:
                yield typed.key, field


def is_named(typed: Named, sent: Container[str]) -> bool:
    """Whether a form that was sent decides about this name."""
    return f"match_{_short(typed)}" in sent


def typed_form(shown: Sequence[Named]) -> TypedForm:
    made = type("MadeTypedForm", (TypedForm,), {"shown": shown})
    for typed in shown:
        offered = [SelectChoice(str(entry.id), _offer(entry)) for entry in typed.options]
        choices = [
            SelectChoice(LEAVE, _l("Leave as typed")), *offered,
            SelectChoice(NEW, _l("Put it into the list as a new agency")),
        ]  # fmt: skip
        setattr(made, f"match_{_short(typed)}", SelectField(
            _("“%(name)s” means", name=typed.name), choices=choices, default=LEAVE
        ))  # fmt: skip
        setattr(made, f"other_{_short(typed)}", StringField(
            _("Another agency for “%(name)s”", name=typed.name),
            filters=[tidy],
            render_kw={"autocomplete": "off", "list": "agencies", "spellcheck": "false"},
        ))  # fmt: skip
    form: TypedForm = made()
    return form


def _offer(entry: AgencyEntry) -> str:
    behind = ", ".join(filter(None, (other_text(entry, "name"), plain(entry, "ministry"))))
    return f"{plain(entry, 'name')} ({behind})" if behind else plain(entry, "name")


def _short(typed: Named) -> str:
    return hashlib.sha256(typed.key.encode("utf-8", "replace")).hexdigest()[:16]
