"""Words for what the desk's tables hold as keys."""

from workshop.domain.terms import NoteKind
from workshop.i18n import _l

KINDS = (
    (NoteKind.STRENGTH.value, _l("Strength")),
    (NoteKind.CONCERN.value, _l("Concern")),
    (NoteKind.SUGGESTION.value, _l("Suggestion")),
)
