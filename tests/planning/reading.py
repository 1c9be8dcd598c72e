"""Reads the form of a page as a browser would send it back."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any


class _Form(HTMLParser):
    """The fields of the form that holds a field `having`."""

    def __init__(self, having: str) -> None:
        super().__init__()
        self.having = having
        self.forms: list[list[tuple[str, str]]] = []
        self.text: str | None = None
        self.select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        name = found.get("name", "")
        if tag == "form":
            self.forms.append([])
        elif not self.forms:
            return
        elif tag == "input" and name:
            ticked = found.get("type") not in ("checkbox", "radio") or "checked" in found
            if ticked and found.get("type") != "file":
                self.forms[-1].append((name, found.get("value", "")))
        elif tag == "textarea":
            self.text = ""
            self.forms[-1].append((name, ""))
        elif tag == "select":
            self.select = name
        elif tag == "option" and self.select and "selected" in found:
            self.forms[-1].append((self.select, found.get("value", "")))

    def handle_data(self, data: str) -> None:
        if self.text is not None:
            self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.text is not None:
            name, _ = self.forms[-1][-1]
            self.forms[-1][-1] = (name, self.text.removeprefix("\r\n").removeprefix("\n"))
            self.text = None
        elif tag == "select":
            self.select = None

    def chosen(self) -> Iterator[tuple[str, str]]:
        for form in self.forms:
            if any(name == self.having for name, _ in form):
                yield from form
                return


def filled(html: str, having: str = "version") -> dict[str, Any]:
    """What the form would send unchanged; several values of one name as a list."""
    parser = _Form(having)
    parser.feed(html)
    sent: dict[str, Any] = {}
    for name, value in parser.chosen():
        if name == "csrf_token":
            continue
        if name in sent:
            known = sent[name] if isinstance(sent[name], list) else [sent[name]]
            sent[name] = [*known, value]
        else:
            sent[name] = value
    return sent


def multipart(fields: dict[str, Any], name: str, filename: str, content: bytes) -> dict[str, Any]:
    """A form with a file as a browser sends it, whole in memory."""
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in fields.items()
    ]
    head = f'--edge\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
    parts.append(f"{head}Content-Type: application/octet-stream\r\n\r\n".encode())
    return {
        "data": b"".join([*parts, content, b"\r\n--edge--\r\n"]),
        "content_type": "multipart/form-data; boundary=edge",
    }


def change(browser: Any, address: str, having: str = "version", **values: Any) -> Any:
    """Opens a page, changes some of its fields, sends it."""
    page = browser.get(address)
    assert page.status_code == 200, page.status_code
    return browser.post(address, {**filled(page.text, having), **values})
