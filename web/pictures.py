"""The static pictures of a lesson's charts: what is shown and printed where no script draws them.

Two more show the lesson's first figure as it is when it has played: the cover, in the list of
lessons, and the preview, its title beside it, for those to whom its address is sent. All are made
by the project's own charts in a browser (web/picture_maker.py) and kept with the lesson, so that a
build needs no browser: in its folder pictures/, with a record of what each was made from. A picture
of something else than is drawn now is stale, and is not shown.
"""

from __future__ import annotations

import functools
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from web.assets import digest
from web.complaints import Complaint
from web.lesson import CellBlock, FigureBlock, Lesson
from web.toolchain import ROOT

FOLDER = "pictures"
RECORD = "record.json"
PREVIEW = "preview.png"
COVER = "cover"

#: the preview's width and height in pixels, as those who show such pictures ask for
PREVIEW_SIZE = (1200, 630)

#: what decides how a picture looks, besides what it shows, Plotly's version and the theme's paints
LOOK = ("page/look.ts",)
DIAGRAM_LOOK = (*LOOK, "page/diagram.ts", "page/wiring.ts", "styles/diagram.css")
PREVIEW_LOOK = (*LOOK, "styles/preview.css")

_PAINT = re.compile(r"--[a-z0-9-]+:\s*[^;]+;")


@dataclass(frozen=True)
class Static:
    """One picture.

    file: its name in the folder of pictures
    dark: the name of its twin for a dark page; None where the file itself knows both themes
    width, height: in CSS pixels, as it was drawn
    """

    file: str
    dark: str | None
    width: int
    height: int

    @property
    def files(self) -> list[str]:
        return [self.file, self.dark] if self.dark else [self.file]


@dataclass(frozen=True)
class Kept:
    """The pictures of one block. made_from: see `made_from`"""

    made_from: str
    charts: tuple[Static, ...]
    diagram: Static | None

    @property
    def all(self) -> list[Static]:
        return [*self.charts, self.diagram] if self.diagram else [*self.charts]


@dataclass(frozen=True)
class Record:
    """All that is kept of a lesson. blocks: by their ids; preview: what it and the cover show"""

    blocks: Mapping[str, Kept]
    preview: str | None = None
    cover: Static | None = None


class Pictures:
    """The pictures that are kept in a lesson's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / FOLDER
        self._recorded = read_record(self.folder)

    def of(self, block: FigureBlock | CellBlock) -> Kept | None:
        """A block's pictures, if they are there and show what it draws now."""
        kept = self._recorded.blocks.get(block.id)
        if kept is None or kept.made_from != made_from(block):
            return None
        files = [self.folder / name for static in kept.all for name in static.files]
        return kept if all(file.is_file() for file in files) else None

    def files(self, lesson: Lesson) -> Iterator[Path]:
        """The files that the lesson's page shows."""
        for block in drawn_blocks(lesson):
            if kept := self.of(block):
                yield from (self.folder / name for static in kept.all for name in static.files)
        if preview := self.preview(lesson):
            yield preview
        if cover := self.cover(lesson):
            yield from (self.folder / name for name in cover.files)

    def preview(self, lesson: Lesson) -> Path | None:
        """The lesson's preview, if it is there and shows what the lesson begins with now."""
        file = self.folder / PREVIEW
        return file if self._begins_with(lesson) and file.is_file() else None

    def cover(self, lesson: Lesson) -> Static | None:
        """The lesson's cover, if it is there and shows what the lesson begins with now."""
        cover = self._recorded.cover if self._begins_with(lesson) else None
        if cover and all((self.folder / name).is_file() for name in cover.files):
            return cover
        return None

    def _begins_with(self, lesson: Lesson) -> bool:
        """Whether preview and cover were made of what the lesson begins with now."""
        figure = title_figure(lesson)
        return figure is not None and self._recorded.preview == preview_made_from(lesson, figure)

    def has(self, block: FigureBlock | CellBlock) -> bool:
        """Whether pictures were made of the block, whatever they show."""
        return block.id in self._recorded.blocks

    @property
    def has_title(self) -> bool:
        """Whether cover and preview were made, whatever they show."""
        return self._recorded.cover is not None


def drawn_blocks(lesson: Lesson) -> list[FigureBlock | CellBlock]:
    """The blocks that have charts from the start."""
    blocks = (block for block in lesson.blocks if isinstance(block, (FigureBlock, CellBlock)))
    return [block for block in blocks if block.start]


def title_figure(lesson: Lesson) -> FigureBlock | None:
    """The figure on the lesson's cover and in its preview: its first one."""
    return next((block for block in lesson.blocks if isinstance(block, FigureBlock)), None)


def made_from(block: FigureBlock | CellBlock) -> str:
    """A digest of all that a block's pictures are made from: what it draws, and how that looks."""
    assert block.start
    has_diagram = isinstance(block, FigureBlock) and block.diagram
    numbers = json.dumps(block.start.numbers)
    texts = [block.start.text, numbers, *_look(DIAGRAM_LOOK if has_diagram else LOOK)]
    return digest(text.encode() for text in texts)


def preview_made_from(lesson: Lesson, figure: FigureBlock) -> str:
    """A digest of all that a lesson's preview and cover are made from: see `made_from`."""
    words = [lesson.title, lesson.description, f"{lesson.order} {lesson.minutes}"]
    drawn = [figure.end.text, json.dumps(figure.end.numbers)]
    return digest(text.encode() for text in (*words, *drawn, *_look(PREVIEW_LOOK)))


@functools.cache
def _look(sources: tuple[str, ...]) -> list[str]:
    packages = json.loads((ROOT / "package.json").read_text("utf-8"))["dependencies"]
    texts = [(ROOT / "web" / name).read_text("utf-8") for name in sources]
    theme = (ROOT / "web" / "styles" / "theme.css").read_text("utf-8")
    return [packages["plotly.js"], *_PAINT.findall(theme), *texts]


def read_record(folder: Path) -> Record:
    """What is recorded of a folder's pictures; nothing where there is no record."""
    try:
        record = json.loads((folder / RECORD).read_text("utf-8"))
    except FileNotFoundError:
        return Record({})
    blocks = {block: _kept(entry) for block, entry in record["blocks"].items()}
    cover = record.get("cover")
    return Record(blocks, record["preview"], Static(**cover) if cover else None)


def write_record(folder: Path, record: Record) -> None:
    text = json.dumps(asdict(record), indent=1, ensure_ascii=False)
    (folder / RECORD).write_text(text + "\n", "utf-8")


def complaints(lesson: Lesson) -> Iterator[Complaint]:
    """What has to be made, or made anew: pictures of blocks, the lesson's cover and preview."""
    pictures = Pictures(lesson.folder)
    file = lesson.folder / "lesson.md"
    remedy = f"run `python3 build.py pictures {lesson.slug}`"
    for block in drawn_blocks(lesson):
        if pictures.of(block) is None:
            state = "shows something else than it draws" if pictures.has(block) else "is missing"
            sentence = f"the static picture of {block.id} {state}: {remedy}"
            yield Complaint(file, block.line, sentence)
    figure = title_figure(lesson)
    if figure and not (pictures.preview(lesson) and pictures.cover(lesson)):
        state = "show another beginning" if pictures.has_title else "are missing"
        yield Complaint(file, figure.line, f"the lesson's cover and preview {state}: {remedy}")


def _kept(entry: Mapping[str, Any]) -> Kept:
    diagram = entry["diagram"]
    charts = tuple(Static(**chart) for chart in entry["charts"])
    return Kept(entry["made_from"], charts, Static(**diagram) if diagram else None)
