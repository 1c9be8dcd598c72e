"""The style sheet keeps its promises: small, readable in every pairing it uses, nothing inline."""

import gzip
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "workshop" / "static"
CSS = STATIC / "css" / "workshop.css"
MOST_CSS = 12 * 1024
MOST_FEEDBACK_SCRIPT = 10 * 1024
TEXT, LARGE_OR_SHAPE = 4.5, 3.0

# text, ground, contrast of WCAG 2.2
LIGHT = """
ink sheet 16.4 | ink paper 14.9 | ink well 13.6 | ink now-soft 14.4 | on-ink ink 16.4
ink2 sheet 7.9 | ink2 paper 7.1 | ink2 well 6.5 | ink2 now-soft 6.9 | on-now now 8.8
leaf sheet 6.5 | leaf paper 5.9 | leaf leaf-soft 5.6 | warn now-soft 6.2
err sheet 7.0 | err paper 6.4 | err err-soft 6.0
edge sheet 4.65 | edge paper 4.21 | edge well 3.83
"""
DARK = """
ink paper 16.6 | ink sheet 14.7 | ink2 paper 9.9 | ink2 sheet 8.8 | on-now now 10.8
"""


def pairs(table: str) -> list[tuple[str, str, float]]:
    rows = [cell.split() for line in table.split("\n") for cell in line.split("|") if cell.strip()]
    return [(text, ground, float(ratio)) for text, ground, ratio in rows]


def css() -> str:
    return re.sub(r"/\*.*?\*/", "", CSS.read_text("utf-8"), flags=re.DOTALL)


def tokens(selector: str) -> dict[str, str]:
    """The custom properties that a rule with exactly this selector sets, as hex colours."""
    found: dict[str, str] = {}
    for body in re.findall(rf"(?:^|}})\s*{re.escape(selector)}\s*{{([^}}]*)}}", css()):
        found.update(re.findall(r"--([\w-]+):\s*(#[0-9A-Fa-f]{6})", body))
    return found


def luminance(colour: str) -> float:
    """Relative luminance of WCAG 2.2, 0 to 1."""
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("text", "ground", "promised"), pairs(LIGHT))
def test_the_light_pairs_have_the_contrast_they_promise(text, ground, promised):
    light = tokens(":root")
    assert contrast(light[text], light[ground]) >= promised - 0.06
    assert promised >= (LARGE_OR_SHAPE if text == "edge" else TEXT)


@pytest.mark.parametrize(("text", "ground", "promised"), pairs(DARK))
def test_the_projector_pairs_have_the_contrast_they_promise(text, ground, promised):
    dark = tokens(".screen")
    assert contrast(dark[text], dark[ground]) >= promised - 0.06


@pytest.mark.parametrize("letter", "abcdef")
def test_a_groups_letter_can_be_read_on_its_colour(letter):
    light, dark = tokens(f".g-{letter}")["g"], tokens(f".screen .g-{letter}")["g"]
    assert contrast("#FFFFFF", light) >= TEXT
    assert contrast("#0E151C", dark) >= TEXT


def test_focus_shows_on_any_ground():
    light = tokens(":root")
    assert contrast(light["ink"], light["now"]) >= 8.8 - 0.06


def sheets() -> list[Path]:
    return sorted(CSS.parent.glob("*.css"))


@pytest.mark.parametrize("sheet", sheets(), ids=lambda file: file.stem)
def test_a_style_sheet_is_small_and_loads_nothing_from_elsewhere(sheet):
    """A page has the common one and at most one more, of its own feature."""
    text = sheet.read_text("utf-8")
    common = "" if sheet == CSS else CSS.read_text("utf-8")
    assert len(gzip.compress((common + text).encode(), 9)) < MOST_CSS
    assert len(text.splitlines()) <= 400
    for address in re.findall(r"url\(([^)]*)\)", text):
        assert (CSS.parent / address.strip("\"'")).resolve().is_file(), address


def test_the_scripts_of_the_feedback_page_are_small():
    scripts = b"".join((STATIC / "js" / name).read_bytes() for name in ("page.js", "draft.js"))
    assert len(gzip.compress(scripts, 9)) < MOST_FEEDBACK_SCRIPT


def test_only_the_four_fonts_of_the_page_are_served_and_fit_in_43_kilobytes():
    fonts = sorted((STATIC / "fonts").glob("*.woff2"))
    assert len(fonts) == 4
    assert sum(font.stat().st_size for font in fonts) <= 43 * 1024
    assert all(font.name in css() for font in fonts)


def test_text_never_gets_a_line_height_that_cuts_thai_marks():
    """Numerals and large Latin headings aside; nothing is spaced or justified either."""
    every = "".join(sheet.read_text("utf-8") for sheet in sheets())
    every = re.sub(r"/\*.*?\*/", "", every, flags=re.DOTALL)
    for selector, body in re.findall(r"([^{}]+){([^{}]*)}", every):
        for height in re.findall(r"line-height:([\d.]+)(?=[;}]|$)", body):
            no_thai = re.search(r"\.step|\.dot b|\.tag button|\.big-number|:lang\(en\)", selector)
            assert float(height) >= 1.35 or no_thai, selector
        assert "justify;" not in body
        assert "letter-spacing" not in body
        assert "text-transform" not in body


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", templates(), ids=lambda file: "/".join(file.parts[-2:]))
def test_a_template_has_nothing_inline_and_nothing_from_elsewhere(template):
    if "mail" in template.parts or "print" in template.parts:
        return
    text = re.sub(r"{#.*?#}", "", template.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"<style\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"\son[a-z]+\s*=\s*[\"']", text)
    assert not re.search(r"(?:src|href)\s*=\s*[\"'](?:https?:)?//", text)
