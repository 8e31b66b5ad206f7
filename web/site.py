"""Builds the site: every lesson as a page, the list of them, and the files that they need."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from web import assets
from web.assets import ASSETS
from web.compression import compress
from web.figure_source import figure_source
from web.headers import CONTENT_SECURITY_POLICY, REFERRER_POLICY, headers_file
from web.highlight import highlight
from web.lesson import Block, CellBlock, FigureBlock, Html, Lesson, SummaryBlock
from web.maths import typeset
from web.modules import fresh_modules
from web.names import names
from web.notebook import notebook
from web.offline import SERVICE_WORKER, service_worker
from web.packages import catalogue
from web.pictures import PREVIEW_SIZE, Pictures, Static, title_figure
from web.reader import Typesetter, lesson_folders, read_lessons
from web.sliders import usual_colour
from web.snapshot import snapshot
from web.toolchain import node


def build(root: Path, out: Path, carried: Sequence[Path] = (), url: str = "") -> None:
    """Build all lessons under root/lessons into the folder `out`, and say so in one line.

    carried: the wheels of the packages that cells can import; see web/packages.py
    url: the address at which the site will lie, with a slash at its end, where it is known: what
        is said of a page to other hosts needs it

    The site is written beside `out` and takes its place when it is whole: a build that fails
    leaves the last good site as it was, and one that succeeds leaves nothing of the one before.
    Raises LessonError for the authors' mistakes, UserError for others.
    """
    begun = time.perf_counter()
    # A folder of its own for each build: a development server may be building at the same time.
    with tempfile.TemporaryDirectory(prefix=f".{out.name}-", dir=out.parent) as temporary:
        part = Path(temporary, "new")
        lessons = _Site(root, part, root / ".cache", carried, url).build()
        if out.exists():
            out.rename(Path(temporary, "old"))
        part.rename(out)
    blocks = sum(len(lesson.blocks) for lesson in lessons)
    seconds = time.perf_counter() - begun
    counts = f"{_count(len(lessons), 'lesson')} with {_count(blocks, 'block')}"
    print(f"Built {counts} into {out.name}/ in {seconds:.1f} s", flush=True)


#: a heading of the prose, and its level
_HEADING = re.compile(r"<h([1-6])\b")


def typesetter(root: Path) -> Typesetter:
    """Renders formulas with the project's KaTeX and its cache."""
    return lambda formulas: typeset(formulas, node(), root / ".cache")


def address(file: Path) -> str:
    """The address of a file of a lesson's folder, as seen from the lesson's page."""
    return f"../{ASSETS}/{quote(assets.hashed_name(file.name, file.read_bytes()))}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


#: the module that MicroPython starts with: it needs neither tasks nor what runs cells
DRAWS = "figures_worker.py"

#: Numbers. A starting picture of more comes when its block is near, as a file of its own.
LARGE = 1000


class _Site:
    """One build of the site into a new folder."""

    def __init__(
        self, root: Path, folder: Path, cache: Path, carried: Sequence[Path], url: str
    ) -> None:
        self._root = root
        self._url = url
        self._carried = carried
        self._folder = folder
        self._cache = cache
        self._names: dict[str, str] = {}
        self._loads: Mapping[str, list[str]] = {}
        self._config: dict[str, Any] = {}
        self._installed: dict[str, str] = {}
        self._templates = environment(root / "web" / "templates")

    def build(self) -> list[Lesson]:
        with fresh_modules(self._root):
            lessons = read_lessons(lesson_folders(self._root), address, typesetter(self._root))
        self._assets = assets.Assets(self._folder / ASSETS)
        self._add_shared()
        for index in range(len(lessons)):
            self._write_lesson(index, lessons)
        previews = (self._preview(lesson, root="") for lesson in lessons)
        preview = next(filter(None, previews), None)
        covers = {lesson.slug: self._cover(lesson) for lesson in lessons}
        about = {"lessons": lessons, "covers": covers, "preview": preview}
        self._write_page("index.html", "index.html", root="", **about)
        self._write_page("embed.html", "embed.html", lessons=lessons, preview=None, root="")
        self._write_page("site.webmanifest", "site.webmanifest", root="")
        self._write_service_worker()
        (self._folder / "_headers").write_text(headers_file(ASSETS), "utf-8")
        compress(self._folder, self._cache / "compressed")
        return lessons

    def _add_shared(self) -> None:
        """The files that all lessons use."""
        root = self._root
        bundle = assets.bundle(root, node(), self._cache)
        for file in bundle.files:
            shutil.copyfile(file, self._assets.folder / file.name)
        self._service_worker = self._assets.folder / bundle.names["service.worker.js"]
        self._names = dict(bundle.names)
        self._loads = bundle.loads
        for file in sorted((root / "web" / "styles").iterdir()):
            if file.suffix != ".css":
                self._names[file.name] = self._assets.copy(file)
        for file in assets.icons(root, node(), self._cache):
            self._names[file.name] = self._assets.copy(file)
        self._installed = assets.wheel_metadata(assets.wheel(root, self._cache))
        pyodide = assets.pyodide_files(root) | snapshot(root, self._cache)
        self._config = {
            "chunks": {
                name: f"../{ASSETS}/{self._names[f'{name}.js']}"
                for name in ("editor", "plotly", "plotly-3d")
            },
            "plotly": self._plotly(),
            "micropython": {"wasm": self._from_lesson(assets.micropython_wasm(root))},
            "pyodide": {part: self._download(file) for part, file in pyodide.items()},
            "workers": {
                name: f"../{ASSETS}/{self._names[f'{name}.worker.js']}"
                for name in ("figures", "cells")
            },
            "packages": self._packages(),
            "serviceWorker": f"../{SERVICE_WORKER}",
        }

    def _plotly(self) -> list[str]:
        """The parts that run before plotly.js, named as in their package, and what they share."""
        names = [name for name in self._loads if name.startswith(("@plotly/", "plotly.js/"))]
        return self._scripts("../", *names, "plotly.js")

    def _scripts(self, root: str, *names: str) -> list[str]:
        """The addresses of bundled scripts and of all that comes with them, each once."""
        files = dict.fromkeys(file for name in names for file in self._loads[name])
        return [f"{root}{ASSETS}/{file}" for file in files]

    def _packages(self) -> dict[str, Any] | None:
        if not self._carried:
            return None
        folder = self._assets.copy_folder("packages", self._carried)
        return {"index": f"../{ASSETS}/{folder}/", **catalogue(self._carried)}

    def _from_lesson(self, file: Path) -> str:
        return f"../{ASSETS}/{self._assets.copy(file)}"

    def _download(self, file: Path) -> dict[str, Any]:
        """A file for web/page/download.ts: its address, and what it must be when it has come."""
        content = file.read_bytes()
        # Not every host knows that .mjs is JavaScript too.
        renamed = file.name.replace(".mjs", ".js")
        name = self._assets.write(renamed, content)
        return {
            "address": f"../{ASSETS}/{name}",
            "size": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
        }

    def _write_json(self, name: str, content: object) -> str:
        return self._assets.write(name, json.dumps(content, ensure_ascii=False).encode())

    def _write_lesson(self, index: int, lessons: list[Lesson]) -> None:
        lesson = lessons[index]
        for file in (*lesson.files, *Pictures(lesson.folder).files(lesson)):
            self._assets.copy(file)
        python = {**python_of(lesson, self._root), "installed": self._installed}
        name = self._write_json(f"python-{lesson.slug}.json", python)
        drawing = {"files": assets.needed_by(DRAWS, python["files"]), "figures": python["figures"]}
        drawing_name = self._write_json(f"drawing-{lesson.slug}.json", drawing)
        notebook_name = self._assets.write(
            f"{lesson.slug}.ipynb", notebook(lesson, self._root).encode()
        )
        names_name = self._write_json(f"names-{lesson.slug}.json", names(lesson, self._root))
        config = {
            "lesson": lesson.slug,
            "python": f"../{ASSETS}/{name}",
            "drawing": f"../{ASSETS}/{drawing_name}",
            "names": f"../{ASSETS}/{names_name}",
            **self._config,
        }
        self._write_page(
            "lesson.html",
            f"{lesson.slug}/index.html",
            lesson=lesson,
            lessons=lessons,
            previous=lessons[index - 1] if index else None,
            next=lessons[index + 1] if index + 1 < len(lessons) else None,
            config=in_script(config),
            notebook=f"../{ASSETS}/{notebook_name}",
            preview=self._preview(lesson, root="../"),
            parts=list(render_parts(self._templates, lesson, self._start_file)),
            root="../",
        )

    def _preview(self, lesson: Lesson, root: str) -> dict[str, Any] | None:
        """The picture that goes with the address of a lesson where that is sent to somebody."""
        file = Pictures(lesson.folder).preview(lesson)
        figure = title_figure(lesson)
        if file is None or figure is None:
            return None
        width, height = PREVIEW_SIZE
        return {
            "src": f"{self._url or root}{ASSETS}/{self._assets.copy(file)}",
            "alt": json.loads(figure.end.text)["charts"][0]["says"],
            "width": width,
            "height": height,
        }

    def _cover(self, lesson: Lesson) -> dict[str, Any] | None:
        """The lesson's title figure when it has played, for the list of lessons."""
        pictures = Pictures(lesson.folder)
        cover = pictures.cover(lesson)
        if cover is None:
            return None
        return _static(cover, lambda name: f"{ASSETS}/{self._assets.copy(pictures.folder / name)}")

    def _write_service_worker(self) -> None:
        """Last of all, as it lists all files; at the root, as it answers for what lies below."""
        script = self._service_worker.read_text("utf-8")
        self._service_worker.unlink()
        whole = service_worker(script, self._folder, ASSETS)
        (self._folder / SERVICE_WORKER).write_text(whole, "utf-8")

    def _start_file(self, block: FigureBlock | CellBlock) -> str | None:
        """The file of a starting picture that would weigh too much in the page itself."""
        if not block.start or len(block.start.numbers) < LARGE:
            return None
        if (
            isinstance(block, FigureBlock) and block.diagram
        ):  # Its buttons are there from the start.
            return None
        content = json.dumps(_start(block), separators=(",", ":")).encode()
        return f"../{ASSETS}/{self._assets.write(f'start-{block.id}.json', content)}"

    def _write_page(self, template: str, path: str, root: str, **variables: Any) -> None:
        """Write one page.

        Every template gets `address` (where the page will lie, or "" if nobody knows), `lessons`
        (all of them, in order), `preview` (the picture for those to whom the address is sent:
        {"src", "alt", "width", "height"}, or None), `asset(name)` (the relative address
        of a file of the bundle, of web/styles, or of a font by its family), `scripts(names)` (the
        relative addresses of bundled scripts and of all that comes with them), and `root` (the
        relative path to the site's root, "" or "../"). lesson.html also gets `lesson`, the lessons
        `previous` and `next` (or None), `config` (JSON for a script element), `notebook` (the
        relative address of the lesson's notebook) and `parts` (its prose and its blocks as HTML, in
        order).
        """

        def asset(name: str) -> str:
            return f"{root}{ASSETS}/{self._names[name]}"

        html = self._templates.get_template(template).render(
            address=self._url and self._url + path.removesuffix("index.html"),
            asset=asset,
            scripts=partial(self._scripts, root),
            root=root,
            **variables,
        )
        file = self._folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(html, "utf-8")


def environment(folder: Path) -> Environment:
    """The templates, with what they use: `content_security_policy`, `referrer_policy`, and filters.

    json: a value as JSON for a script element; plain: a number without needless digits;
    subscripted: the name of a parameter with its digits set low; usual_colour: of its idea
    """
    templates = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals |= {
        "content_security_policy": CONTENT_SECURITY_POLICY,
        "referrer_policy": REFERRER_POLICY,
    }
    templates.filters |= {"json": in_script, "plain": plain, "subscripted": subscripted}
    templates.filters["usual_colour"] = usual_colour
    return templates


#: the address of a block's starting picture, where it lies in a file of its own
StartFile = Callable[[FigureBlock | CellBlock], str | None]


def render_parts(
    templates: Environment, lesson: Lesson, start_file: StartFile = lambda _: None
) -> Iterator[Markup]:
    """A lesson's prose and its blocks as HTML. A block's title stands one level below the last
    heading of the prose; at the top that is the page's own."""
    level = 1
    for part in lesson.body:
        if isinstance(part, Html):
            level = int([level, *_HEADING.findall(part.html)][-1])
            yield part.html
        else:
            yield _render_block(templates, part, level + 1, lesson, start_file)


def _render_block(
    templates: Environment, part: Block, level: int, lesson: Lesson, start_file: StartFile
) -> Markup:
    """A block through the template of its kind, such as figure.html.

    All get `block` and `level`, the level of its title's heading; blocks that can be changed
    also get `beginning`, a digest of what they begin with: whoever kept code that grew from
    another one is told. figure.html and cell.html also get `start` (what travels to the page:
    {"text": …, "numbers": […]}, or None where a cell has no chart), `start_file` (its address,
    where it lies in a file of its own), `picture` (the text of `start`, read: charts, formula,
    readouts, goals, parts; or None), `readouts` (pairs of expression and value) and `stand_ins`
    (static pictures: `charts`, as many as `picture` has, and `diagram`; each {"src", "dark",
    "width", "height", "first": whether it is the lesson's first figure} or None). cell.html
    also gets `task` (or None): prompt_html, hints_html, solution_html. summary.html gets
    `tasks`: the lesson's cells that have one.
    """
    variables: dict[str, Any] = {"block": part, "level": level}
    if isinstance(part, (FigureBlock, CellBlock)):
        variables |= _drawn(part, lesson)
        variables |= {"start_file": start_file(part), "beginning": _beginning(part, lesson)}
    if isinstance(part, SummaryBlock):
        variables["tasks"] = [cell for cell in lesson.cells if cell.task]
    return Markup(templates.get_template(f"{part.kind}.html").render(variables))


def _beginning(part: FigureBlock | CellBlock, lesson: Lesson) -> str:
    code = part.code if isinstance(part, CellBlock) else _shown_code(part, lesson)
    names = [slider.name for slider in part.sliders]
    return assets.digest(text.encode() for text in (code, *names))


def _shown_code(part: FigureBlock, lesson: Lesson) -> str:
    """What "Show the Python" shows of a figure."""
    return figure_source(lesson.folder, part.function)


def _drawn(part: FigureBlock | CellBlock, lesson: Lesson) -> dict[str, Any]:
    """What the template of a block with a chart gets."""
    start = part.start
    variables: dict[str, Any] = {
        "start": _start(part),
        "picture": json.loads(start.text) if start else None,
    }
    if start:
        variables["stand_ins"] = _stand_ins(part, len(variables["picture"]["charts"]), lesson)
    if isinstance(part, CellBlock):
        variables["readouts"] = part.readouts
        variables["task"] = part.task and {
            "prompt_html": part.task.prompt_html,
            "hints_html": part.task.hints_html,
            "solution_html": highlight(part.task.solution),
        }
    else:
        variables["readouts"] = variables["picture"]["readouts"]
    return variables


def _start(part: FigureBlock | CellBlock) -> dict[str, Any] | None:
    """What travels to the page of a block's starting picture."""
    return {"text": part.start.text, "numbers": part.start.numbers} if part.start else None


def _stand_ins(part: FigureBlock | CellBlock, charts: int, lesson: Lesson) -> dict[str, Any]:
    """The static pictures of a block that are shown where no script draws it."""
    pictures = Pictures(lesson.folder)
    first = part is title_figure(lesson)

    def of(static: Static | None) -> dict[str, Any] | None:
        if static is None:
            return None
        return {**_static(static, lambda name: address(pictures.folder / name)), "first": first}

    kept = pictures.of(part)
    return {
        "charts": [of(static) for static in kept.charts] if kept else [None] * charts,
        "diagram": of(kept.diagram) if kept else None,
    }


def _static(static: Static, source: Callable[[str], str]) -> dict[str, Any]:
    """What a template shows of a static picture. source: the address of a file by its name"""
    src, dark = (name and source(name) for name in (static.file, static.dark))
    return {"src": src, "dark": dark, "width": static.width, "height": static.height}


def python_of(lesson: Lesson, root: Path) -> dict[str, Any]:
    """What the page's two Pythons are furnished with: source texts, and what blocks bind."""
    return {
        "files": assets.python_sources(root, lesson.folder),
        "figures": {
            block.id: {
                "function": block.function,
                "parameters": [slider.name for slider in block.sliders],
                "rest": block.numbers[0] if block.numbers else None,
                "goals": _conditions(block),
            }
            for block in lesson.blocks
            if isinstance(block, FigureBlock)
        },
        "cells": {block.id: _cell(block) for block in lesson.cells},
        "sources": {
            block.id: _shown_code(block, lesson)
            for block in lesson.blocks
            if isinstance(block, FigureBlock)
        },
    }


def _cell(block: CellBlock) -> dict[str, Any]:
    task = block.task
    return {
        "function": block.function,
        "sliders": [slider.name for slider in block.sliders],
        "readouts": [expression for expression, _ in block.readouts],
        "goals": _conditions(block),
        "player": block.player,
        "task": task.name if task else None,
        "prompt": task.prompt_html if task else "",
        "hints": list(task.hints_html) if task else [],
        "solution": task.solution if task else "",
    }


def _conditions(block: FigureBlock | CellBlock) -> list[str]:
    return [goal.condition for goal in block.goals]


def in_script(value: Any) -> Markup:
    """JSON that can stand in a script element: nothing in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def plain(number: float) -> str:
    """A number as an attribute of HTML: -10 and not -10.0."""
    return str(int(number)) if float(number).is_integer() else repr(number)


def subscripted(name: str) -> Markup:
    """A parameter's name as it is read: wi1 is w with i1 set low, b2 is b with 2."""
    match = re.fullmatch(r"([a-zA-Z])([a-z]?\d+)", name)
    if not match:
        return escape(name)
    return Markup("{}<sub>{}</sub>").format(match[1], match[2])
