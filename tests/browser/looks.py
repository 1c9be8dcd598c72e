"""What browser tests share: signing in once an account, and what is wrong with a page."""

from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import LAPTOP, PHONE, Served
from workshop.demonstration.command import PASSWORD

ORGANISER = "organiser@example.go.th"
SIDEWAYS = "document.documentElement.scrollWidth > innerWidth"
SMALL = """
[...document.querySelectorAll('main a.button, main button, main input, main select, main textarea')]
  .filter((one) => one.type !== 'hidden' && one.checkVisibility())
  .map((one) => [one, (one.closest('label.choice') ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.height < 43.5)
  .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${box.height}`)
"""
CUT = """
[...document.querySelectorAll('main select')].filter((one) => one.checkVisibility()).map((one) => {
  const look = getComputedStyle(one);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = `${look.fontWeight} ${look.fontSize} ${look.fontFamily}`;
  const room = one.clientWidth - parseFloat(look.paddingLeft) - parseFloat(look.paddingRight);
  const lines = (one.clientHeight - parseFloat(look.paddingTop) - parseFloat(look.paddingBottom))
    / parseFloat(look.lineHeight);
  const text = one.selectedOptions[0]?.text ?? '';
  return pen.measureText(text).width > room * Math.max(1, Math.round(lines)) + 1 ? text : '';
}).filter(Boolean).map((text) => `cut: ${text}`)
"""
"""Lists whose chosen words are wider than the room of all their lines."""
IN_BOTH_LANGUAGES = pytest.mark.parametrize(
    ("language", "size"), [("th", PHONE), ("en", LAPTOP)], ids=["th", "en"]
)
"""For tests that visit pages: axe looks at Thai on a phone and at English on a laptop."""
_states: dict[tuple[str, str], Any] = {}


def sign_in(page: Any, address: str, email: str = ORGANISER) -> None:
    page.goto(f"{address}/login?lang=en")
    page.fill("[name=email]", email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def signed_in(
    served: Served, new_page: Callable[..., Any], viewport: dict[str, int] = LAPTOP,
    email: str = ORGANISER, **options: Any,
) -> Any:  # fmt: skip
    """A browser of its own that is signed in; each account types its password once a run."""
    known = (served.address, email)
    if known not in _states:
        page = new_page(viewport, **options)
        sign_in(page, served.address, email)
        # the cookies alone: what a device calls itself is its own
        _states[known] = {"cookies": page.context.cookies(), "origins": []}
        return page
    return new_page(viewport, storage_state=_states[known], **options)


def faults(page: Any) -> list[str]:
    """What axe finds, and on phone and laptop what scrolls sideways or is small for a thumb."""
    return [*violations(page), *misfits(page)]


def misfits(page: Any, small: str = SMALL) -> list[str]:
    """At the width the page has, then at a phone's and a laptop's: what does not fit there."""
    own = page.viewport_size
    found = []
    for size in (own, *(one for one in (PHONE, LAPTOP) if one != own)):
        page.set_viewport_size(size)
        found += [f"{size['width']} px: {one}" for one in _all(page, small)]
    page.set_viewport_size(own)
    return found


def _all(page: Any, small: str) -> list[str]:
    return [*page.evaluate(small), *page.evaluate(CUT), *sideways(page)]


def sideways(page: Any) -> list[str]:
    return ["scrolls sideways"] if page.evaluate(SIDEWAYS) else []


def violations(page: Any) -> list[str]:
    """What axe finds wrong; its script is brought along once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate("axe.run({resultTypes: ['violations']}).then((all) => all.violations)")
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found]
