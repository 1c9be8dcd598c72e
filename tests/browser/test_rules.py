"""The rules of the split by keyboard: sliders say their words, goals move, pairs are chosen."""

import pytest

from tests.browser.conftest import PHONE
from tests.browser.looks import sideways, signed_in, violations

pytestmark = pytest.mark.browser


def test_sliders_goals_and_pairs_are_set_by_keyboard(served, new_page):
    page = signed_in(served, new_page, PHONE)
    page.goto(f"{served.address}/organise/ega-2557/assignment/rules")
    assert not [*violations(page), *sideways(page)]

    slider = page.get_by_label("Ministry", exact=True)
    for key, words in (("ArrowRight", "counts double"), ("Home", "does not count")):
        slider.press(key)
        assert slider.get_attribute("aria-valuetext") == words
        assert page.locator("output").first.inner_text() == words
    slider.press("ArrowRight")
    slider.press("ArrowRight")
    page.get_by_role("button", name="Move Groups mixed like the whole up").first.press("Enter")
    save(page)
    assert page.get_by_label("Ministry", exact=True).input_value() == "2"
    assert page.locator("#first_order .rank").first.inner_text().startswith("1")
    assert "Groups mixed" in page.locator("#first_order .rank").first.inner_text()
    page.get_by_label("Ministry", exact=True).press("ArrowLeft")
    page.get_by_role("button", name="Move Groups mixed like the whole down").first.press("Enter")
    save(page)

    offered = page.locator("#people option").evaluate_all("all => all.map(one => one.value)")
    page.get_by_label("First person").fill(offered[0])
    page.get_by_label("Second person").fill(offered[1])
    page.get_by_role("radio", name="in different groups").press("Space")
    page.get_by_role("button", name="Add the pair").press("Enter")
    page.wait_for_selector("text=apart from")
    page.get_by_role("button", name="Remove the pair").press("Enter")
    page.wait_for_selector("text=No pairs yet.")


def save(page):
    page.get_by_role("button", name="Save the rules").press("Enter")
    page.wait_for_selector("text=Saved. The next split goes by these rules.")
