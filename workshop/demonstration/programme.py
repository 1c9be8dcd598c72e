"""The demonstration's documents to download: the programme as a small text file per language."""

from typing import Any

from workshop.demonstration import data

NAMES = {"th": "programme-th.txt", "en": "programme-en.txt"}
TITLES = {
    "th": {"title_th": "กำหนดการ (ไทย)", "title_en": "Programme in Thai"},
    "en": {"title_th": "กำหนดการ (อังกฤษ)", "title_en": "Programme in English"},
}
HEADINGS = {"th": ("กำหนดการ", "ยุทธศาสตร์"), "en": ("Programme", "Strategies")}


def documents() -> list[dict[str, Any]]:
    """Values for the documents of the workshop: titles, name, type, size in bytes and content."""
    return [_document(language) for language in NAMES]


def _document(language: str) -> dict[str, Any]:
    content = _text(language).encode("utf-8-sig")
    return {
        **TITLES[language],
        "filename": NAMES[language],
        "media_type": "text/plain",
        "size": len(content),
        "content": content,
    }


def _text(language: str) -> str:
    written = data.workshop()
    programme, strategies = HEADINGS[language]
    lines = [
        written["workshop"][f"title_{language}"],
        written["workshop"][f"venue_{language}"],
        "",
        programme,
        *(_agenda_line(item, language) for item in written["agenda"]),
        "",
        strategies,
        *(
            f"{one['number']}  {one[f'title_{language}']}: {one[f'description_{language}']}"
            for one in written["strategies"]
        ),
    ]
    return "\r\n".join(lines) + "\r\n"


def _agenda_line(item: dict[str, str], language: str) -> str:
    time = item["starts"].replace(":", ".") if language == "th" else item["starts"]
    words = (item[f"title_{language}"], item[f"detail_{language}"], item[f"place_{language}"])
    return f"{time}  {' · '.join(word for word in words if word)}"
