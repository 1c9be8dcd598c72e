"""Which agency somebody means."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshop.domain.agencies import AgencyEntry, Directory, How

PM = ("สำนักนายกรัฐมนตรี", "Office of the Prime Minister")
HEALTH = ("กระทรวงสาธารณสุข", "Ministry of Public Health")
FINANCE = ("กระทรวงการคลัง", "Ministry of Finance")
ENTRIES = [
    AgencyEntry(
        1,
        "สำนักงานคณะกรรมการข้าราชการพลเรือน",
        "Office of the Civil Service Commission",
        ("สำนักงาน ก.พ.",),
        *PM,
    ),
    AgencyEntry(2, "กรมการแพทย์", "Department of Medical Services", ("กพ.",), *HEALTH),
    AgencyEntry(3, "กรมสรรพากร", "Revenue Department", ("สรรพากร",), *FINANCE),
    AgencyEntry(4, "บริษัท ทีโอที จำกัด (มหาชน)", "TOT Public Company Limited", ("TOT",)),
    AgencyEntry(5, "จุฬาลงกรณ์มหาวิทยาลัย", "Chulalongkorn University", ("จุฬาฯ",)),
    AgencyEntry(
        6, "สำนักงานคณะกรรมการอาหารและยา", "Food and Drug Administration", ("อย.",), *HEALTH
    ),
    AgencyEntry(7, "สำนักงานธุรกรรม (องค์การมหาชน)", "", ("สพธอ.",)),
]
DIRECTORY = Directory(ENTRIES)


@pytest.mark.parametrize(
    ("typed", "agency"),
    [
        ("กรมสรรพากร", 3),
        ("  กรม สรรพากร ", 3),
        ("สรรพากร", 3),
        ("Revenue department", 3),
        ("the Revenue Department", 3),
        ("สนง.คณะกรรมการอาหารและยา", 6),
        ("อ.ย.", 6),
        ("อย", 6),
        ("tot", 4),
        ("บมจ. ทีโอที", 4),
        ("จุฬา", 5),
        ("สำนักงานธุรกรรม", 7),
        ("สำนักงาน ก.พ.", 1),
        ("สนง.กพ", 1),
    ],
)
def test_an_agency_is_recognised_however_it_is_written(typed, agency):
    assert DIRECTORY.match(typed).entry == ENTRIES[agency - 1]


def test_an_ambiguous_abbreviation_is_a_question():
    match = DIRECTORY.match("กพ.")
    assert match.how is How.AMBIGUOUS
    assert match.entry is None
    assert {option.id for option in match.options} == {1, 2}


@pytest.mark.parametrize(("ministry", "agency"), [(HEALTH[0], 2), (PM[1], 1)])
def test_the_ministry_settles_an_ambiguous_abbreviation(ministry, agency):
    match = DIRECTORY.match("กพ.", ministry)
    assert (match.how, match.entry) == (How.MINISTRY, ENTRIES[agency - 1])


def test_a_ministry_that_fits_none_leaves_the_question_open():
    assert DIRECTORY.match("กพ.", FINANCE[0]).entry is None


def test_an_abbreviation_under_another_ministry_is_a_question():
    assert DIRECTORY.match("อย.", FINANCE[0]).how is How.AMBIGUOUS


def test_a_full_name_under_another_ministry_counts_and_is_noted():
    match = DIRECTORY.match("กรมสรรพากร", HEALTH[0])
    assert match.entry == ENTRIES[2]
    assert match.ministry_differs


@pytest.mark.parametrize(
    ("typed", "agency"),
    [
        ("Dept. of Medical Services", 2),
        ("dept of medical servces", 2),
        ("Off. of the Civil Service Comm.", 1),
        ("Food & Drug Admin", 6),
        ("Chulalongkorn Univ.", 5),
        ("กรมฯ การแพทย", 2),
        ("ก.สรรพากร", 3),
        ("สนง.คกก.อาหารและยา", 6),
        ("สำนักฯ คณะกรรมการอาหารและยา", 6),
        ("Dept. of Medical Services, Min. of Public Health", 2),
    ],
)
def test_a_shortening_is_asked_about_with_the_whole_name(typed, agency):
    match = DIRECTORY.match(typed)
    if match.entry is None:
        assert DIRECTORY.close(typed)[:1] == (ENTRIES[agency - 1],)
    else:
        assert match.entry == ENTRIES[agency - 1]


LONG = [
    AgencyEntry(1, "สำนักงานสถิติแห่งชาติ", "National Statistical Office", ("สสช.", "NSO")),
    AgencyEntry(2, "สำนักงานปลัดกระทรวงการคลัง", "Office of the Permanent Secretary for Finance"),
    AgencyEntry(3, "สำนักงานพัฒนาธุรกรรมทางอิเล็กทรอนิกส์ (องค์การมหาชน)", "", ("สพธอ.", "ETDA")),
    AgencyEntry(4, "สำนักงานเขตพื้นที่ 12"),
    *(
        AgencyEntry(at, f"กรมส่งเสริม{what}")
        for at, what in enumerate(("การค้า", "สหกรณ์", "การเกษตร", "วัฒนธรรม"), 5)
    ),
]


@pytest.mark.parametrize(
    ("typed", "agency"),
    [
        ("สำนักงานสถิติแห่งชาติ (สำนักงานใหญ่)", 1),
        ("สสช. (ส่วนกลาง)", 1),
        ("สำนักงานสถิติ", 1),
        ("National Stat. Office (Bangkok)", 1),
        ("สนง.สถิติฯ", 1),
        ("สนง.ปลัด…ฯ", 2),
        ("สนง.ปลัด...", 2),
        ("สนง.ปลัดฯ คลัง", 2),
        ("สำนักงานพัฒนาธุรกรรม", 3),
        ("สำนักงานพัฒนาธุรกรรมฯ (อื่น)", 3),
    ],
)
def test_a_bracket_or_a_name_cut_short_is_asked_about(typed, agency):
    directory = Directory(LONG)
    assert directory.match(typed).entry is None
    assert directory.close(typed) == (LONG[agency - 1],)


@pytest.mark.parametrize(
    "typed", ["สพธอ. (ETDA)", "ETDA (สพธอ)", "สำนักงานพัฒนาธุรกรรมทางอิเล็กทรอนิกส์ (องค์การมหาชน) (สพธอ.)"]
)
def test_two_names_of_one_agency_beside_each_other_are_that_agency(typed):
    match = Directory(LONG).match(typed)
    assert (match.how, match.entry) == (How.VARIANT, LONG[2])


def test_names_of_two_agencies_beside_each_other_are_a_question():
    directory = Directory(LONG)
    assert directory.match("สพธอ. (NSO)").entry is None
    assert set(directory.close("สพธอ. (NSO)")) == {LONG[0], LONG[2]}


@pytest.mark.parametrize(
    "typed", ["สำนักงาน", "สำนักงานฯ", "สนง.", "กรม…", "กรมส่งเสริม", "สำนักงานเขตพื้นที่ 1", "()", "…"]
)
def test_a_beginning_that_says_nothing_leads_nowhere(typed):
    assert Directory(LONG).close(typed) == ()


def test_a_near_miss_is_suggested_but_never_taken():
    match = DIRECTORY.match("กรมสรรพกร")
    assert (match.how, match.entry) == (How.UNKNOWN, None)
    assert match.options == ()
    assert DIRECTORY.close("กรมสรรพกร") == (ENTRIES[2],)


@pytest.mark.parametrize(
    "typed",
    [
        "กรมสรรพากรร",
        "กรมสรรพาการ",
        "กรมสรพพากร",
        "กรม สรรพ่ากร",
        "Revenu Department",
        "Reveune Department",
    ],
)
def test_left_out_doubled_and_swapped_letters_are_close(typed):
    assert DIRECTORY.match(typed).entry is None
    assert ENTRIES[2] in DIRECTORY.close(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "กรรมสรรพากร",
        "กมรสรรพากร",
        "Revenue Departmnt",
        "The Revenue Deparment",
        "กรมสรรพากร กระทรวงการคลัง",
        "กรมสรรพกร (กระทรวงการคลัง)",
        "กรรมสรรพากร สังกัดกระทรวงการคลัง",
        "Revenue Departmnt, Ministry of Finance",
    ],
)
def test_slips_in_the_generic_words_and_a_ministry_behind_are_close(typed):
    assert DIRECTORY.match(typed).entry is None
    assert DIRECTORY.close(typed) == (ENTRIES[2],)


def test_a_slip_in_the_word_office_is_close():
    office = AgencyEntry(1, "สำนักงานประกันสังคม", "Social Security Office")
    directory = Directory([office, AgencyEntry(2, "สำนักงานประกันคุณภาพ"), AgencyEntry(3, "กรมป่าไม้")])
    for typed in ("สำนกงานประกันสังคม", "สำนักงามประกันสังคม", "Social Security Ofice"):
        assert directory.match(typed).entry is None
        assert directory.close(typed) == (office,)
    assert [entry.id for entry in directory.close("กรรมป่าไม้")] == [3]


def test_generic_words_do_not_make_short_names_alike():
    directory = Directory([AgencyEntry(1, name_en="ABC Department"), AgencyEntry(2, "กรมที่ดิน")])
    for typed in ("ABD Department", "กรรมประมง", "กระทรวงการคลัง", "Departmnt"):
        assert directory.close(typed) == ()


def test_generic_slips_keep_numbers_apart():
    directory = Directory([AgencyEntry(1, "สำนักงานเขตพื้นที่ 1"), AgencyEntry(2, "สำนักงานเขตพื้นที่ 2")])
    assert [entry.id for entry in directory.close("สำนกงานเขตพื้นที่ 2")] == [2]
    assert directory.close("สำนกงานเขตพื้นที่ 3 กระทรวงการคลัง") == ()


@pytest.mark.slow
def test_each_slip_of_a_long_list_leads_to_its_own_agency():
    letters = random.Random(7)

    def word():
        length = letters.randint(14, 40)
        return "".join(letters.choices("กขคงจชซดตทนบปผพฟมยรลวสหอะาิีุูเแโ", k=length))

    names = [word() for _ in range(1000)]
    directory = Directory(
        AgencyEntry(at, f"สำนักงาน{name}", f"Office of {name}") for at, name in enumerate(names)
    )
    for name in letters.sample(names, 200):
        found = directory.close(f"สำนกงาน{name[:-1]} กระทรวง{word()}")
        assert found[0].name_th == f"สำนักงาน{name}"


def test_the_nearest_comes_first_and_others_are_not_offered():
    names = ["กรมส่งเสริมการเกษตร", "กรมส่งเสริมสหกรณ์", "กรมส่งเสริมการค้า", "กรมวิชาการเกษตร"]
    directory = Directory([AgencyEntry(at, name) for at, name in enumerate(names, start=1)])
    assert directory.close("กรมส่งเสรีมการเกษตร")[0].id == 1
    assert directory.close("สมาคมผู้ค้าปลีก") == ()
    assert directory.close("กรม") == ()


def test_agencies_that_differ_in_a_number_are_not_taken_for_one_another():
    directory = Directory([AgencyEntry(1, "สำนักงานเขตพื้นที่ 1"), AgencyEntry(2, "สำนักงานเขตพื้นที่ 2")])
    assert [entry.id for entry in directory.close("สำนักงานเขตพึ้นที่ 2")] == [2]
    assert directory.close("สำนักงานเขตพื้นที่ 3") == ()


def test_another_name_counts_like_its_own():
    entry = AgencyEntry(1, "สำนักงานพัฒนารัฐบาลดิจิทัล", aliases=("สำนักงานรัฐบาลอิเล็กทรอนิกส์", "EGA"))
    directory = Directory([entry])
    for typed in ("สำนักงาน รัฐบาลอิเล็กทรอนิกส์", "ega"):
        match = directory.match(typed)
        assert (match.how, match.entry) == (How.EXACT, entry)
    assert directory.close("สำนักงานรัฐบาลอิเลกทรอนิค") == (entry,)


def test_an_unknown_agency_and_an_empty_field_are_told_apart():
    assert DIRECTORY.match("องค์การอื่น").how is How.UNKNOWN
    assert DIRECTORY.match(" - ".strip(" -")).how is How.NOTHING


@given(st.text(max_size=100), st.text(max_size=50))
def test_any_text_gets_an_answer(text, ministry):
    assert DIRECTORY.match(text, ministry).how in How
    assert len(DIRECTORY.close(text)) <= 3
