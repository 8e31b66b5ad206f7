"""What a lesson is once it is read (web/reader.py): prose and blocks, ready to be laid out.

A lesson is a folder with lesson.md, figures.py and tasks.py. lesson.md is MyST-flavoured
Markdown. Figures and cells stand in it as fenced blocks whose options are YAML; below the options
of a cell comes the code that its editor starts with:

    ```{figure} line
    ---
    title: The line
    sliders:
      w: 1
      b: {start: 0, min: -10, max: 10, step: 0.5, colour: bias}
    try:
      - Make it fall from left to right: w < 0
    caption: One sentence of *Markdown*.
    ---
    ```

    ```{cell} plot-a-line
    ---
    title: Plotting a line
    sliders: {w: {}, b: {}}
    readouts: ["y(2, w, b)"]
    task: PlotALine
    chart: plot_a_line
    ---
    w = 1
    b = 0
    ```

A figure is drawn by the function of figures.py that is called like its id, with underscores for
hyphens, from parameters that are called like its sliders. A cell's chart is drawn from the names
that its code binds; `chart` may name another function than the id's. A cell's sliders start from
the values that its code gives them. figures.py and tasks.py may import other modules of the folder.

What else a block may have:

    sliders: {target: {choices: [sine, step], start: step}}    its value is 0 for sine, 1 for step
    numbers: {points: [1, 0.85, 2, 1.43]}    a figure's: the reader changes them on the chart itself
    view_from_above: true                    a chart in space has a button that turns the camera
    plays: step                              a slider that goes to its end by itself, once
    diagram: true                            a figure's function gives a diagram=… of the network
    player: train                            a cell's: plays train(iterations); steps plays update()
    predict: {question: What will it print?, choices: [a, b], answer: a, because: It is so.}

Two more blocks, and the marks of the text:

    ```{picture} biological-neuron           an SVG drawing of the folder, which may use the theme's
    ---                                      colours: fill="var(--weight)"
    title: A neuron in the brain
    image: images/neuron.svg
    alt: What it shows, in words.
    ---
    ```

    ```{summary}                             what the reader has built
    ---
    title: What you have built
    task_cell: train
    ---
    ```

    [weight]{.weight}                        a word in the colour of an idea
    [hidden layers]{.term}                   a word that glossary.md explains (web/glossary.py)
    $\\w_1 x + \\b$                            a formula (web/node/katex.mjs)
    A theorem [^cybenko].                    a footnote; all of them end the page as a reading list
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from markupsafe import Markup

from web.figures import Picture

COLOURS = ("weight", "bias", "slope", "plain")


@dataclass(frozen=True)
class Slider:
    """One parameter that the reader moves.

    step: None lets it take any value
    choices: what its values 0, 1, … stand for, where the reader chooses one of several texts
    """

    name: str
    start: float
    min: float
    max: float
    step: float | None
    colour: str
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Goal:
    """Something to try. condition: a Python expression that is true when it is reached."""

    text_html: Markup
    condition: str


@dataclass(frozen=True)
class Mistake:
    """Code that people really write, and a part of the sentence that must meet it."""

    code: str
    message: str
    line: int


@dataclass(frozen=True)
class Task:
    """A task as its class in tasks.py says it. prompt_html and hints_html are running text."""

    name: str
    line: int
    prompt_html: Markup
    hints_html: tuple[Markup, ...]
    solution: str
    solution_line: int
    mistakes: tuple[Mistake, ...]
    judged_by: type


@dataclass(frozen=True)
class Predict:
    """A question before a run, which the run then answers.

    answer: the place of the right one among the choices, from 0
    because_html: empty where nothing needs to be said
    """

    question_html: Markup
    choices: tuple[Markup, ...]
    answer: int
    because_html: Markup


@dataclass(frozen=True)
class FigureBlock:
    """A chart with sliders, drawn by the project's own function.

    numbers: what the reader changes on the chart itself: the function's parameter and the numbers
        that it starts with
    view_from_above: whether it has a button that turns the camera
    diagram: whether the network is drawn beside the chart, and sets the sliders one at a time
    plays: the slider that goes to its end by itself, once, when the figure is first seen
    start: its picture at the sliders' starts
    end: its picture when what plays has come to its end; the start where nothing plays
    """

    id: str
    title: str
    line: int
    function: str
    sliders: tuple[Slider, ...]
    numbers: tuple[str, tuple[float, ...]] | None
    view_from_above: bool
    diagram: bool
    plays: str | None
    goals: tuple[Goal, ...]
    caption_html: Markup
    start: Picture
    end: Picture
    kind: Literal["figure"] = "figure"


@dataclass(frozen=True)
class CellBlock:
    """An editor with Python that the reader may change, and what is drawn from its names.

    code_html: the code with its tokens in spans (web/highlight.py)
    function: draws the cell's chart; None where it has none, and so has no start either
    readouts: pairs of an expression over the names that the code binds and its value at the start
    player: "steps" or "train" where the reader's update() or train() can be played
    """

    id: str
    title: str
    line: int
    code: str
    code_line: int
    code_html: Markup
    function: str | None
    sliders: tuple[Slider, ...]
    readouts: tuple[tuple[str, str], ...]
    task: Task | None
    predict: Predict | None
    player: str | None
    view_from_above: bool
    goals: tuple[Goal, ...]
    caption_html: Markup
    start: Picture | None
    kind: Literal["cell"] = "cell"


@dataclass(frozen=True)
class PictureBlock:
    """A drawing. alt: what it shows, in words"""

    id: str
    title: str
    line: int
    svg: Markup
    alt: str
    caption_html: Markup
    kind: Literal["picture"] = "picture"


@dataclass(frozen=True)
class SummaryBlock:
    """What the reader has built. task_cell: the id of the cell that trains their model"""

    id: str
    title: str
    line: int
    task_cell: str | None
    kind: Literal["summary"] = "summary"


Block = FigureBlock | CellBlock | PictureBlock | SummaryBlock


@dataclass(frozen=True)
class Term:
    """A term of the glossary.

    id: of the element that holds its meaning in the page
    meaning_html: paragraphs
    """

    id: str
    name_html: Markup
    meaning_html: Markup


@dataclass(frozen=True)
class Heading:
    """A heading in the table of contents, with the headings one level below it."""

    id: str
    text_html: Markup
    below: tuple[Heading, ...] = ()


@dataclass(frozen=True)
class Html:
    """Prose between blocks. In a template, {{ part }} writes it."""

    html: Markup
    kind: Literal["html"] = "html"

    def __html__(self) -> str:
        return self.html


@dataclass(frozen=True)
class Lesson:
    """A lesson, ready to be laid out.

    headings: (level, anchor, text as HTML) of each, in order
    glossary: its terms, in alphabetical order
    files: the images and other files of the folder that the text refers to
    """

    slug: str
    folder: Path
    title: str
    description: str
    minutes: int
    order: float
    body: tuple[Html | Block, ...]
    headings: tuple[tuple[int, str, Markup], ...]
    glossary: tuple[Term, ...]
    files: tuple[Path, ...]

    @property
    def blocks(self) -> tuple[Block, ...]:
        return tuple(part for part in self.body if not isinstance(part, Html))

    @property
    def cells(self) -> tuple[CellBlock, ...]:
        return tuple(part for part in self.body if isinstance(part, CellBlock))

    @property
    def goals_and_tasks(self) -> int:
        """How many of them a reader can reach."""
        charted = [part for part in self.body if isinstance(part, (FigureBlock, CellBlock))]
        return sum(len(block.goals) for block in charted) + sum(
            cell.task is not None for cell in self.cells
        )

    @property
    def contents(self) -> tuple[Heading, ...]:
        """The table of contents: the headings of level 2, each with those of level 3 below it."""
        chapters: list[tuple[str, Markup, list[Heading]]] = []
        for level, anchor, text in self.headings:
            if level == 2:
                chapters.append((anchor, text, []))
            elif level == 3:
                chapters[-1][2].append(Heading(anchor, text))
        return tuple(Heading(anchor, text, tuple(below)) for anchor, text, below in chapters)
