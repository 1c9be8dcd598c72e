"""Pictures of people: how many shapes, which shape, and that they are plain SVG."""

import re
from xml.etree import ElementTree

import pytest

from workshop.domain.figures import marks

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {f"{SVG}circle", f"{SVG}rect", f"{SVG}path"}


def shapes(picture: str, kind: str = "") -> list[ElementTree.Element]:
    """The shapes of a picture's layers of this kind, all of them without one."""
    root = ElementTree.fromstring(picture)  # noqa: S314  our own text
    layers = [g for g in root.iter(f"{SVG}g") if kind in (g.get("class") or "").split() or not kind]
    return [shape for layer in layers for shape in layer if shape.tag in SHAPES]


def all_pictures() -> list[str]:
    pictures = [marks.flower([]), marks.logo(), marks.logo(standalone=True)]
    for alone in (False, True):
        everybody = [(letter, 3, 2) for letter in "ABCDEF"]
        pictures.append(marks.flower(everybody, title="&", desc="<", standalone=alone))
        for letter in "ABCDEFG":
            for hollow in (False, True):
                pictures.append(marks.mark(letter, 44, "A & <b>", hollow=hollow, standalone=alone))
    for taken, total in ((0, 0), (0, 1), (7, 23), (60, 60), (61, 90)):
        pictures += [
            marks.seats(taken, total, letter, title="a < b") for letter in (None, *"ABCDEF")
        ]
    return pictures


def test_every_picture_is_valid_xml_without_style_or_script():
    for picture in all_pictures():
        for element in ElementTree.fromstring(picture).iter():  # noqa: S314  our own text
            assert "style" not in element.attrib
            assert element.tag not in (f"{SVG}style", f"{SVG}script")
        assert "nan" not in picture
        assert "--" not in picture


def test_numbers_have_at_most_two_decimals():
    for picture in all_pictures():
        drawn = re.sub(r">[^<]*<|scale\([^)]*\)", "", picture)
        assert not re.search(r"\d\.\d{3}", drawn)


@pytest.mark.parametrize(
    ("letter", "shape"), [("A", "circle"), ("B", "rect"), ("C", "rect"), ("G", "circle")]
)
def test_the_letter_decides_the_shape(letter, shape):
    assert f"<{shape} " in marks.mark(letter)
    assert marks.group_class("G") == marks.group_class("A")


def test_after_z_shapes_go_on_and_two_letters_stay_inside():
    assert marks.colour("AA") == marks.colour("C")
    assert marks.colour("AZ") == marks.colour("D")
    assert 'font-size="13"' in marks.mark("AA")


def test_the_six_shapes_and_colours_differ():
    drawn = {re.sub(r"<text.*</text>|g-.", "", marks.mark(letter)) for letter in "ABCDEF"}
    assert len(drawn) == len({marks.colour(letter) for letter in "ABCDEF"}) == 6


def test_a_mark_is_named_or_hidden_never_nameless():
    assert 'role="img" aria-label="Group A"' in marks.mark("A", label="Group A")
    assert 'aria-hidden="true"' in marks.mark("A")


@pytest.mark.parametrize(("taken", "total"), [(0, 8), (21, 22), (60, 60), (0, 60)])
def test_each_seat_is_one_shape_taken_ones_first(taken, total):
    picture = marks.seats(taken, total, "B")
    assert len(shapes(picture, "taken")) == taken
    assert len(shapes(picture, "free")) == total - taken


def test_above_sixty_seats_a_bar_shows_the_share():
    (bar,) = shapes(marks.seats(31, 62, "A"), "taken")
    track = ElementTree.fromstring(marks.seats(31, 62, "A")).find(f"{SVG}rect")  # noqa: S314
    assert track is not None
    assert float(bar.get("width", "")) == float(track.get("width", "")) / 2


@pytest.mark.parametrize(("taken", "total"), [(-1, 3), (4, 3)])
def test_seats_that_cannot_be_are_refused(taken, total):
    with pytest.raises(ValueError, match="cannot be taken"):
        marks.seats(taken, total, "A")


def test_the_flower_shows_everybody_once_and_the_missing_last():
    picture = marks.flower([("A", 29, 2), ("B", 22, 1), ("C", 42, 4)])
    assert len(shapes(picture, "taken")) == 93
    assert len(shapes(picture, "free")) == 7
    assert picture.rindex('class="taken') < picture.index('class="free')


def test_the_flower_stays_in_its_box():
    for people in (1, 2, 5, 20, 100, 300):
        picture = marks.flower([("C", people, 0)])
        left, top, width, height = map(float, re.findall(r'viewBox="([^"]+)"', picture)[0].split())
        assert left == top == -width / 2 == -height / 2
        for x, y, half in re.findall(r'd="M(-?[\d.]+) (-?[\d.]+)l([\d.]+)', picture):
            assert left <= float(y)
            assert float(y) + 2 * float(half) <= -top
            assert left <= float(x) - float(half)
            assert float(x) + float(half) <= -left


def test_above_three_hundred_people_a_mark_is_ten_and_nobody_vanishes():
    assert marks.people_per_mark(300) == 1
    assert marks.people_per_mark(301) == 10
    picture = marks.flower([("A", 400, 3), ("B", 0, 0)])
    assert len(shapes(picture, "taken")) == 40
    assert len(shapes(picture, "free")) == 1


def test_print_carries_its_colours_itself():
    assert 'fill="#B54E00"' in marks.mark("B", standalone=True)
    assert "fill=" not in marks.mark("B")
    assert 'stroke="#173F8A"' in marks.flower([("A", 0, 1)], standalone=True)
