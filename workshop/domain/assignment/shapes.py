"""The shape of an instance file; told where it is wrong in words of the file, not of a program."""

import json
from typing import Any

from workshop.domain.assignment.problem import MalformedError

MOST_SHOWN = 80
"""So many characters of a value that makes no sense are quoted."""


def read(text: bytes) -> Any:
    """What the JSON in a file says; raises MalformedError."""
    try:
        return json.loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise MalformedError(
            f"แฟ้มต้องเข้ารหัสเป็น UTF-8 ผิดที่ไบต์ {error.start}",
            f"the file is not text in UTF-8: byte {error.start} is wrong",
        ) from error
    except json.JSONDecodeError as error:
        raise MalformedError(
            f"แฟ้มไม่ใช่ JSON ที่ถูกต้อง ดูบรรทัด {error.lineno} ตำแหน่ง {error.colno}",
            f"the file is not JSON: {error.msg}, line {error.lineno} column {error.colno}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise MalformedError(
            "แฟ้มมีตัวเลขยาวเกินไปหรือซ้อนชั้นลึกเกินไป",
            "the file has a number that is too long, or is nested too deep",
        ) from error


def must_be(place: str, th: str, en: str, found: object) -> MalformedError:
    """th, en: what should stand there."""
    text = json.dumps(found, ensure_ascii=False)
    shown = text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"
    return MalformedError(f"{place} ต้องเป็น{th} ไม่ใช่ {shown}", f"{place} must be {en}, not {shown}")


def rows(content: dict[str, Any], called: str, needed: tuple[str, ...]) -> list[dict[str, Any]]:
    """The people or the groups, each of which has what is needed and a name to be called by."""
    if called not in content:
        raise MalformedError(f"แฟ้มไม่มี {called}", f"the instance lacks {called}")
    found = content[called]
    if not isinstance(found, list):
        raise must_be(called, "รายการของออบเจกต์", "a list of objects", found)
    for number, row in enumerate(found, 1):
        place = f"{called} {number}"
        if not isinstance(row, dict):
            raise must_be(place, "ออบเจกต์", "an object", row)
        lacking = next((name for name in needed if name not in row), None)
        if lacking is not None:
            raise MalformedError(f"{place} ไม่มี {lacking}", f"{place} lacks {lacking}")
        if isinstance(row["id"], bool) or not isinstance(row["id"], str | int):
            raise must_be(f"{place} id", "ข้อความ", "text", row["id"])
        nested = next((name for name in row if name in (*needed[2:], "org", "track")
                       and isinstance(row[name], list | dict)), None)  # fmt: skip
        if nested is not None:
            raise must_be(f"{place} {nested}", "ค่าเดียว", "one value", row[nested])
    return found


def pairs(content: dict[str, Any], called: str) -> tuple[tuple[str, str], ...]:
    found = content.get(called) or []
    for pair in found if isinstance(found, list) else [found]:
        if not isinstance(pair, list) or len(pair) != 2:
            raise must_be(called, "รายการของคู่รหัส", "a list of pairs of ids", pair)
    return tuple((str(one), str(other)) for one, other in found)


def whole(value: object, place: str) -> int:
    """A whole number, also one written as 2.0; nothing is cut or read into text."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value % 1:
        raise must_be(place, "จำนวนเต็ม", "a whole number", value)
    return int(value)


def levels(row: dict[str, Any]) -> list[list[str]]:
    """Somebody's preferences, first choices first."""
    found = row["prefs"]
    if not isinstance(found, list) or not all(
        isinstance(level, list) and all(isinstance(entry, str) for entry in level)
        for level in found
    ):
        place = f"persons {row['id']} prefs"
        raise must_be(place, "รายการของรายการรหัสกลุ่ม", "lists of ids of groups", found)
    return found


def one_group(row: dict[str, Any], column: str) -> str | None:
    named = row.get(column) or None
    if not isinstance(named, str | None):
        raise must_be(f"persons {row['id']} {column}", "รหัสกลุ่ม", "the id of a group", named)
    return named
