"""What the page of a report-back sends: its lines in order, and which button was pressed."""

import re
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from workshop.forms import tidy_text
from workshop.i18n import _l

LONGEST = 600
MOST_LINES = 40
TOO_LONG = _l("Shorten it to %(max)d characters at most")
TOO_MANY = _l("There are %(max)d lines already. Take one off first.")
EMPTY_OWN = _l("Write the line first")
_KEY = re.compile(
    r"(?:scale|top|differs|split|theme|note|own)\.[1-9][0-9]{0,8}|quote\.[0-9a-f]{16}", re.ASCII
)


@dataclass(slots=True)
class ReportBackForm:
    """errors: sentences by line key, "" for the new line and "all" for the whole."""

    items: list[dict[str, str]]
    version: int
    deed: str
    errors: dict[str, str] = field(default_factory=dict)
    new: str = ""
    at: str = ""

    @classmethod
    def read(cls, sent: MultiDict[str, str]) -> "ReportBackForm":
        """Unknown keys are as if they had not been sent."""
        keys = [key for key in dict.fromkeys(sent.getlist("key")) if _KEY.fullmatch(key)]
        items = [{"key": key, "text": _words(sent, key)} for key in keys]
        version = sent.get("version", "")
        deed, _colon, at = sent.get("act", "save").partition(":")
        form = cls(
            items[:MOST_LINES], int(version) if _is_number(version) else 0, deed,
            new=_text(sent.get("new", "")), at=at if _KEY.fullmatch(at) else "",
        )  # fmt: skip
        form._check()
        form._do()
        return form

    def plain(self, own: dict[str, str]) -> list[dict[str, str]]:
        """Lines whose words are their own again hold no text; own: those words by key."""
        return [
            {**item, "text": "" if item["text"] == own.get(item["key"]) else item["text"]}
            for item in self.items
        ]

    def _check(self) -> None:
        for item in self.items:
            if len(item["text"]) > LONGEST:
                self.errors[item["key"]] = str(TOO_LONG) % {"max": LONGEST}
        if len(self.new) > LONGEST:
            self.errors[""] = str(TOO_LONG) % {"max": LONGEST}
        if self.deed == "write" and not self.new:
            self.errors[""] = str(EMPTY_OWN)
        if self.deed in ("write", "add") and len(self.items) >= MOST_LINES:
            self.errors["all"] = str(TOO_MANY) % {"max": MOST_LINES}

    def _do(self) -> None:
        """Moves, removes or adds a line, as the button said."""
        keys = [item["key"] for item in self.items]
        if self.errors:
            return
        if self.deed in ("up", "down") and self.at in keys:
            place = keys.index(self.at)
            other = min(max(place + (-1 if self.deed == "up" else 1), 0), len(keys) - 1)
            self.items.insert(other, self.items.pop(place))
        elif self.deed == "remove" and self.at in keys:
            del self.items[keys.index(self.at)]
        elif self.deed == "add" and self.at and self.at not in keys:
            self.items.append({"key": self.at, "text": ""})
        elif self.new:
            number = 1 + max((int(k[4:]) for k in keys if k.startswith("own.")), default=0)
            self.at = f"own.{number}"
            self.items.append({"key": self.at, "text": self.new})
            self.new = ""
        self.items = [one for one in self.items if one["text"] or not one["key"].startswith("own.")]


def _words(sent: MultiDict[str, str], key: str) -> str:
    """What was typed; nothing where the words that the page showed by itself stand untouched: they
    follow the answers, and the language.
    """
    text = _text(sent.get(f"text.{key}", ""))
    return "" if text == _text(sent.get(f"was.{key}", "")) else text


def _text(value: str) -> str:
    return str(tidy_text(value)).strip()


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 9
