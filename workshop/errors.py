"""Rules that were broken, each with the sentence a person reads."""

from http import HTTPStatus


class SettingsError(Exception):
    """A setting cannot be used; the text says what to change."""


class WorkshopError(Exception):
    """A broken rule; the text is the sentence people read, already translated.

    field: the form field it belongs to, if any.
    """

    status = HTTPStatus.UNPROCESSABLE_ENTITY

    def __init__(self, sentence: object, *, field: str | None = None) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
        self.field = field

    def __str__(self) -> str:
        return str(self.sentence)


class NotFoundError(WorkshopError):
    status = HTTPStatus.NOT_FOUND


class ForbiddenError(WorkshopError):
    status = HTTPStatus.FORBIDDEN


class ConflictError(WorkshopError):
    """Somebody else changed the same thing first, or what is asked is no longer open."""

    status = HTTPStatus.CONFLICT


class ClosedError(ConflictError):
    """The form or the registration is closed."""


class ThrottledError(WorkshopError):
    """Too many wrong guesses; `retry_after` is in seconds."""

    status = HTTPStatus.TOO_MANY_REQUESTS

    def __init__(self, sentence: object, *, retry_after: int, field: str | None = None) -> None:
        super().__init__(sentence, field=field)
        self.retry_after = retry_after
