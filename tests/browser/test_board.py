"""The board in a real browser: keys, dragging, filters, undo, and the panel that follows."""

import pytest

from tests.browser.conftest import LAPTOP, PHONE
from tests.browser.looks import sideways, signed_in, violations

pytestmark = pytest.mark.browser


@pytest.fixture
def board(served, new_page):
    def _open(viewport=LAPTOP, language="en"):
        page = signed_in(served, new_page, viewport)
        page.goto(f"{served.address}/organise/ega-2557/assignment?lang={language}")
        return page

    return _open


def number_in(page, group):
    return page.locator(f"[data-group={group}] .person").count()


def discard(page):
    page.click("summary:has-text('Discard')")
    page.click("text=Delete draft")
    page.wait_for_selector("text=Plan 1, published")


def shown(page):
    return page.locator("[data-person]:not([hidden])").count()


def test_keys_alone_choose_weigh_move_pin_and_undo(board):
    page = board()
    before = number_in(page, "user")
    first = page.locator("[data-group=policy] .person").first
    first.focus()
    page.keyboard.press("ArrowDown")
    second = page.locator("[data-group=policy] .person").nth(1)
    name = second.locator(".who-row").inner_text()
    page.wait_for_selector(f"[data-panel] h2:has-text('{name.split()[1]}')")
    assert page.evaluate("document.activeElement.id") == second.get_attribute("id")
    page.keyboard.press("m")
    effect = page.locator("[data-column]:has([data-group=user]) [data-effect]")
    effect.wait_for()
    assert number_in(page, "user") == before, "nothing is moved before it was confirmed"
    assert "Not one of the agency’s roles." in effect.inner_text()
    page.keyboard.press("Escape")
    assert effect.is_hidden()
    assert page.evaluate("document.activeElement.id") == second.get_attribute("id")
    for key, code in (("ท", "KeyM"), ("แ", "KeyC")):  # the same keys on a Thai layout
        page.evaluate(
            "([key, code]) => document.activeElement.dispatchEvent("
            "new KeyboardEvent('keydown', { key, code, bubbles: true }))",
            [key, code],
        )
    assert page.evaluate("document.activeElement.dataset.move") == "C"
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Undo last change")
    assert number_in(page, "user") == before + 1
    chosen = page.locator(".person[aria-current]")
    assert name in chosen.inner_text()
    assert page.evaluate("document.activeElement.id") == chosen.get_attribute("id")
    notice = page.locator("[data-changed] p")
    assert notice.inner_text() == f"Moved {name} to group C."
    assert notice.is_visible()
    page.keyboard.press("Tab")  # the keys are meant for the row that has the focus, chosen or not
    focused = page.locator("*:focus")
    neighbour = focused.locator(".who-row").inner_text()
    focused.press("p")
    page.wait_for_selector("text=pinned by the organiser (1)")
    assert page.locator("[data-changed] p").inner_text() == f"Pinned {neighbour} to group C."
    for _time in range(2):
        page.click("text=Undo last change")
        page.wait_for_load_state()
    assert page.locator("text=Undo last change").count() == 0
    assert number_in(page, "user") == before
    discard(page)


def test_dragging_shows_what_it_does_and_filters_stay_while_people_move(board):
    page = board()
    before = number_in(page, "partner")
    page.select_option("[name=seniority]", "head")
    heads = shown(page)
    assert 0 < heads < 100
    assert f"Matching: {heads} of 100 people" in page.locator("[data-found]").inner_text()
    for found in ("Budget", "สำนักงบประมาณ"):
        page.fill("[name=q]", found)
        assert 0 < shown(page) < heads
    page.fill("[name=q]", "")
    row = page.locator("[data-group=policy] li:not([hidden]) .person").first.bounding_box()
    over = page.locator("[data-group=partner] li:not([hidden]) .person").nth(2).bounding_box()
    page.mouse.move(row["x"] + 30, row["y"] + 12)
    page.mouse.down()
    page.mouse.move(row["x"] + 45, row["y"] + 18, steps=4)
    page.mouse.move(over["x"] + 30, over["y"] + 12, steps=8)
    effect = page.locator("[data-column]:has([data-group=partner]) [data-effect]")
    effect.wait_for()
    assert "Not one of the agency’s roles." in effect.inner_text()
    page.mouse.up()
    page.wait_for_selector("[data-changed]")
    bar = page.locator("[data-changed]").bounding_box()
    assert 0 < bar["y"] < LAPTOP["height"] - bar["height"], "seen where the move was made"
    assert number_in(page, "partner") == before + 1
    assert "seniority=head" in page.url
    assert shown(page) == heads
    page.click("text=Show everybody")
    assert shown(page) == 100
    page.click("text=Compare with plan 1")
    page.wait_for_selector("text=1 person sits elsewhere")
    assert not violations(page)
    page.click(".subnav >> text=Board")
    discard(page)


@pytest.mark.parametrize(("viewport", "language"), [(LAPTOP, "en"), (PHONE, "th")])
def test_the_board_is_accessible_and_fits(board, viewport, language):
    page = board(viewport, language)
    page.locator(".person").nth(20).click()
    page.wait_for_selector("[data-panel] h3")
    if viewport is PHONE:  # the panel lies over the list, but not over who was tapped
        row = page.locator(".person[aria-current]").bounding_box()
        assert row["y"] + row["height"] <= page.locator("[data-panel]").bounding_box()["y"]
        page.click("text=ไปกลุ่มอื่น")
        page.locator("[data-move]").first.click(trial=True)
    where = page.url.split("?")[0]
    for path in ("", "/history", "/print"):
        if path:
            page.goto(where + path)
        assert not [*sideways(page), *violations(page)], path
