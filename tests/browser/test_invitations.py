"""From a list of invitees to a reply on a phone, in real Chromium."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import IN_BOTH_LANGUAGES, faults, signed_in
from tests.domain.intake.messy import workbook

pytestmark = pytest.mark.browser

HEADINGS = ["คำนำหน้า", "ชื่อ", "นามสกุล", "ตำแหน่ง", "หน่วยงาน", "อีเมล"]
ROWS = [
    HEADINGS,
    ["นาย", "เอกภพ", "ทดสอบเชิญ", "ผู้อำนวยการ", "กรมโยธาธิการและผังเมือง", "one@invited.example"],
    ["นาง", "สองใจ", "ทดสอบเชิญ", "รองอธิบดี", "กรมโยธาธิการและผังเมือง", "two@invited.example"],
    ["", "", "", "อธิบดี", "กรมพัฒนาธุรกิจการค้า", "three@invited.example"],
    ["นาย", "มีแต่ชื่อ", "", "", "กรมพัฒนาธุรกิจการค้า", ""],
]


def board(served: Served, path: str = "") -> str:
    return f"{served.address}/organise/ega-2557/invitations{path}"


def imported_and_sent(served: Served, page: Any, file: Path) -> None:
    """The organiser looks at the list, stores it, looks at whom it goes to, and sends."""
    file.write_bytes(workbook(ROWS))
    page.goto(board(served, "/import?lang=en"))
    page.set_input_files("input[type=file]", file)
    page.press("main form button[type=submit]", "Enter")
    page.wait_for_selector("[name=seal]", state="attached")
    assert page.locator("dd.big").all_inner_texts() == ["3", "0", "0", "1"]
    assert faults(page) == []
    page.click("form[action$=apply] button")
    page.wait_for_url("**/invitations")
    page.click("text=Look, then send")
    page.wait_for_selector("text=3 people get an invitation.")
    assert faults(page) == []
    page.click("main form button[type=submit]")
    page.wait_for_selector("text=3 invitations are on their way.")


def link_of(served: Served, page: Any, name: str) -> str:
    """The link as the organiser's page shows it."""
    page.goto(board(served, f"?q={name}"))
    page.click(".row-link >> nth=0")
    page.wait_for_selector("svg.qr")
    return str(page.locator(".address a").get_attribute("href"))


def opened(new_page: Callable[..., Any], link: str) -> Any:
    phone = new_page(PHONE, "en-GB")
    phone.goto(f"{link}?lang=en")
    assert faults(phone) == []
    return phone


def registers(phone: Any, **fields: str) -> None:
    for name, value in fields.items():
        phone.fill(f"[name={name}]", value)
    assert faults(phone) == []
    phone.check("[name=consent]")
    phone.press("main form button[type=submit]", "Enter")
    phone.wait_for_url("**/me")


def test_from_a_list_to_replies_a_substitute_a_refusal_and_the_coverage(
    served: Served, new_page: Callable[..., Any], tmp_path: Path
) -> None:
    page = signed_in(served, new_page)
    imported_and_sent(served, page, tmp_path / "invitees.xlsx")
    links = [link_of(served, page, name) for name in ("เอกภพ", "สองใจ", "three@invited.example")]

    comes = opened(new_page, links[0])
    comes.click("text=I will come")
    comes.wait_for_url("**/come*")
    assert comes.input_value("[name=first_name]") == "เอกภพ"
    assert comes.input_value("[name=agency]") == "กรมโยธาธิการและผังเมือง"
    comes.fill("[name=phone]", "0812345678")
    comes.reload()
    assert comes.input_value("[name=phone]") == "0812345678"
    registers(comes)
    assert comes.evaluate("sessionStorage.length") == 0
    comes.goto(links[0])
    comes.wait_for_selector("text=is registered.")

    stands_in = opened(new_page, links[1])
    stands_in.click("text=Somebody comes in my place")
    assert stands_in.input_value("[name=first_name]") == ""
    assert stands_in.get_attribute("[name=agency]", "readonly") is not None
    registers(stands_in, first_name="มาแทน", last_name="ทดสอบเชิญ", email="stand@invited.example")

    declines = opened(new_page, links[2])
    declines.click("text=Nobody can come")
    declines.fill("[name=reason]", "ติดราชการ")
    declines.press("main form button[type=submit]", "Enter")
    declines.wait_for_selector("text=You said that you cannot come")
    assert faults(declines) == []

    page.goto(board(served, "?q=สองใจ"))
    assert "in their place: มาแทน ทดสอบเชิญ" in page.inner_text(".people-table")
    page.goto(board(served, "/coverage"))
    agencies = page.locator(".agencies li")
    works = agencies.filter(has_text="Public Works")
    assert "2 come" in works.inner_text()
    assert "Will be present" in works.inner_text()
    trade = agencies.filter(has_text="Business Development")
    assert re.search(r"1 declined\s+Absent", trade.inner_text())


@IN_BOTH_LANGUAGES
def test_every_page_about_invitations_can_be_used(
    served: Served, new_page: Callable[..., Any], size: dict[str, int], language: str
) -> None:
    page = signed_in(served, new_page, size)
    wrong = {}
    for path in ("", "/coverage", "/new", "/import", "/send", "/remind", "/printed"):
        page.goto(board(served, f"{path}?lang={language}"))
        wrong[path] = faults(page)
    page.goto(link := link_of(served, page, "วิรัตน์"))
    wrong["invitation"] = faults(page)
    for path in ("/come", "/substitute", "/decline"):
        page.goto(f"{link}{path}")
        wrong[path] = faults(page)
    assert not {where: found for where, found in wrong.items() if found}
