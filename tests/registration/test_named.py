"""Where answers carry names, no page says that they do not."""

import pytest

from tests import factories
from workshop.domain.terms import AnswerMode


@pytest.mark.parametrize(("mode", "says"), [(AnswerMode.BY_GROUP, True), (AnswerMode.NAMED, False)])
def test_the_promise_stands_only_where_it_is_kept(browser, session, mode, says):
    workshop = factories.make_workshop(answer_mode=mode)
    person = factories.make_person(workshop)
    browser.be(person)
    for path in ("", "register", "me", "me/data"):
        page = browser.get(f"/w/{workshop.slug}/{path}?lang=en").text
        assert ("Nobody can see who said what" in page) is says, path
