"""Reads the figures and cells of a lesson: their options, their code, the Python behind them."""

from __future__ import annotations

import ast
import importlib
import inspect
import json
import re
from array import array
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import CodeType
from typing import Any

from markupsafe import Markup

from web.complaints import Complain, Located, did_you_mean
from web.drawing import inlined
from web.figures import NotAFigure, Picture, diagram_parameters, picture
from web.highlight import highlight
from web.lesson import (
    Block,
    CellBlock,
    FigureBlock,
    Goal,
    PictureBlock,
    Predict,
    Slider,
    SummaryBlock,
    Task,
)
from web.markdown import Markdown, Parsed, render_all
from web.maths import Typeset
from web.modules import Failure, LessonPython, Sources, guarded
from web.options import Option, Options, is_name, number
from web.sliders import read_sliders
from web.tasks import read_task

KEBAB_CASE = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")

OF_ALL = ("title", "caption")
OF_CHARTS = (*OF_ALL, "sliders", "view_from_above", "try")
FIGURE_OPTIONS = (*OF_CHARTS, "numbers", "diagram", "plays")
PICTURE_OPTIONS = (*OF_ALL, "image", "alt")
SUMMARY_OPTIONS = ("title", "task_cell")
CELL_OPTIONS = (*OF_CHARTS, "readouts", "predict", "task", "player", "chart")

#: what can be played: the function that a step of it calls
PLAYERS = {"steps": "update", "train": "train"}

#: traces that Plotly draws in space
SOLID = ("surface", "scatter3d")

#: makes a block once its formulas are typeset
Maker = Callable[[Typeset], Block]


@dataclass(frozen=True)
class Directive:
    """A fenced block of lesson.md: where it stands, its options and what follows them."""

    kind: str
    id: str
    line: int
    options: dict[str, Option]
    code: str
    code_line: int


@dataclass(frozen=True)
class _Try:
    """A goal to try: what to do, and its condition."""

    text: Parsed
    condition: Option


class BlockReader:
    """Reads the blocks of one lesson."""

    #: the names that can stand in a block's braces
    KINDS = ("figure", "cell", "picture", "summary")

    #: the ids of blocks that need none of their own, as a lesson has one of them
    DEFAULT_IDS: Mapping[str, str] = {"summary": "summary"}

    def __init__(
        self, file: Path, python: LessonPython, markdown: Markdown, complain: Complain
    ) -> None:
        """file: the lesson.md that the blocks stand in"""
        self._file = file
        self._python = python
        self._markdown = markdown
        self._complain = complain
        self._told = 0
        self._task_cells: set[str] = set()
        self._wanted_cells: list[Option] = []

    def read(self, block: Directive) -> Maker | None:
        """Check a block; None, having complained, if it is none that could be shown."""
        read = {
            "figure": self._figure,
            "cell": self._cell,
            "picture": self._picture,
            "summary": self._summary,
        }[block.kind]
        if block.kind != "cell" and block.code.strip():
            hint = ": its function is in figures.py" if block.kind == "figure" else ""
            self._at(block.code_line, f"a {block.kind} has no code{hint}")
        return read(block)

    def finish(self) -> None:
        """Check what one block says of another, when all have been read."""
        for option in self._wanted_cells:
            if option.value not in self._task_cells:
                hint = did_you_mean(option.value, self._task_cells)
                self._at(option.line, f"there is no cell {option.value} with a task{hint}")

    def _at(self, line: int, sentence: str) -> None:
        """Complain about a line of lesson.md."""
        self._told += 1
        self._complain(self._file, line, sentence)

    def _inline(self, text: str, line: int, inert: str | None = None) -> Parsed:
        return self._markdown.inline(Located(text, self._file, line), inert)

    def _figure(self, block: Directive) -> Maker | None:
        options = Options(block.options, FIGURE_OPTIONS, block.line, "a figure", self._at)
        title = options.text("title", required=True)
        caption = self._caption(options)
        told = self._told
        sliders = read_sliders(options, None, self._at)
        numbers = self._numbers(options)
        view_from_above = options.flag("view_from_above")
        diagram = options.flag("diagram")
        plays = self._plays(options)
        tries = self._tries(options)
        name = self._figure_function(block)
        if not name or sliders is None or self._told > told:
            return None
        # As they come from the page: floats in an array('d').
        starts: dict[str, Any] = {slider.name: float(slider.start) for slider in sliders}
        if numbers:
            starts |= {numbers[0]: array("d", numbers[1])}
        if not self._takes(name, list(starts), block.line):
            return None
        start = self._draw(name, starts, len(tries), block, {})
        self._check_tries(tries, starts, sliders, {})
        ends = {slider.name: float(slider.max) for slider in sliders if slider.name == plays}
        end = self._draw(name, starts | ends, len(tries), block, {}) if start and ends else start
        if title is None or start is None or end is None:
            return None
        if view_from_above:
            self._check_solid(start, options)
        if diagram:
            self._check_diagram(start, sliders, block)
        return lambda typeset: FigureBlock(
            id=block.id,
            title=title.value,
            line=block.line,
            function=name,
            sliders=sliders,
            numbers=numbers,
            view_from_above=view_from_above,
            diagram=diagram,
            plays=plays,
            goals=_goals(tries, typeset),
            caption_html=_html(caption, typeset),
            start=start,
            end=end,
        )

    def _figure_function(self, block: Directive) -> str | None:
        name = block.id.replace("-", "_")
        if self._python.failed or not name:
            return None
        functions = self._python.functions()
        if name not in functions:
            sentence = f"figures.py has no function {name}{did_you_mean(name, functions)}"
            self._at(block.line, sentence)
            return None
        return name

    def _cell(self, block: Directive) -> Maker | None:
        options = Options(block.options, CELL_OPTIONS, block.line, "a cell", self._at)
        title = options.text("title", required=True)
        caption = self._caption(options)
        view_from_above = options.flag("view_from_above")
        tries = self._tries(options)
        task = self._task(options)
        if task:
            self._task_cells.add(block.id)
        predict = self._predict(options)
        chart = self._chart(options, block)
        names = self._run_starter(block)
        if names is None or self._python.failed:
            return None
        sources = _sources(block, self._file)
        sliders = read_sliders(options, names, self._at)
        player = self._player(options, names)
        readouts = self._readouts(options, names, sources)
        start = None
        if chart:
            known_names = {"trail": [], **names} if player else names
            arguments = self._arguments(chart, known_names, options, block)
            if arguments is not None:
                start = self._draw(chart, arguments, len(tries), block, sources)
                self._check_tries(tries, arguments, sliders or (), sources)
            if start and view_from_above:
                self._check_solid(start, options)
        elif view_from_above:
            self._at(block.options["view_from_above"].line, "only a chart can be viewed from above")
        elif tries:
            self._at(tries[0].condition.line, "only a cell with a chart can have goals to try")
        if title is None or sliders is None:
            return None
        return lambda typeset: CellBlock(
            id=block.id,
            title=title.value,
            line=block.line,
            code=block.code,
            code_line=block.code_line,
            code_html=highlight(block.code),
            function=chart,
            sliders=sliders,
            readouts=readouts,
            task=task(typeset) if task else None,
            predict=predict(typeset) if predict else None,
            player=player,
            view_from_above=view_from_above,
            goals=_goals(tries, typeset),
            caption_html=_html(caption, typeset),
            start=start,
        )

    def _picture(self, block: Directive) -> Maker | None:
        options = Options(block.options, PICTURE_OPTIONS, block.line, "a picture", self._at)
        title = options.text("title", required=True)
        alt = options.text("alt", required=True)
        image = options.text("image", required=True)
        caption = self._caption(options)
        svg = self._drawing(image, block.id) if image else None
        if title is None or alt is None or svg is None:
            return None
        return lambda typeset: PictureBlock(
            id=block.id,
            title=title.value,
            line=block.line,
            svg=svg,
            alt=alt.value,
            caption_html=_html(caption, typeset),
        )

    def _drawing(self, image: Option, identifier: str) -> Markup | None:
        """The SVG file that a picture names, as it can stand in the page."""
        folder = self._python.folder
        file = (folder / image.value).resolve()
        sentence = ""
        if not file.is_relative_to(folder):
            sentence = f"{image.value} is outside the lesson's folder"
        elif file.suffix != ".svg":
            sentence = f"a picture is an SVG drawing, not {image.value}"
        elif not file.is_file():
            sentence = f"there is no file {image.value}"
        if sentence:
            self._at(image.line, sentence)
            return None
        return inlined(file, identifier, self._complain)

    def _summary(self, block: Directive) -> Maker | None:
        options = Options(block.options, SUMMARY_OPTIONS, block.line, "a summary", self._at)
        title = options.text("title", required=True)
        cell = options.text("task_cell")
        if cell:
            self._wanted_cells.append(cell)
        if title is None:
            return None
        return lambda _: SummaryBlock(
            id=block.id,
            title=title.value,
            line=block.line,
            task_cell=cell.value if cell else None,
        )

    def _caption(self, options: Options) -> Parsed | None:
        caption = options.text("caption")
        return self._inline(caption.value, caption.line) if caption else None

    def _plays(self, options: Options) -> str | None:
        """The slider that moves from its start to its end by itself."""
        option = options.text("plays")
        if option is None:
            return None
        sliders = options.table("sliders")
        if option.value not in sliders:
            hint = did_you_mean(option.value, sliders)
            self._at(option.line, f"{option.value} has no slider that could play{hint}")
        return str(option.value)

    def _numbers(self, options: Options) -> tuple[str, tuple[float, ...]] | None:
        """What the reader changes on the chart itself: a parameter's name and its numbers."""
        table = options.table("numbers")
        if not table:
            return None
        (name, option), *others = table.items()
        for _, other in others:
            sentence = "a figure has numbers of one name only, such as numbers: {points: [1, 2]}"
            self._at(other.name_line, sentence)
        if not is_name(name):
            self._at(option.name_line, f"{name} cannot be the name of a parameter in Python")
        elif name in options.table("sliders"):
            self._at(option.name_line, f"{name} has a slider already")
        if not isinstance(option.value, list) or not option.value:
            self._at(option.line, f"{name} should be a list of numbers")
            return None
        read = [number(item, f"each of {name}", self._at) for item in option.value]
        return name, tuple(one for one in read if one is not None)

    def _predict(self, options: Options) -> Callable[[Typeset], Predict] | None:
        """A question to answer before the run."""
        option = options.get("predict")
        table = options.table("predict")
        if option is None or not isinstance(option.value, dict):
            return None
        known = ("question", "choices", "answer", "because")
        asked = Options(table, known, option.name_line, "a prediction", self._at)
        question = asked.text("question", required=True)
        choices = asked.choices("choices")
        answer = asked.get("answer", required=True)
        because = asked.text("because")
        if question is None or choices is None or answer is None:
            return None
        texts = [choice.source for choice in choices]
        if answer.source not in texts:
            hint = did_you_mean(answer.source, texts)
            self._at(answer.line, f"the answer {answer.source} is none of the choices{hint}")
            return None
        said = self._inline(question.value, question.line)
        offered = [self._inline(choice.source, choice.line, "a choice") for choice in choices]
        reason = self._inline(because.value, because.line) if because else None
        return lambda typeset: Predict(
            question_html=_html(said, typeset),
            choices=tuple(_html(choice, typeset) for choice in offered),
            answer=texts.index(answer.source),
            because_html=_html(reason, typeset),
        )

    def _player(self, options: Options, names: Mapping[str, Any]) -> str | None:
        """names: what the cell's code binds"""
        option = options.text("player")
        if option is None:
            return None
        if option.value not in PLAYERS:
            hint = did_you_mean(option.value, PLAYERS)
            self._at(option.line, f"there is no player {option.value}{hint}")
            return None
        called = PLAYERS[option.value]
        if not callable(names.get(called)):
            sentence = f"the player {option.value} calls {called}, which the code does not define"
            self._at(option.line, sentence)
        return str(option.value)

    # Charts

    def _takes(self, name: str, given: Sequence[str], line: int) -> bool:
        """Whether a figure's function takes just what its sliders and numbers set."""
        parameters = self._parameters(name, line)
        if parameters is None:
            return False
        missing = [one for one, needed in parameters.items() if needed and one not in given]
        unknown = [one for one in given if one not in parameters]
        if missing:
            self._at(line, f"the function {name} also takes {_listed(missing)}: add a slider")
        if unknown:
            taken = ", ".join(parameters) or "nothing"
            sentence = f"the function {name} does not take {_listed(unknown)}; it takes {taken}"
            self._at(line, sentence)
        return not missing and not unknown

    def _parameters(self, name: str, line: int) -> dict[str, bool] | None:
        """What a function of figures.py takes, and which of it has no default."""
        taken = inspect.signature(self._python.functions()[name]).parameters.values()
        if any(one.kind in (one.VAR_POSITIONAL, one.VAR_KEYWORD) for one in taken):
            self._at(line, f"the function {name} should name its parameters, without * or **")
            return None
        return {one.name: one.default is one.empty for one in taken}

    def _chart(self, options: Options, block: Directive) -> str | None:
        """The name of the function that draws a cell's chart."""
        functions = self._python.functions()
        chosen = options.text("chart")
        if chosen is None:
            name = block.id.replace("-", "_")
            return name if name in functions else None
        if chosen.value in functions:
            return str(chosen.value)
        if not self._python.failed:
            hint = did_you_mean(chosen.value, functions)
            self._at(chosen.line, f"figures.py has no function {chosen.value}{hint}")
        return None

    def _arguments(
        self, name: str, names: Mapping[str, Any], options: Options, block: Directive
    ) -> dict[str, Any] | None:
        """What a cell's chart is drawn from: the names of its code that the function asks for."""
        chosen = options.get("chart")
        line = chosen.line if chosen else block.line
        parameters = self._parameters(name, line)
        if parameters is None:
            return None
        missing = [one for one, needed in parameters.items() if needed and one not in names]
        if missing:
            sentence = f"the function {name} is drawn from {_listed(missing)}"
            self._at(line, f"{sentence}, which the code does not define")
            return None
        return {one: names[one] for one in parameters if one in names}

    def _draw(
        self,
        name: str,
        arguments: Mapping[str, Any],
        goals: int,
        block: Directive,
        sources: Sources,
    ) -> Picture | None:
        """The block's picture at its start, checked."""
        function = self._python.functions()[name]
        try:
            figure = guarded({**sources, **self._python.sources}, lambda: function(**arguments))
            return picture(figure, goals)
        except Failure as failure:
            numbers = ", ".join(
                f"{parameter} = {value:g}"
                for parameter, value in arguments.items()
                if isinstance(value, (int, float))
            )
            situation = f" with {numbers}" if numbers else ""
            sentence = f"{failure}, when {block.id} is drawn{situation}"
            self._complain(failure.file, failure.line, sentence)
        except NotAFigure as error:
            self._at(block.line, f"the function {name} {error}")
        return None

    def _check_solid(self, start: Picture, options: Options) -> None:
        charts = json.loads(start.text)["charts"]
        if not any(trace.get("type") in SOLID for chart in charts for trace in chart["data"]):
            option = options.get("view_from_above")
            assert option
            self._at(option.line, "only a chart in space can be viewed from above: a surface")

    def _check_diagram(self, start: Picture, sliders: Sequence[Slider], block: Directive) -> None:
        line = block.options["diagram"].line
        parameters = diagram_parameters(start)
        if parameters is None:
            self._at(line, "the figure's function gives its Figure no diagram=… of a network")
            return
        moved = [slider.name for slider in sliders]
        still = [name for name in parameters if name not in moved]
        if still:
            self._at(line, f"the diagram shows {_listed(still)}, which no slider sets")

    # Goals and readouts

    def _tries(self, options: Options) -> list[_Try]:
        tries = []
        for item in options.list("try"):
            pairs = item.value if isinstance(item.value, dict) else {}
            if len(pairs) != 1:
                self._at(item.line, "a goal is one line of the form `- What to do: condition`")
                continue
            ((text, condition),) = pairs.items()
            if not condition.source.strip():
                self._at(condition.line, f"the goal {text!r} needs a condition in Python")
                continue
            tries.append(_Try(self._inline(text, condition.name_line, "a goal"), condition))
        return tries

    def _check_tries(
        self,
        tries: Sequence[_Try],
        values: Mapping[str, Any],
        sliders: Sequence[Slider],
        sources: Sources,
    ) -> None:
        """Read each condition as the page will: over the parameters, with the names of figures.py.

        values: of the parameters at the start
        """
        choosers = [slider for slider in sliders if slider.choices]
        for condition in (one.condition for one in tries):
            expression = f"lambda {', '.join(values)}: ({condition.source.strip()})"
            reached = self._evaluated(
                condition,
                lambda code: eval(code, self._python.names())(**values),
                expression,
                "the goal's condition",
                {**sources, **self._python.sources},
            )
            if reached:
                sentence = f"the goal's condition {condition.source} is already true at the start"
                self._at(condition.line, sentence)
            for slider in choosers:
                if _compares_with_text(condition.source, slider.name):
                    sentence = f"{slider.name} is a number, the place of the choice: 0 stands for"
                    self._at(condition.line, f"{sentence} {slider.choices[0]}")

    def _readouts(
        self, options: Options, names: Mapping[str, Any], sources: Sources
    ) -> tuple[tuple[str, str], ...]:
        """names: what the cell's code binds"""
        readouts = []
        readout = importlib.import_module("lessons.answer").readout
        for item in options.list("readouts"):
            expression = item.source.strip()
            if not expression:
                self._at(item.line, "a readout is an expression in Python, such as loss(w, b)")
                continue

            def evaluate(code: CodeType, expression: str = expression) -> Any:
                return readout(eval(code, dict(names)), expression)

            value = self._evaluated(item, evaluate, expression, "the readout", sources)
            readouts.append((expression, str(value)))
        return tuple(readouts)

    def _evaluated(
        self,
        option: Option,
        evaluate: Callable[[CodeType], Any],
        expression: str,
        what: str,
        sources: Sources,
    ) -> Any:
        """What an author's expression gives; None, having complained, if it fails."""
        here = f"<line {option.line}>"
        known = {here: (self._file, option.line - 1), **sources}
        try:
            return guarded(known, lambda: evaluate(compile(expression, here, "eval")))
        except Failure as failure:
            sentence = f"{what} {option.source.strip()} fails: {failure}"
            self._complain(failure.file, failure.line, sentence)
            return None

    # Code and tasks

    def _run_starter(self, block: Directive) -> dict[str, Any] | None:
        """The names that a cell's starting code binds."""
        if not block.code.strip():
            self._at(block.line, "a cell needs the code that its editor starts with")
            return None
        names: dict[str, Any] = {"__name__": "__main__"}
        try:
            guarded(
                _sources(block, self._file),
                lambda: exec(compile(block.code, _code_name(block), "exec"), names),
            )
        except Failure as failure:
            self._complain(failure.file, failure.line, f"this code fails: {failure}")
            return None
        return names

    def _task(self, options: Options) -> Callable[[Typeset], Task] | None:
        option = options.text("task")
        if option is None or self._python.failed:
            return None
        classes = self._python.classes()
        if option.value not in classes:
            hint = did_you_mean(option.value, classes)
            self._at(option.line, f"tasks.py has no class {option.value}{hint}")
            return None
        file = self._python.folder / "tasks.py"
        return read_task(classes[option.value], file, self._markdown, self._complain)


def _code_name(block: Directive) -> str:
    """The name of a cell's code in tracebacks."""
    return f"<{block.id}>"


def _sources(block: Directive, file: Path) -> dict[str, tuple[Path, int]]:
    return {_code_name(block): (file, block.code_line - 1)}


def _html(text: Parsed | None, typeset: Typeset) -> Markup:
    return render_all(text, typeset) if text else Markup("")


def _goals(tries: Sequence[_Try], typeset: Typeset) -> tuple[Goal, ...]:
    return tuple(Goal(render_all(one.text, typeset), one.condition.source.strip()) for one in tries)


def _compares_with_text(condition: str, name: str) -> bool:
    """Whether a condition compares the value of `name` with a text, which it never equals."""
    try:
        tree = ast.parse(condition.strip(), mode="eval")
    except SyntaxError:
        return False
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            named = any(isinstance(side, ast.Name) and side.id == name for side in sides)
            texts = [side for side in sides if isinstance(side, ast.Constant)]
            if named and any(isinstance(text.value, str) for text in texts):
                return True
    return False


def _listed(names: Sequence[str]) -> str:
    """a, b and c"""
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
