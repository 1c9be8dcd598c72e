"""Answers that come on paper, and a room that changes while people look at their phones."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.looks import signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WITHIN = 60_000  # ms; asked for every 2.5 s, but test machines are slow


@pytest.fixture
def organiser(served, new_page):
    def _signed_in(viewport=LAPTOP, language="en"):
        page = signed_in(served, new_page, viewport)
        page.goto(f"{served.address}/organise/?lang={language}")
        return page

    return _signed_in


def counts(page, served, strategy):
    """By phone and on paper, of the first group."""
    page.goto(f"{served.address}/organise/ega-2557/paper?lang=en")
    row = page.locator("tbody tr").nth(strategy - 1).locator("td").first.inner_text()
    phone, paper, whole = map(int, re.findall(r"\d+", row))
    assert phone + paper == whole
    return phone, paper


def fill_sheet(page):
    """Every scale 4, the order as it stands, one text; as quick fingers key it in."""
    for scale in page.locator("fieldset.rating").all():
        scale.locator("input[value='4']").check(force=True)
    for order in page.locator("[data-confirm]:visible").all():
        order.click()
    page.locator("textarea").first.fill("ทั้งหมดนี้มาจากกระดาษ")


def test_a_stack_of_papers_is_keyed_in_sheet_after_sheet(served, organiser):
    page = organiser()
    before = counts(page, served, 1)
    page.select_option("[name=group]", "policy")
    page.click("main form button[type=submit]")
    for number in (1, 2):
        page.wait_for_url(re.compile(rf"/paper/{number}\?"))
        fill_sheet(page)
        page.click("main form.bands button[type=submit]")
    page.wait_for_url(re.compile(r"/paper/3\?"))
    expect(page.locator(".notice.done")).to_contain_text("Stored: Strategy 2")
    assert counts(page, served, 1) == (before[0], before[1] + 1)


def test_a_phone_asks_before_it_replaces_the_paper(served, organiser, new_page, links):
    phone = new_page(PHONE, "th-TH")
    phone.goto(links[18])
    code = phone.locator(".code").inner_text()
    desk = organiser()
    desk.goto(f"{served.address}/organise/ega-2557/paper")
    desk.fill("[name=code]", code)
    desk.select_option("[name=form]", "3")
    desk.click("main form button[type=submit]")
    desk.wait_for_url(re.compile(r"/paper/3\?"))
    fill_sheet(desk)
    desk.click("main form.bands button[type=submit]")
    replace = desk.locator("[name=may_replace]")
    if replace.count():  # the demonstration's person had answered by phone
        replace.check(force=True)
        desk.click("main form.bands button[type=submit]")
    expect(desk.locator(".notice.done")).to_contain_text("Stored: Strategy 3")
    phone.goto(f"{served.workshop}/feedback/3?lang=en")
    expect(phone.locator(".notice").first).to_contain_text("filled in on paper is stored")
    fill_sheet(phone)
    phone.locator("[name=may_replace]").check(force=True)
    phone.click("main form.bands button[type=submit]")
    phone.wait_for_url(re.compile(r"/feedback(/|$)(?!3)"))


def test_a_new_room_is_on_the_phone_and_the_board_without_a_reload(served, organiser, new_page):
    phone = new_page(PHONE, "en-GB")
    phone.goto(served.personal_link)
    phone.goto(f"{served.workshop}/me?lang=en")
    group = phone.locator(".group-title h1").inner_text()
    board = organiser()
    board.goto(f"{served.address}/organise/ega-2557/assignment")
    desk = organiser()
    desk.goto(f"{served.address}/organise/ega-2557/groups?lang=en")
    desk.get_by_role("link", name=group).first.click()
    room = "Rose room by the river"
    desk.fill("[name=room_en]", room)
    desk.click("main form button[type=submit]")
    desk.wait_for_url(re.compile(r"/groups$"))
    expect(board.get_by_text(room).first).to_be_visible(timeout=WITHIN)
    expect(phone.locator(".facts").first).to_contain_text(room, timeout=WITHIN)
