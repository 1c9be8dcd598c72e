"""An agency and its ministry written into one cell, parted by a slash, a bracket or a word."""

import re

from workshop.domain.agencies import Directory

_MINISTRY = re.compile(
    "^(?:กระทรวง|สำนักนายกรัฐมนตรี|ministry of|office of the prime minister)", re.IGNORECASE
)
_BRACKETED = re.compile(r"^(.+?)\s*[(\[]\s*([^()\[\]]+?)\s*[)\]]$")
_BELONGS = re.compile(
    r"\s+(?:สังกัด|ในสังกัด|under the)\s*(?=กระทรวง|สำนักนายก|ministry|office)", re.IGNORECASE
)
_SLASH = re.compile(r"\s*[/|]\s*")


def part_ministry(text: str, directory: Directory) -> tuple[str, str]:
    """Agency and ministry out of one text; the ministry is empty where none is named.

    A name that the list has as it stands is never parted. Of several levels the one the list knows
    is the agency, else all but the ministry.
    """
    if directory.match(text).entry:
        return text, ""
    parts = _parts(text)
    ministries = [part for part in parts if _MINISTRY.match(part)]
    if len(parts) < 2 or not ministries or len(ministries) == len(parts):
        return text, ""
    ministry = ministries[-1]
    rest = [part for part in parts if part != ministry]
    known = next((part for part in rest if directory.match(part, ministry).entry), "")
    return known or " / ".join(rest), ministry


def _parts(text: str) -> list[str]:
    parts = [part for part in _SLASH.split(text) if part]
    if len(parts) > 1:
        return parts
    if match := _BRACKETED.match(text):
        return [match[1], match[2]]
    return [part for part in _BELONGS.split(text) if part]
