"""The rules of the split by keyboard: sliders say their words, goals move, pairs are chosen."""

import csv
import io

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


def test_a_column_of_a_list_is_kept_given_weight_solved_by_and_filtered_by(
    served, new_page, tmp_path
):
    page = signed_in(served, new_page)
    workshop = f"{served.address}/organise/ega-2557"
    export = page.request.get(f"{workshop}/people.csv").body().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(export)))
    regions = ["ภาค", *(("เหนือ", "ใต้", "กลาง")[number % 3] for number in range(len(rows) - 1))]
    file = tmp_path / "regions.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as written:
        csv.writer(written).writerows(
            [*row, region] for row, region in zip(rows, regions, strict=True)
        )
    page.goto(f"{workshop}/people/import?lang=en")
    page.set_input_files("input[type=file]", file)
    page.press("main button[type=submit]", "Enter")
    page.get_by_label("“ภาค” holds").select_option("kept")
    page.get_by_role("button", name="Look again with these columns").press("Enter")
    page.wait_for_load_state()
    assert page.locator("dd.big").all_inner_texts()[-1] == "0"
    page.get_by_role("button", name="Store").press("Enter")
    page.wait_for_url("**/people")
    page.goto(f"{workshop}/assignment/rules")
    page.get_by_label("ภาค", exact=True).press("End")
    save(page)
    page.goto(f"{workshop}/assignment")
    page.get_by_role("button", name="Solve").first.press("Enter")
    page.wait_for_selector("text=is ready.")
    assert "People by ภาค" in page.inner_text("main")
    page.get_by_label("Attribute").select_option(label="ใต้")
    shown = page.locator("[data-person]:not([hidden])")
    page.wait_for_function("/Matching: 33 of 100/.test(document.body.innerText)")
    assert shown.count() == 33
    assert not [*violations(page), *sideways(page)]
