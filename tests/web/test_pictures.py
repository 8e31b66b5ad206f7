"""The static pictures: whether they show what the lesson draws, and what becomes of others."""

from __future__ import annotations

import json
import re
import struct
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.web.project import FIGURES, FRONT_MATTER, Project
from web.checks import check
from web.lesson import FigureBlock, Lesson
from web.maths import typeset
from web.modules import fresh_modules
from web.pictures import (
    FOLDER,
    PREVIEW,
    PREVIEW_SIZE,
    Kept,
    Pictures,
    Record,
    Static,
    complaints,
    made_from,
    preview_made_from,
    read_record,
    write_record,
)
from web.reader import lesson_folders, read_lessons
from web.site import address, environment, render_parts
from web.themed_svg import themed
from web.toolchain import ROOT, node

BODY = """
```{figure} line
---
title: The line
sliders: {w: 1, b: 0}
---
```
"""

#: all static pictures of a lesson together, in bytes
LIMIT = 1_000_000


def own_lessons() -> list[Lesson]:
    with fresh_modules(ROOT):
        return read_lessons(
            lesson_folders(ROOT), address, lambda some: typeset(some, node(), ROOT / ".cache")
        )


@pytest.fixture
def lesson(project: Project) -> Lesson:
    """A lesson with one figure, its picture, and the lesson's cover and preview."""
    project.lesson(BODY)
    (lesson,) = project.read()
    (block,) = lesson.blocks
    assert isinstance(block, FigureBlock)
    folder = lesson.folder / FOLDER
    folder.mkdir()
    (folder / "line-1.svg").write_text("<svg/>", "utf-8")
    kept = Kept(made_from(block), (Static("line-1.svg", None, 480, 288),), None)
    (folder / PREVIEW).write_bytes(b"PNG")
    (folder / "cover.svg").write_text("<svg/>", "utf-8")
    cover = Static("cover.svg", None, 840, 378)
    write_record(folder, Record({"line": kept}, preview_made_from(lesson, block), cover))
    return lesson


def html(lesson: Lesson) -> str:
    templates = environment(ROOT / "web" / "templates")
    return "".join(render_parts(templates, lesson))


def told(lesson: Lesson) -> list[str]:
    return [complaint.sentence for complaint in complaints(lesson)]


# The project's own


def test_every_picture_shows_what_its_block_draws() -> None:
    """What is told here names the command that makes them anew."""
    assert [one for lesson in own_lessons() for one in told(lesson)] == []


def test_nothing_else_lies_beside_them_and_all_are_small() -> None:
    for lesson in own_lessons():
        shown = {*Pictures(lesson.folder).files(lesson), lesson.folder / FOLDER / "record.json"}
        kept = set((lesson.folder / FOLDER).iterdir())
        assert kept == shown
        assert sum(file.stat().st_size for file in kept) < LIMIT


def test_a_picture_needs_nothing_but_itself() -> None:
    for lesson in own_lessons():
        for file in (lesson.folder / FOLDER).glob("*.svg"):
            root = ElementTree.fromstring(file.read_text("utf-8"))
            tags = {element.tag.rpartition("}")[2] for element in root.iter()}
            assert not tags & {"script", "image", "use", "foreignObject", "a"}
            values = [value for element in root.iter() for value in element.attrib.values()]
            assert not [value for value in values if "//" in value]
            assert "prefers-color-scheme:dark" in file.read_text("utf-8")


# Those of a lesson


def test_a_picture_stands_in_for_the_chart(lesson: Lesson) -> None:
    assert told(lesson) == []
    file, *_ = Pictures(lesson.folder).files(lesson)
    assert f'<img src="{address(file)}" alt="" width="480" height="288"' in html(lesson)


def test_only_the_first_figures_picture_is_asked_for_before_it_is_near(
    project: Project, lesson: Lesson
) -> None:
    twice = BODY + BODY.replace("{figure} line", "{figure} again")
    project.lesson(twice, FIGURES + "\n\ndef again(w, b):\n    return line(w, b)\n")
    (first, second) = project.read()[0].blocks
    kept = read_record(lesson.folder / FOLDER).blocks["line"]
    write_record(lesson.folder / FOLDER, Record({first.id: kept, second.id: kept}))
    pictures = re.findall("<img.*?>", html(project.read()[0]))
    assert [('fetchpriority="high"' in one, 'loading="lazy"' in one) for one in pictures] == [
        (True, False),
        (False, True),
    ]


def test_a_figure_that_draws_something_else_now_is_told(project: Project, lesson: Lesson) -> None:
    command = "run `python3 build.py pictures lines`"
    project.lesson(BODY, FIGURES.replace("b - w, b + w", "b - w, b + 2 * w"))
    (changed,) = project.read()
    sentence = f"the static picture of line shows something else than it draws: {command}"
    of_preview = f"the lesson's cover and preview show another beginning: {command}"
    assert told(changed) == [sentence, of_preview]
    assert {one.sentence for one in check(project.root)} == {sentence, of_preview}


def test_a_picture_of_something_else_is_not_shown(project: Project, lesson: Lesson) -> None:
    project.lesson(BODY.replace("w: 1", "w: 2"))
    (changed,) = project.read()
    assert "<img" not in html(changed)
    assert '<p class="says">A line with weight 2.</p>' in html(changed)


def test_a_new_lesson_has_none_and_is_built_all_the_same(project: Project) -> None:
    project.lesson(BODY)
    (lesson,) = project.read()
    assert told(lesson) == [
        "the static picture of line is missing: run `python3 build.py pictures lines`",
        "the lesson's cover and preview are missing: run `python3 build.py pictures lines`",
    ]
    assert "<img" not in html(lesson)
    assert '<p class="says">A line with weight 1.</p>' in html(lesson)


def test_a_file_that_is_gone_is_told(lesson: Lesson) -> None:
    (lesson.folder / FOLDER / "line-1.svg").unlink()
    assert len(told(lesson)) == 1
    assert "<img" not in html(lesson)


def test_the_same_picture_is_made_from_the_same(lesson: Lesson) -> None:
    """Neither the machine nor the moment is part of it, only what is drawn and how it looks."""
    (block,) = lesson.blocks
    assert isinstance(block, FigureBlock)
    first = made_from(block)
    assert made_from(replace(block, title="Another", line=99)) == first
    numbers = (0.5, *block.start.numbers[1:])
    assert made_from(replace(block, start=replace(block.start, numbers=numbers))) != first
    # A diagram has a look of its own.
    assert made_from(replace(block, diagram=True)) != first


def test_the_record_can_be_read_by_people(lesson: Lesson) -> None:
    record = json.loads(Path(lesson.folder, FOLDER, "record.json").read_text("utf-8"))
    assert record["blocks"]["line"]["charts"] == [
        {"file": "line-1.svg", "dark": None, "width": 480, "height": 288}
    ]


# The cover and the preview


def test_every_preview_is_as_large_as_it_is_said_to_be() -> None:
    for lesson in own_lessons():
        preview = Pictures(lesson.folder).preview(lesson)
        assert preview
        head = preview.read_bytes()[:24]
        assert head[:8] == b"\x89PNG\r\n\x1a\n"
        assert struct.unpack(">II", head[16:]) == PREVIEW_SIZE


@pytest.mark.parametrize(
    ("old", "new"), [("title: Lines", "title: Curves"), ("What a line is", "What it is")]
)
def test_a_preview_with_other_words_is_told(
    project: Project, lesson: Lesson, old: str, new: str
) -> None:
    project.lesson(BODY, front_matter=FRONT_MATTER.replace(old, new))
    (changed,) = project.read()
    state = "the lesson's cover and preview show another beginning"
    assert told(changed) == [f"{state}: run `python3 build.py pictures lines`"]
    assert Pictures(changed.folder).preview(changed) is None
    assert Pictures(changed.folder).cover(changed) is None


def test_a_cover_that_is_lost_is_told(lesson: Lesson) -> None:
    assert Pictures(lesson.folder).cover(lesson)
    (lesson.folder / FOLDER / "cover.svg").unlink()
    assert Pictures(lesson.folder).cover(lesson) is None
    assert [one for one in told(lesson) if "cover" in one]


def test_a_preview_shows_the_end_of_what_plays(project: Project) -> None:
    project.lesson(BODY.replace("---\n```", "plays: w\n---\n```"))
    (lesson,) = project.read()
    (block,) = lesson.blocks
    assert isinstance(block, FigureBlock)
    assert "A line with weight 1." in block.start.text
    assert "A line with weight 10." in block.end.text


def test_a_lesson_without_figures_needs_none(project: Project) -> None:
    project.lesson("Only words.\n")
    (lesson,) = project.read()
    assert told(lesson) == []


# One picture for both themes


def drawing(paint: str, inside: str = "") -> str:
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="6" class="main-svg">'
        '<defs><clipPath id="clip7f"><rect width="9" height="6"/></clipPath></defs>'
        '<g class="empty"><g/></g>'
        f'<g clip-path="url(#clip7f)"><path d="M0.123,4L5.06,6" style="stroke: {paint}; '
        f'fill: none; stroke-width: 2px; stroke-opacity: 1;"/>{inside}</g></svg>'
    )


def test_what_differs_is_said_for_both_themes() -> None:
    assert themed(drawing("rgb(29, 95, 196)"), drawing("rgb(127, 176, 255)")) == (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 6" width="9" height="6"'
        ' font-family="Inter,system-ui,sans-serif">'
        "<style>:root{--p0:#1d5fc4}"
        "@media(prefers-color-scheme:dark){:root{--p0:#7fb0ff}}</style>"
        '<defs><clipPath id="c0"><rect width="9" height="6"/></clipPath></defs>'
        '<g clip-path="url(#c0)"><path d="M0.1,4L5.1,6" stroke="var(--p0)" fill="none"'
        ' stroke-width="2"/></g></svg>\n'
    )


def test_words_stay_words() -> None:
    text = '<text x="1" data-math="N" style="font-family: Inter;">a &lt; b &amp; c</text><text/>'
    svg = themed(drawing("red", text), drawing("red", text))
    assert '<text x="1">a &lt; b &amp; c</text></g>' in svg


@pytest.mark.parametrize(
    ("light", "dark"),
    [
        (drawing("red"), drawing("red", '<path d="M0,1"/>')),
        (drawing("red", '<path d="M0,1"/>'), drawing("red", '<path d="M0,2"/>')),
    ],
)
def test_two_different_drawings_are_refused(light: str, dark: str) -> None:
    with pytest.raises(ValueError, match="the two themes d"):
        themed(light, dark)
