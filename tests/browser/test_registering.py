"""Registering on a phone, with and without JavaScript, and all public pages in real Chromium."""

import time
import uuid
from typing import Any

import pytest

from tests.browser.conftest import PHONE, Served
from tests.browser.looks import IN_BOTH_LANGUAGES, faults

pytestmark = pytest.mark.browser
PUBLIC = ("/", "/register", "/join", "/privacy")
OWN = ("/me", "/me/change", "/me/cancel", "/me/data")


def type_in(page: Any, name: str) -> None:
    page.fill("[name=first_name]", name)
    page.fill("[name=last_name]", "ตั้งรบ")
    page.fill("[name=email]", f"{uuid.uuid4().hex[:10]}@nso.example")
    page.check("[name=consent]")


def register(page: Any) -> None:
    page.click("form.form button[type=submit]")
    page.wait_for_url("**/me")


def test_a_phone_registers_in_far_less_than_a_minute(served: Served, new_page: Any):
    page = new_page(PHONE, "th-TH")
    started = time.monotonic()
    page.goto(f"{served.workshop}/")
    page.click("main .button")
    page.fill("[name=first_name]", "มือถือ")
    number = page.input_value("[name=submission_id]")
    page.click(".language")
    page.wait_for_selector("html[lang=en]")
    assert page.input_value("[name=first_name]") == "มือถือ"
    assert page.input_value("[name=submission_id]") == number
    assert page.is_checked("[name=language][value=en]")  # not touched, so as the page offers it
    page.click(".language")
    page.wait_for_selector("html[lang=th]")
    type_in(page, "มือถือ")
    page.check("[name=consent_photos]")
    page.type("[name=agency]", "สสช", delay=20)
    page.wait_for_selector(".suggestions [role=option]")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.input_value("[name=agency]") == "สำนักงานสถิติแห่งชาติ"
    assert page.input_value("[name=ministry]").startswith("กระทรวง")
    page.click("label:has([value=policy])")
    page.reload()
    assert page.input_value("[name=agency]") == "สำนักงานสถิติแห่งชาติ"
    assert page.is_checked("[value=policy]")
    assert page.locator(".consent :checked").count() == 0  # given knowingly, each time
    page.check("[name=consent]")
    register(page)
    assert time.monotonic() - started < 60
    assert page.locator("h1").inner_text() == "มีที่นั่งแล้ว"
    assert page.locator("svg.qr").count() == 1
    page.goto(f"{served.workshop}/register")
    assert page.input_value("[name=first_name]") == ""  # stored: nothing of it stays in this tab
    assert page.evaluate("sessionStorage.length") == 0
    page.goto(f"{served.workshop}/me/change")
    page.fill("[name=position]", "ผู้อำนวยการ")
    page.reload()
    assert page.input_value("[name=position]") == "ผู้อำนวยการ"
    register(page)
    assert page.evaluate("sessionStorage.length") == 0


def test_registering_and_changing_need_no_javascript(served: Served, new_page: Any):
    page = new_page(PHONE, "en-GB", java_script_enabled=False)
    page.goto(f"{served.workshop}/register")
    page.click("form.form button[type=submit]")
    assert page.locator(".summary a").count() >= 4
    type_in(page, "NoScript")
    page.fill("[name=agency]", "Some office")
    register(page)
    page.goto(f"{served.workshop}/me/change")
    page.fill("[name=position]", "Director")
    register(page)
    assert page.locator(".notice").inner_text()


def test_a_mistake_takes_the_focus_and_leads_to_its_field(served: Served, new_page: Any):
    page = new_page(PHONE, "th-TH")
    page.goto(f"{served.workshop}/register")
    page.fill("[name=first_name]", "มือถือ")
    page.click("form.form button[type=submit]")
    page.wait_for_selector(".summary")
    assert page.evaluate("document.activeElement.className") == "summary"
    page.click(".summary a[href='#last_name']")
    assert page.evaluate("document.activeElement.id") == "last_name"
    page.fill("[name=last_name]", "ตั้งรบ")
    page.click(".language")
    page.wait_for_selector("html[lang=en]")
    typed = [page.input_value(f"[name={name}]") for name in ("first_name", "last_name")]
    assert typed == ["มือถือ", "ตั้งรบ"]


@IN_BOTH_LANGUAGES
def test_every_page_fits_and_axe_finds_nothing(
    served: Served, new_page: Any, size: dict[str, int], language: str
):
    page = new_page(size)
    page.goto(served.personal_link)
    page.goto(f"{served.workshop}/?lang={language}")
    for path in (*PUBLIC, *OWN):
        page.goto(f"{served.workshop}{path}")
        assert faults(page) == [], path
