"""Words of comments: which stand out, and which comments are alike."""

import math

import pytest

from workshop.domain.words.alike import alike
from workshop.domain.words.keyness import keyness, log_likelihood
from workshop.domain.words.parting import Parting


def test_log_likelihood_is_that_of_rayson_and_garside():
    # a worked example by hand: E1 = 100 * 15 / 300, E2 = 200 * 15 / 300
    wanted = 2 * (10 * math.log(10 / 5) + 5 * math.log(5 / 10))
    assert log_likelihood(10, 5, 100, 200) == pytest.approx(wanted)
    assert log_likelihood(10, 20, 100, 200) == pytest.approx(0, abs=1e-9)
    for wrong in ((1, 0, 0, 5), (-1, 0, 5, 5), (0, 0, 0, 0), (0, 6, 5, 5)):
        with pytest.raises(ValueError, match="no frequencies"):
            log_likelihood(*wrong)


def test_words_stand_out_that_several_comments_of_this_group_share():
    here = [("budget", "servers"), ("budget",), ("budget", "law"), ("server", "x", "x", "x")]
    there = [("law", "people")] * 10
    found = keyness(here, there)
    assert [(one.word, one.here, one.there, one.comments) for one in found.words] == [
        ("budget", 3, 0, 3),
        ("server", 2, 0, 2),  # with its plural; "x" is one writer's, "law" the others'
    ]
    assert (found.here, found.there) == (9, 20)
    assert found.words[0].likelihood == pytest.approx(log_likelihood(3, 0, 9, 20))
    assert keyness(here, []).words == ()
    assert keyness([], there).words == ()
    assert len(keyness([(str(n), str(n)) for n in range(9)] * 2, there * 3, most=4).words) == 4


def test_comments_that_share_rare_words_come_together_once_and_always_the_same():
    comments = [
        ("network", "slow", "province"), ("training", "online"), ("slow", "network", "afternoon"),
        ("network", "law"), ("training", "online", "certificate"), (), ("network", "slow"), (),
    ]  # fmt: skip
    assert alike(comments) == [[0, 2, 6], [1, 4]]
    assert alike([("one", "word")] * 3, likeness=0.99) == [[0, 1, 2]]
    assert alike([("word",)] * 3) == []  # a single word is a subject, not a likeness


@pytest.mark.slow
def test_thai_and_english_are_parted_names_stay_whole_and_wild_text_is_harmless():
    parting = Parting(most=3)
    texts = [
        "ความเร็วของเครือข่าย GIN ยังไม่พอ และ กรมทดสอบระบบใหม่ ตอบช้า",
        "The departments need one standard for all data.",
        "๑๒๓ 456 !!! \x00 \u202e 😀 ครับ",
        "",
    ]  # fmt: skip
    thai, english, wild, nothing = parting.words(texts, ["กรมทดสอบระบบใหม่", "GIN", " "])
    assert {"ความเร็ว", "เครือข่าย", "gin", "กรมทดสอบระบบใหม่"} <= set(thai)
    assert "และ" not in thai
    assert english == ("departments", "standard", "data")
    assert set(wild) <= {"ครับ"}
    assert nothing == ()
    assert parting.words(texts[1:2], ["GIN", "กรมทดสอบระบบใหม่"]) == [english]
