"""The organiser's pages about people in real Chromium: usable, reachable, nothing cut."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import IN_BOTH_LANGUAGES, faults, signed_in
from tests.domain.intake.messy import HEADINGS, workbook

pytestmark = pytest.mark.browser
ROWS = [
    ["รายชื่อผู้ตอบรับ"],
    HEADINGS,
    [1, "นาย", "ทดสอบ", "นำเข้า", "หัวหน้า", "ทล.", "", 811111111, "TEST@example.go.th", "-"],
    [2, "", "ไม่มีสกุล", "", "", "", "", "", "", ""],
]


@IN_BOTH_LANGUAGES
def test_a_list_is_looked_at_and_dropped_and_every_page_can_be_used(
    served: Served, new_page: Callable[..., Any], tmp_path: Path, size: dict[str, int],
    language: str,
) -> None:  # fmt: skip
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(ROWS))
    page = signed_in(served, new_page, size)
    people = f"{served.address}/organise/ega-2557/people"
    wrong = {}
    page.goto(f"{people}/import?lang={language}")
    wrong["import"] = faults(page)
    page.set_input_files("input[type=file]", file)
    page.press("main button[type=submit]", "Enter")
    page.wait_for_selector("[name=seal]", state="attached")
    assert page.locator("dd.big").all_inner_texts() == ["1", "0", "0", "1"]
    wrong["preview"] = faults(page)
    page.click("form[action$=discard] button")
    page.wait_for_selector("input[type=file]")
    for name in ("", "/new", "?q=กรมที่ดิน", "?q=xyzzy"):
        page.goto(f"{people}{name}")
        wrong[name] = faults(page)
    page.goto(people)
    page.click(".row-link >> nth=0")
    page.wait_for_selector("svg.qr")
    wrong["person"] = faults(page)
    assert not {where: found for where, found in wrong.items() if found}


def test_the_head_of_the_list_stays_in_sight(served: Served, new_page: Callable[..., Any]) -> None:
    page = signed_in(served, new_page)
    page.goto(f"{served.address}/organise/ega-2557/people?lang=en")
    page.evaluate("scrollTo(0, 1500)")
    assert page.locator(".people-table th[scope=col]").first.bounding_box()["y"] == 0
    rows = page.locator(".people-table tbody tr")  # other tests may have stored longer ones
    heights = "rows => Math.min(...rows.map(row => row.getBoundingClientRect().height))"
    assert rows.evaluate_all(heights) == 48


def test_columns_are_corrected_and_a_typed_agency_matched_by_keyboard(
    served: Served, new_page: Callable[..., Any], tmp_path: Path
) -> None:
    rows = [["ชื่อ-สกุล", "รุ่นก", "สังกัด"], ["นายกทดสอบ คอลัมน์", "หัวหน้ากลุ่ม", "กรมที่ดิกน"]]
    file = tmp_path / "list.xlsx"
    file.write_bytes(workbook(rows, more=[["x"], ["y"]]))
    page = signed_in(served, new_page, PHONE)
    workshop = f"{served.address}/organise/ega-2557"
    wrong = {}
    page.goto(f"{workshop}/people/import?lang=en")
    page.set_input_files("input[type=file]", file)
    page.press("main button[type=submit]", "Enter")
    select = page.get_by_label("“รุ่นก” holds")
    select.focus()
    page.keyboard.type("Pos")
    wrong["columns"] = faults(page)
    page.get_by_role("button", name="Look again with these columns").press("Enter")
    page.wait_for_load_state()
    assert page.locator("select").nth(1).input_value() == "position"
    page.get_by_role("button", name="Store").press("Enter")
    page.wait_for_url("**/people")
    page.goto(f"{workshop}/agencies/typed")
    wrong["typed"] = faults(page)
    chosen = page.get_by_label("“กรมที่ดิกน” means")
    chosen.select_option(index=1)
    page.get_by_role("button", name="Match them").press("Enter")
    page.wait_for_selector(".notice.done")
    page.goto(f"{workshop}/people?q=กทดสอบ")
    assert "Department of Lands" in page.locator("tbody").inner_text()
    page.goto(f"{workshop}/agencies/1")
    wrong["agency"] = faults(page)
    page.get_by_role("link", name="Merge with another agency").press("Enter")
    page.wait_for_url("**/merge")
    wrong["merge"] = faults(page)
    page.fill("[name=into]", "สำนักงบประมาณ")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=This cannot be undone")
    wrong["confirm"] = faults(page)
    assert not {where: found for where, found in wrong.items() if found}
