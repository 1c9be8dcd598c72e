"""How reading a file ends when it cannot be read."""

from workshop.domain.messages import Message, Say, say


class Refused(Exception):  # noqa: N818  the file is refused; nothing failed
    """The file as a whole cannot be taken; `message` says why and what to do."""

    def __init__(self, key: Say, **parameters: str | int) -> None:
        super().__init__(key.value)
        self.message: Message = say(key, **parameters)
