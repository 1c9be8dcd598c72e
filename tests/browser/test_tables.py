"""Tables in a real browser: dealt, changed with the keyboard alone, on a phone, on paper."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.looks import sideways, signed_in, violations

pytestmark = pytest.mark.browser


def table_of(page, number):
    return page.locator("section.round").first.locator(".column").nth(number)


def dragged(page):
    return table_of(page, 0).locator(".person").first


def sizes(page):
    return page.locator("section.round").first.locator(".column .n").all_inner_texts()


def drag(page, onto):
    """The first person of the first table, dropped onto something after what it does was said."""
    dragged(page).scroll_into_view_if_needed()
    row, target = dragged(page).bounding_box(), onto.bounding_box()
    page.mouse.move(row["x"] + 30, row["y"] + 12)
    page.mouse.down()
    page.mouse.move(row["x"] + 45, row["y"] + 18, steps=4)
    page.mouse.move(target["x"] + 30, target["y"] + 12, steps=8)
    page.mouse.move(target["x"] + 33, target["y"] + 14)
    page.locator("[data-says]").wait_for()
    page.mouse.up()


def test_tables_are_dealt_changed_by_keys_undone_and_printed(served, new_page):
    page = signed_in(served, new_page)
    page.goto(f"{served.address}/organise/ega-2557/assignment/tables?group=policy")
    assert not violations(page)
    page.get_by_role("button", name="Remove the tables").press("Enter")
    page.get_by_role("button", name="Deal tables").press("Enter")
    page.wait_for_selector("text=The tables are dealt.")
    person = page.locator("section.round").nth(1).locator(".person").first
    name = person.locator(".who-row").inner_text()
    person.press("Enter")
    page.wait_for_selector(f".aside h2:has-text('{name.split()[0]}')")
    assert page.evaluate("document.activeElement.id") == "chosen"
    for _time in range(3):  # the first round's select and button, then the second round's select
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "to-2"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Undo last change")
    second = page.locator("section.round").nth(1)
    assert name not in second.locator(".column").first.inner_text()
    assert not violations(page)
    page.get_by_role("button", name="Undo last change").press("Enter")
    page.wait_for_selector("text=Undo last change", state="detached")
    assert name in page.locator("section.round").nth(1).locator(".column").first.inner_text()
    before = sizes(page)
    drag(page, table_of(page, 1).locator("header"))
    page.wait_for_selector("text=Undo last change")
    moved = [
        str(int(number) + step) for number, step in zip(before, (-1, 1, *[0] * 9), strict=False)
    ]
    assert sizes(page) == moved
    page.click("text=Undo last change")
    page.wait_for_selector("text=Undo last change", state="detached")
    name = dragged(page).locator(".who-row").inner_text()
    drag(page, table_of(page, 1).locator(".person").first)
    page.wait_for_selector("text=Undo last change")
    assert sizes(page) == before
    assert name in table_of(page, 1).inner_text()
    page.click("text=Undo last change")
    page.wait_for_selector("text=Undo last change", state="detached")
    page.set_viewport_size(PHONE)
    assert not sideways(page)
    page.click("text=On paper")
    page.wait_for_selector(".paper-round")
    page.emulate_media(media="print")
    assert page.locator("text=Back to the tables").is_hidden()
    assert page.locator(".paper-round").count() == 3 + 1 + 2  # of the three groups
    page.emulate_media(media="screen")
    page.goto(f"{served.address}/organise/ega-2557/assignment")
    page.click("summary:has-text('Discard')")
    page.click("text=Delete draft")
    page.wait_for_selector("text=Plan 1, published")
