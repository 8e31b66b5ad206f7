"""Every mistake of an author's is told with its file, its line and a sentence.

In the texts below, ◄ stands at the end of the line that the complaint must point at.
"""

from __future__ import annotations

import textwrap
from time import monotonic

import pytest

from tests.web.project import FIGURES, FRONT_MATTER, TASKS, Project
from web import modules
from web.complaints import LessonError

MARK = "◄"


def place(text: str, file: str) -> str:
    """ "lesson.md:7: ", as the mark in `text` says."""
    before, _, _ = text.partition(MARK)
    return f"{file}:{before.count(chr(10)) + 1}: "


def block(text: str) -> str:
    return textwrap.dedent(text).lstrip("\n")


def figure(options: str, head: str = "```{figure} line") -> str:
    """A figure of the function `line`, with sliders as it needs them unless `options` has some."""
    sliders = "" if "sliders" in options else "sliders: {w: 1, b: 0}\n"
    title = "" if "title" in options else "title: The line\n"
    return f"{head}\n---\n{title}{sliders}{block(options)}---\n```\n"


def cell(code: str, options: str = "", head: str = "```{cell} by-itself") -> str:
    return f"{head}\n---\ntitle: By itself\n{block(options)}---\n{block(code)}```\n"


def dots(options: str) -> str:
    """A figure of the function `dots`, with what it needs unless `options` has some."""
    kind = "" if "sliders" in options else "sliders: {kind: {choices: [dots, bars, steps]}}\n"
    points = "" if "numbers" in options else "numbers: {points: [1, 2]}\n"
    return f"```{{figure}} dots\n---\ntitle: Dots\n{kind}{points}{block(options)}---\n```\n"


def kinds(options: str) -> str:
    return dots(f"sliders:\n  kind:\n{textwrap.indent(block(options), '    ')}")


def predict(options: str) -> str:
    return cell("w = 1\n", f"predict:\n{textwrap.indent(block(options), '  ')}")


IN_LESSON = {
    # the text
    "raw HTML": ("A\nline<br>break.◄\n", "raw HTML is not allowed in a lesson: <br>"),
    "raw HTML block": ("A\n\n<div>◄\nB\n</div>\n", "raw HTML is not allowed in a lesson: <div>"),
    "HTML comment": ("A\n\n<!-- later -->◄\n", "raw HTML is not allowed in a lesson: <!-- later"),
    "heading of level 1": ("# Lines◄\n", "the lesson's title is its only heading of level 1"),
    "heading that jumps": (
        "## A\n\n#### B◄\n",
        "a heading of level 4 cannot follow one of level 2",
    ),
    "first heading that jumps": ("### B◄\n", "a heading of level 3 cannot follow one of level 1"),
    "image without text": ("A\n![](figures.py)◄\n", "this image has no description"),
    "no such image": ("A\nB ![x](images/a.png)◄\n", "there is no file images/a.png"),
    "no such file": ("[x](a%20b.csv)◄\n", "there is no file a b.csv"),
    "file outside": ("[x](../../README.md)◄\n", "../../README.md is outside the lesson's folder"),
    "absolute path": ("[x](/a)◄\n", "/a should be a path relative to the lesson's folder"),
    "remote image": ("![x](https://a.b/c.png)◄\n", "https://a.b/c.png should be a path relative"),
    "no such anchor": (
        "## Lines\n\nA\nB [x](#linse)◄\n",
        "nothing in this lesson is called #linse; did you mean lines?",
    ),
    "no such anchor of another lesson": (
        "[x](../lines/#nowhere)◄\n",
        "nothing in the lesson lines is called #nowhere",
    ),
    "no such lesson": ("[x](../curves/)◄\n", "../curves/ is outside the lesson's folder"),
    "no such footnote": ("A\nB [^x].◄\n", "there is no footnote [^x]"),
    "footnote for nothing": (
        "A[^1].\n\n[^1]: B.\n\n[^two]: C.◄\n",
        "nothing in the text refers to the footnote [^two]",
    ),
    "link in a heading": (
        "## A\n\n## The [line](#a)◄\n",
        "a heading cannot hold links, terms or footnotes",
    ),
    "footnote in a heading": (
        "## A[^1]◄\n\n[^1]: B.\n",
        "a heading cannot hold links, terms or footnotes",
    ),
    "no such reference": ("A [b][c].◄\n", "there is no link target for [b][c]"),
    "unknown class": ("A\n[b]{.wieght}◄\n", "there is no class wieght; did you mean weight?"),
    "attribute": ("A\n[b]{#here}◄\n", "only classes can stand in braces behind a text, not id"),
    "attribute of a term": (
        'A\n[b]{.weight of="c"}◄\n',
        "only classes can stand in braces behind a text, not of",
    ),
    "event handler": ("[b]{onclick=x}◄\n", "only classes can stand in braces behind a text"),
    "unknown language": ("```pyhton◄\n1\n```\n", "there is no language called 'pyhton'"),
    "class in a table": ("| a |\n|---|\n| [b]{.x} |◄\n", "there is no class x"),
    "class in a footnote": ("A[^1]\n\n[^1]: B\n    [b]{.x}◄\n", "there is no class x"),
    # formulas
    "formula": (
        "A $x$\nand $\\foo$◄\n",
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "formula over lines": ("A\n\n$$\nx\n\\foo◄\n$$\n", "this formula cannot be typeset: Undefined"),
    "formula within text": ("A $$x +\n\\foo$$◄\n", "this formula cannot be typeset: Undefined"),
    "formula in a matrix": (
        "$$\n\\begin{pmatrix}\n1 \\\\\n\\foo◄\n\\end{pmatrix}\n$$\n",
        "this formula cannot be typeset: Undefined",
    ),
    "unclosed brace": (
        "A $\\frac{1}{2$◄\n",
        "this formula cannot be typeset: Unexpected end of input",
    ),
    "unclosed formula": ("A\n$$x◄\n\nB\n", "this formula is not closed: $$ is missing"),
    "empty line in a formula": ("$$x◄\n\ny$$\n", "a formula has no empty lines"),
    "formula in a caption": (
        figure("caption: It is $\\foo$.◄\n"),
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "foreign class": (
        "$\\htmlClass{x}{y}$◄\n",
        "this formula cannot be typeset: \\htmlClass is not allowed",
    ),
    # blocks
    "unclosed block": ("```{cell} a◄\n---\ntitle: A\n---\n1\n", "this block is not closed: ```"),
    "unclosed code": ("```python◄\n1\n", "this block is not closed: ``` is missing"),
    "unclosed options": (
        "```{figure} line\n---◄\ntitle: A\n```\n",
        "these options are not closed: a second line of --- is missing",
    ),
    "unknown block": ("```{figrue} line◄\n```\n", "there is no block called figrue; did you mean"),
    "indented block": ("- A\n\n  ```{figure} line◄\n  ```\n", "a block stands at the left margin"),
    "no id": (figure("", "```{figure}◄"), "this figure has no id: write one behind {figure}"),
    "id": (cell("1\n", "", "```{cell} The_Line◄"), "the id The_Line should be kebab-case"),
    "id of the page": (cell("1\n", "", "```{cell} site◄"), "the page itself uses the id site"),
    "id of a heading": (
        "## Line\n\n" + figure("", "```{figure} line◄"),
        "the id line is the anchor of the heading in line 7",
    ),
    "id of another block": (
        figure("") + "\n" + figure("", "```{figure} line◄"),
        "the id line is taken by line 7",
    ),
    "no such function": (
        figure("", "```{figure} lime◄"),
        "figures.py has no function lime; did you mean line?",
    ),
    "code in a figure": (
        "```{figure} line\n---\ntitle: A\nsliders: {w: 1, b: 0}\n---\n\nw = 1◄\n```\n",
        "a figure has no code",
    ),
    "code that is missing": (
        "```{cell} a◄\n---\ntitle: A\n---\n```\n",
        "a cell needs the code that its editor starts with",
    ),
    # options
    "YAML": (figure("caption: [◄\n"), "these options are not YAML"),
    "YAML's tabs": (figure("caption: A\n\ttask: B◄\n"), "these options are not YAML"),
    "options that are none": (
        "```{cell} a\n---\n- a◄\n---\n1\n```\n",
        "options are lines of the form `name: value`, not a list",
    ),
    "unknown option": (
        figure("captoin: A◄\n"),
        "a figure has no option captoin; did you mean caption?",
    ),
    "option of another block": (figure("task: Double◄\n"), "a figure has no option task; known:"),
    "option given twice": (figure("caption: A\ncaption: B◄\n"), "caption is given twice"),
    "option that is missing": (
        "```{cell} a◄\n---\ntask: Double\n---\n1\n```\n",
        "a cell needs the option title",
    ),
    "empty option": (figure('title: ""◄\n'), "title is empty"),
    "number for a text": (figure("title: 7◄\n"), "title should be text, not a number"),
    "list for a text": (figure("caption:\n  - A◄\n"), "caption should be text, not a list"),
    "text for a list": (figure("try: A◄\n"), "try should be a list, not text"),
    # sliders
    "slider's name": (
        figure("sliders:\n  w: 1\n  b-1: 0◄\n"),
        "b-1 cannot be the name of a parameter in Python",
    ),
    "slider's start": (
        figure("sliders:\n  w: 1\n  b: x◄\n"),
        "start should be a number, not the text 'x'",
    ),
    "truth for a number": (figure("sliders: {w: yes, b: 0}◄\n"), "start should be a number, not"),
    "no finite number": (figure("sliders: {w: .nan, b: 0}◄\n"), "start should be a finite number"),
    "slider without a start": (
        figure("sliders:\n  w: 1\n  b: {min: 0}◄\n"),
        "the slider b needs the option start",
    ),
    "slider's range": (
        figure("sliders:\n  w: 1\n  b:\n    start: 3\n    min: 3◄\n    max: 3\n"),
        "the slider b goes from 3 to 3: min should be below max",
    ),
    "start outside the range": (
        figure("sliders:\n  w: 1\n  b: 11◄\n"),
        "the slider b starts at 11, outside -10 to 10",
    ),
    "slider's step": (
        figure("sliders:\n  w: 1\n  b:\n    start: 0\n    step: 0◄\n"),
        "the step of the slider b should be above 0",
    ),
    "slider's colour": (
        figure("sliders:\n  w: 1\n  b: {start: 0, colour: baias}◄\n"),
        "there is no slider colour baias; did you mean bias?",
    ),
    "slider's option": (
        figure("sliders:\n  w: 1\n  b: {start: 0, mni: 1}◄\n"),
        "the slider b has no option mni; did you mean min?",
    ),
    "slider that is missing": (
        figure("sliders: {w: 1}\n", "```{figure} line◄"),
        "the function line also takes b: add a slider",
    ),
    "slider too many": (
        figure("sliders: {w: 1, b: 0, c: 0, d: 0}\n", "```{figure} line◄"),
        "the function line does not take c and d; it takes w, b",
    ),
    "start of a cell's slider": (
        cell("w = 1\n", "sliders: {w: 1}◄\n"),
        "in a cell the slider w starts from what the code gives w: leave its start out",
    ),
    "cell's slider without a name": (
        cell("v = 1\n", "sliders:\n  w:◄\n"),
        "the code gives w no number for the slider w to start from",
    ),
    "cell's slider of something else": (
        cell("w = 'a'\n", "sliders:\n  w: {}◄\n"),
        "the code gives w no number for the slider w to start from",
    ),
    "cell's start outside the range": (
        cell("w = 12\n", "sliders:\n  w: {max: 11}◄\n"),
        "the slider w starts at 12, outside -10 to 11",
    ),
    # choices
    "one choice": (kinds("choices: [dots]◄\n"), "choices should be a list of two texts or more"),
    "choices that are none": (
        kinds("choices: dots◄\n"),
        "choices should be a list of two texts or more",
    ),
    "choice that is none": (
        kinds("choices:\n  - dots\n  - [bars]◄\n"),
        "choices should be texts, not a list",
    ),
    "choice given twice": (
        kinds("choices:\n  - dots\n  - bars\n  - dots◄\n"),
        "choices has dots twice",
    ),
    "choices with a range": (
        kinds("choices: [dots, bars]\nmax: 3◄\n"),
        "the slider kind has choices: leave its max out",
    ),
    "choice to start from": (
        kinds("choices: [dots, bars]\nstart: bras◄\n"),
        "the slider kind has no choice bras; did you mean bars?",
    ),
    "place to start from": (
        kinds("choices: [dots, bars]\nstart: 2◄\n"),
        "the slider kind starts at 2, outside 0 to 1",
    ),
    "place between two choices": (
        kinds("choices: [dots, bars]\nstart: 0.5◄\n"),
        "the slider kind starts at 0.5, between two of its choices",
    ),
    "code's place between two choices": (
        cell("kind = 0.5\n", "sliders:\n  kind: {choices: [dots, bars]}◄\n"),
        "the slider kind starts at 0.5, between two of its choices",
    ),
    "goal that compares a choice with its text": (
        dots("try:\n  - Bars: kind == 'bars'◄\n"),
        "kind is a number, the place of the choice: 0 stands for dots",
    ),
    # numbers
    "numbers without a name": (
        dots("numbers: [1, 2]◄\n"),
        "numbers should be a table of names and values, not a list",
    ),
    "numbers of two names": (
        dots("numbers:\n  points: [1, 2]\n  more: [1]◄\n"),
        "a figure has numbers of one name only, such as numbers: {points: [1, 2]}",
    ),
    "numbers' name": (
        dots("numbers: {a-b: [1, 2]}◄\n"),
        "a-b cannot be the name of a parameter in Python",
    ),
    "numbers with a slider": (
        dots("numbers: {kind: [1, 2]}◄\n"),
        "kind has a slider already",
    ),
    "one number": (dots("numbers: {points: 1}◄\n"), "points should be a list of numbers"),
    "no numbers": (dots("numbers: {points: []}◄\n"), "points should be a list of numbers"),
    "text among numbers": (
        dots("numbers:\n  points:\n    - 1\n    - x◄\n"),
        "each of points should be a number, not the text 'x'",
    ),
    "infinity among numbers": (
        dots("numbers: {points: [1, .inf]}◄\n"),
        "each of points should be a finite number, not .inf",
    ),
    "numbers that nothing takes": (
        figure("numbers: {points: [1]}\n", "```{figure} line◄"),
        "the function line does not take points; it takes w, b",
    ),
    # parts of a block
    "view that is none": (
        figure("view_from_above: often◄\n"),
        "view_from_above should be true or false, not text",
    ),
    "view of a flat chart": (
        figure("view_from_above: true◄\n"),
        "only a chart in space can be viewed from above: a surface",
    ),
    "view of a cell's flat chart": (
        cell("w = 1\ny = abs\n", "chart: plot_a_line\nview_from_above: true◄\n"),
        "only a chart in space can be viewed from above: a surface",
    ),
    "view of no chart": (
        cell("w = 1\n", "view_from_above: true◄\n"),
        "only a chart can be viewed from above",
    ),
    "diagram that is missing": (
        figure("diagram: true◄\n"),
        "the figure's function gives its Figure no diagram=… of a network",
    ),
    "diagram with more than the sliders set": (
        figure("diagram: true◄\n", "```{figure} network"),
        "the diagram shows wo, which no slider sets",
    ),
    "player": (
        cell("w = 1\n", "player: trian◄\n"),
        "there is no player trian; did you mean train?",
    ),
    "player of nothing": (
        cell("train = 1\n", "player: train◄\n"),
        "the player train calls train, which the code does not define",
    ),
    "player of no step": (
        cell("def train(iterations):\n    pass\n", "player: steps◄\n"),
        "the player steps calls update, which the code does not define",
    ),
    # predictions
    "prediction that is none": (
        cell("w = 1\n", "predict: Will it rise?◄\n"),
        "predict should be a table of names and values, not text",
    ),
    "prediction without a question": (
        cell("w = 1\n", "predict: {choices: [a, b], answer: a}◄\n"),
        "a prediction needs the option question",
    ),
    "prediction without choices": (
        cell("w = 1\n", "predict: {question: Q, answer: a}◄\n"),
        "a prediction needs the option choices",
    ),
    "prediction without an answer": (
        cell("w = 1\n", "predict: {question: Q, choices: [a, b]}◄\n"),
        "a prediction needs the option answer",
    ),
    "prediction with one choice": (
        predict("question: Q\nchoices: [a]◄\nanswer: a\n"),
        "choices should be a list of two texts or more",
    ),
    "answer that is no choice": (
        predict("question: Q\nchoices: [larger, smaller]\nanswer: smeller◄\n"),
        "the answer smeller is none of the choices; did you mean smaller?",
    ),
    "prediction's option": (
        predict("question: Q\nchoices: [a, b]\nanswer: a\nbecuase: B◄\n"),
        "a prediction has no option becuase; did you mean because?",
    ),
    "formula in a question": (
        predict("question: $\\foo$◄\nchoices: [a, b]\nanswer: a\n"),
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "formula in a choice": (
        predict("question: Q\nchoices:\n  - a\n  - $\\foo$◄\nanswer: a\n"),
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "formula in the reason": (
        predict("question: Q\nchoices: [a, b]\nanswer: a\nbecause: $\\foo$◄\n"),
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "link in a choice": (
        predict("question: Q\nchoices:\n  - a\n  - '[b](figures.py)'◄\nanswer: a\n"),
        "a choice cannot hold links, terms or footnotes",
    ),
    # summaries
    "summary without a title": ("```{summary}◄\n```\n", "a summary needs the option title"),
    "summary with code": (
        "```{summary}\n---\ntitle: A\n---\n\nw = 1◄\n```\n",
        "a summary has no code",
    ),
    "second summary": (
        "```{summary}\n---\ntitle: A\n---\n```\n\n```{summary}◄\n---\ntitle: A\n---\n```\n",
        "the id summary is taken by line 7",
    ),
    "cell of a summary": (
        cell("w = 1\n", "task: Double\n", "```{cell} train")
        + "\n```{summary}\n---\ntitle: A\ntask_cell: trian◄\n---\n```\n",
        "there is no cell trian with a task; did you mean train?",
    ),
    "cell of a summary without a task": (
        cell("w = 1\n", "", "```{cell} train")
        + "\n```{summary}\n---\ntitle: A\ntask_cell: train◄\n---\n```\n",
        "there is no cell train with a task",
    ),
    # goals and readouts
    "link in a goal": (
        figure('try:\n  - "Like [this](figures.py)◄": w < 0\n'),
        "a goal cannot hold links, terms or footnotes",
    ),
    "goal without a condition": (
        figure("try:\n  - Do it◄\n"),
        "a goal is one line of the form `- What to do: condition`",
    ),
    "goal with nothing": (figure("try:\n  - Do it:◄\n"), "the goal 'Do it' needs a condition"),
    "goal that does not compile": (
        figure("try:\n  - A: w < 0\n  - B: w <◄\n"),
        "the goal's condition w < fails: SyntaxError",
    ),
    "goal that raises": (
        figure("try:\n  - A: v < 0◄\n"),
        "the goal's condition v < 0 fails: NameError: name 'v' is not defined",
    ),
    "goal already reached": (
        figure("try:\n  - A: w > 0◄\n"),
        "the goal's condition w > 0 is already true at the start",
    ),
    "goal without a chart": (
        cell("w = 1\n", "try:\n  - A: w > 3◄\n"),
        "only a cell with a chart can have goals to try",
    ),
    "readout that raises": (
        cell("w = 1\n", "readouts:\n  - w\n  - v + 1◄\n"),
        "the readout v + 1 fails: NameError: name 'v' is not defined",
    ),
    "readout that is no number": (
        cell("w = 'a'\n", "readouts: [w]◄\n"),
        "the readout w fails: Unusable: w gave the text 'a'. It should be a number.",
    ),
    "readout that is none": (
        cell("w = 1\n", "readouts:\n  - {a: b}◄\n"),
        "a readout is an expression in Python, such as loss(w, b)",
    ),
    # code
    "code that does not compile": (cell("w = 1\nb = = 2◄\n"), "this code fails: SyntaxError"),
    "code that raises": (
        cell("def y():\n    return z◄\nw = 1\ny()\n"),
        "this code fails: NameError: name 'z' is not defined",
    ),
    "code that ends Python": (cell("w = 1\nexit(3)◄\n"), "this code fails: SystemExit: 3"),
    "code below an empty line": (cell("\n\nw = 1\n1 / 0◄\n"), "this code fails: ZeroDivisionError"),
    "chart that is missing": (
        cell("w = 1\n", "chart: plot_a_lin◄\n"),
        "figures.py has no function plot_a_lin; did you mean plot_a_line?",
    ),
    "names that the chart needs": (
        cell("v = 1\n", "", "```{cell} plot-a-line◄"),
        "the function plot_a_line is drawn from y and w, which the code does not define",
    ),
    "names that a chosen chart needs": (
        cell("w = 1\n", "chart: plot_a_line◄\n"),
        "the function plot_a_line is drawn from y, which the code does not define",
    ),
    "chart that fails in the reader's code": (
        cell("w = 1\ndef y(x):\n    return 1 / (x + 1)◄\n", "chart: plot_a_line\n"),
        "ZeroDivisionError: float division by zero, when by-itself is drawn with w = 1",
    ),
    "task that is missing": (
        cell("w = 1\n", "task: Dobule◄\n"),
        "tasks.py has no class Dobule; did you mean Double?",
    ),
    "task that is not the lesson's own": (
        cell("w = 1\n", "task: Task◄\n"),
        "tasks.py has no class Task",
    ),
}


@pytest.mark.parametrize(("body", "sentence"), IN_LESSON.values(), ids=IN_LESSON)
def test_mistake_in_the_lesson(project: Project, body: str, sentence: str) -> None:
    project.lesson(body.replace(MARK, ""))
    (complaint,) = project.complaints()
    assert complaint.startswith(place(FRONT_MATTER + body, "lesson.md") + sentence)


IN_FRONT_MATTER = {
    "none": ("A line.◄\n", "a lesson begins with its front matter between two lines of ---"),
    "not closed": ("---◄\ntitle: A\n", "a lesson begins with its front matter between two lines"),
    "no title": (
        "---◄\ndescription: B\nminutes: 5\norder: 1\n---\n",
        "the front matter needs the option title",
    ),
    "unknown": (
        "---\ntitle: A\ntilte: B◄\ndescription: B\nminutes: 5\norder: 1\n---\n",
        "the front matter has no option tilte; did you mean title?",
    ),
    "minutes": (
        "---\ntitle: A\ndescription: B\nminutes: 2.5◄\norder: 1\n---\n",
        "minutes should be a whole number, 1 or more",
    ),
    "order": (
        "---\ntitle: A\ndescription: B\nminutes: 2\norder: first◄\n---\n",
        "order should be a number, not the text 'first'",
    ),
    "title": (
        "---\ntitle: {a: b}◄\ndescription: B\nminutes: 2\norder: 1\n---\n",
        "title should be text, not a table of names and values",
    ),
    "YAML": (
        "---\ntitle: A\ndescription: B: C◄\nminutes: 2\norder: 1\n---\n",
        "these options are not YAML: mapping values are not allowed here",
    ),
}


@pytest.mark.parametrize(("text", "sentence"), IN_FRONT_MATTER.values(), ids=IN_FRONT_MATTER)
def test_mistake_in_the_front_matter(project: Project, text: str, sentence: str) -> None:
    project.lesson("", front_matter=text.replace(MARK, ""))
    (complaint,) = project.complaints()
    assert complaint.startswith(place(text, "lesson.md") + sentence)


IN_FIGURES = {
    "syntax": ("def line(w, b)◄\n    return 1\n", "SyntaxError: expected ':'"),
    "import": ("import nothing_like_it◄\n", "ModuleNotFoundError: No module named"),
    "failure": (
        "def line(w, b):\n    return deeper(w)\n\ndef deeper(w):\n    return 1 / (w - 1)◄\n",
        "ZeroDivisionError: float division by zero, when line is drawn with w = 1, b = 0",
    ),
    "failure elsewhere": (
        "from lessons.chart import span\n\ndef line(w, b):\n    return span(0, 1, 1)◄\n",
        "ValueError: a span needs at least 2 numbers, not 1, when line is drawn",
    ),
}


@pytest.mark.parametrize(("figures", "sentence"), IN_FIGURES.values(), ids=IN_FIGURES)
def test_mistake_in_figures(project: Project, figures: str, sentence: str) -> None:
    project.lesson(figure(""), figures.replace(MARK, ""))
    (complaint,) = project.complaints()
    assert complaint.startswith(place(figures, "figures.py") + sentence)


IN_ANOTHER_MODULE = {
    "syntax": ("A = 1\ndef◄\n", "import shapes\n", "SyntaxError: invalid syntax"),
    "failure": ("A = 1\nB = 1 / 0◄\n", "import shapes\n", "ZeroDivisionError: division by zero"),
    "nothing imports it": ("A = B◄\n", "", "NameError: name 'B' is not defined"),
    "failure when it is drawn": (
        "def half(w):\n    return w / 0◄\n",
        "from shapes import half\n\n\ndef line(w, b):\n    return half(w)\n",
        "ZeroDivisionError: float division by zero, when line is drawn with w = 1, b = 0",
    ),
}


@pytest.mark.parametrize(
    ("shapes", "figures", "sentence"), IN_ANOTHER_MODULE.values(), ids=IN_ANOTHER_MODULE
)
def test_mistake_in_another_module(
    project: Project, shapes: str, figures: str, sentence: str
) -> None:
    folder = project.lesson(figure(""), figures)
    (folder / "shapes.py").write_text(shapes.replace(MARK, ""), "utf-8")
    (complaint,) = project.complaints()
    assert complaint.startswith(place(shapes, "shapes.py") + sentence)


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("my-shapes.py", "my-shapes.py cannot be imported: its name should be one in Python"),
        ("random.py", "there is a module random already: random.py needs another name"),
        ("show.py", "there is a module show already: show.py needs another name"),
        ("engine.py", "there is a module engine already: engine.py needs another name"),
    ],
)
def test_the_name_of_a_module(project: Project, name: str, sentence: str) -> None:
    folder = project.lesson("")
    (folder / name).write_text("", "utf-8")
    assert project.complaints() == [f"{name}:1: {sentence}"]


ENDLESS = "this is still running after 0.2 seconds"


def test_code_that_never_ends(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LIMIT", 0.2)
    body = cell(
        "w = 1\ndef wait():\n    while w:\n        try:\n            pass◄\n"
        "        except Exception:\n            break\n\nwait()\n"
    )
    project.lesson(body.replace(MARK, ""))
    (complaint,) = project.complaints()
    line = int(complaint.split(":")[1])
    assert complaint == f"lesson.md:{line}: this code fails: {ENDLESS}"
    marked = int(place(FRONT_MATTER + body, "").split(":")[1])
    assert abs(line - marked) <= 2  # anywhere in the loop


def test_a_figure_that_never_ends(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LIMIT", 0.2)
    project.lesson(figure(""), "def line(w, b):\n    while True: w += b\n")
    (complaint,) = project.complaints()
    assert complaint == f"figures.py:2: {ENDLESS}, when line is drawn with w = 1, b = 0"


def test_a_goal_that_never_ends(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LIMIT", 0.2)
    forever = FIGURES + "\n\ndef forever():\n    while True: pass\n"
    project.lesson(figure("try:\n  - A: forever()\n"), forever)
    (complaint,) = project.complaints()
    line = forever.count("\n")
    assert complaint == f"figures.py:{line}: the goal's condition forever() fails: {ENDLESS}"


def test_a_call_that_never_ends(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(modules, "LIMIT", 0.2)
    monkeypatch.setattr(modules, "GRACE", 0.1)
    body = cell("import time\n\ndef wait():\n    time.sleep(2)◄\n\nwait()\n")
    project.lesson(body.replace(MARK, ""))
    begun = monotonic()
    (complaint,) = project.complaints()
    assert monotonic() - begun < 2
    place_of_it = place(FRONT_MATTER + body, "lesson.md")
    assert complaint == f"{place_of_it}this code fails: {ENDLESS}"


def test_code_that_asks_for_something(project: Project) -> None:
    body = cell("w = 1\nname = input('Who are you? ')◄\n")
    project.lesson(body.replace(MARK, ""))
    (complaint,) = project.complaints()
    assert complaint.startswith(
        place(FRONT_MATTER + body, "lesson.md") + "this code fails: EOFError"
    )


IN_PICTURES = {
    "image that is missing": ("title: A\nalt: B\n", "a picture needs the option image", 0),
    "description that is missing": (
        "title: A\nimage: a.svg\n",
        "a picture needs the option alt",
        0,
    ),
    "title that is missing": ("alt: A\nimage: a.svg\n", "a picture needs the option title", 0),
    "file that is missing": (
        "title: A\nalt: B\nimage: images/b.svg\n",
        "there is no file images/b.svg",
        4,
    ),
    "file of another kind": (
        "title: A\nalt: B\nimage: figures.py\n",
        "a picture is an SVG drawing, not figures.py",
        4,
    ),
    "file outside": (
        "title: A\nalt: B\nimage: ../../a.svg\n",
        "../../a.svg is outside the lesson's folder",
        4,
    ),
    "unknown option": (
        "title: A\nalt: B\nimage: a.svg\nslider: 1\n",
        "a picture has no option slider",
        5,
    ),
}


@pytest.mark.parametrize(("options", "sentence", "line"), IN_PICTURES.values(), ids=IN_PICTURES)
def test_mistake_in_a_picture(project: Project, options: str, sentence: str, line: int) -> None:
    """line: of the block, counted from its first as 0"""
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    project.write("lessons/lines/a.svg", svg)
    project.lesson(f"```{{picture}} a\n---\n{options}---\n```\n")
    (complaint,) = project.complaints()
    assert complaint.startswith(f"lesson.md:{7 + line}: {sentence}")


def test_mistake_in_a_drawing(project: Project) -> None:
    project.write("lessons/lines/a.svg", "<svg>\n")
    project.lesson("```{picture} a\n---\ntitle: A\nalt: B\nimage: a.svg\n---\nA\n```\n")
    assert project.complaints() == [
        'a.svg:1: a drawing begins with <svg xmlns="http://www.w3.org/2000/svg">',
        "a.svg:2: this drawing is not XML: no element found",
        "lesson.md:13: a picture has no code",
    ]


def returning(expression: str, parameters: str = "w, b") -> str:
    head = "from lessons.chart import Chart, Figure, axes, curve\n"
    return f"{head}\n\ndef line({parameters}):\n    return {expression}\n"


FIGURES_THAT_ARE_NONE = {
    "something else": (returning("None"), "returned NoneType, not a Figure of lessons.chart"),
    "no chart": (returning("Figure()"), "has no chart"),
    "chart of another kind": (returning("Figure(3)"), "has a chart that is no Chart of lessons"),
    "no sentence": (
        returning("Figure(Chart([], {}, ' '))"),
        "describes its picture with no sentence",
    ),
    "unknown property": (
        returning("Figure(Chart([{'type': 'scatter', 'lin': 1}], {}, 'A.'))"),
        "is no figure of Plotly's: Invalid property specified for object of type Scatter: 'lin'; "
        'did you mean "line"?',
    ),
    "wrong value": (
        returning("Figure(Chart([], {'xaxis': {'range': 'wide'}}, 'A.'))"),
        "is no figure of Plotly's: Invalid value of type 'str' received for the 'range' property",
    ),
    "trace that the page cannot draw": (
        returning("Figure(Chart([{'type': 'pie'}], {}, 'A.'))"),
        "has a trace of type pie; the page draws scatter, contour, surface, scatter3d",
    ),
    "layout that the page cannot draw": (
        returning("Figure(Chart([], {'xaxis': {'rangeslider': {}}}, 'A.'))"),
        "has a layout with rangeslider, which the page does not draw",
    ),
    "formula": (
        returning("Figure(Chart([], {}, 'A.'), formula=[('w', 1)])"),
        "has a part of its formula that is no pair of texts: ('w', 1)",
    ),
    "readouts": (
        returning("Figure(Chart([], {}, 'A.'), readouts=['w'])"),
        "has a part of its readouts that is no pair of texts: 'w'",
    ),
    "part that JSON has not": (
        returning("Figure(Chart([], {}, 'A.'), diagram={1, 2})"),
        "cannot be sent to the page: TypeError",
    ),
    "what JSON has not": (
        returning("Figure(Chart([{'type': 'scatter', 'meta': {1, 2}}], {}, 'A.'))"),
        "cannot be sent to the page: TypeError",
    ),
    "any parameters": (
        returning("Figure(Chart([], {}, 'A.'))", "**names"),
        "should name its parameters, without * or **",
    ),
}


@pytest.mark.parametrize(
    ("figures", "sentence"), FIGURES_THAT_ARE_NONE.values(), ids=FIGURES_THAT_ARE_NONE
)
def test_function_that_draws_no_figure(project: Project, figures: str, sentence: str) -> None:
    project.lesson("\n" + figure(""), figures)
    (complaint,) = project.complaints()
    assert complaint.startswith(f"lesson.md:8: the function line {sentence}")


IN_TASKS = {
    "syntax": (TASKS + "def◄\n", "SyntaxError: invalid syntax"),
    "prompt": (
        TASKS.replace('prompt = "Let `y` give twice *x*."', "prompt = ''◄"),
        "the task Double needs prompt: a sentence of Markdown",
    ),
    "prompt that is missing": (
        TASKS.replace('    prompt = "Let `y` give twice *x*."\n', "").replace(
            "(Task):", "(Task):◄"
        ),
        "the task Double needs prompt: a sentence of Markdown",
    ),
    "formula in the prompt": (
        TASKS.replace('twice *x*."', 'twice $\\\\foo$."◄'),
        "this formula cannot be typeset: Undefined control sequence: \\foo",
    ),
    "hints": (
        TASKS.replace('hints = ("Use a star.", "Write `2 * x`.")', "hints = ()◄"),
        "the task Double needs hints: a list of sentences of Markdown",
    ),
    "one hint": (
        TASKS.replace('"Write `2 * x`.")', "\n        3)◄"),
        "the task Double needs hints: only sentences of Markdown",
    ),
    "class in a hint": (
        TASKS.replace('"Write `2 * x`."', '\n        "[a]{.b}"◄'),
        "there is no class b",
    ),
    "solution": (
        TASKS.replace('solution = "def y(x):\\n    return 2 * x\\n"', "solution = None◄"),
        "the task Double needs solution: code that passes",
    ),
    "mistakes": (
        TASKS.replace('("def y(x):\\n    return x\\n", "only x"),', '("y = 1",),◄'),
        "a known mistake is a pair: its code, and a part of the message for it",
    ),
}


@pytest.mark.parametrize(("tasks", "sentence"), IN_TASKS.values(), ids=IN_TASKS)
def test_mistake_in_tasks(project: Project, tasks: str, sentence: str) -> None:
    project.lesson(cell("1\n", "task: Double\n"), tasks=tasks.replace(MARK, ""))
    (complaint,) = project.complaints()
    assert complaint.startswith(place(tasks, "tasks.py") + sentence)


def test_all_mistakes_are_told_at_once_in_the_order_of_lessons_and_lines(
    project: Project,
) -> None:
    project.lesson("A <b>\n\n[c]{.d}\n", slug="b-lines")
    project.lesson("[x](#y)\n", FIGURES + "1 / 0\n", slug="a-lines")
    with pytest.raises(LessonError) as raised:
        project.read()
    lessons = project.lessons
    zero = FIGURES.count("\n") + 1
    assert str(raised.value).splitlines() == [
        f"{lessons}/a-lines/figures.py:{zero}: ZeroDivisionError: division by zero",
        f"{lessons}/a-lines/lesson.md:7: nothing in this lesson is called #y",
        f"{lessons}/b-lines/lesson.md:7: raw HTML is not allowed in a lesson: <b>",
        f"{lessons}/b-lines/lesson.md:9: there is no class d; "
        "known: bias, loss, model, passed, slope, term, weight",
    ]


def test_files_are_named_as_seen_from_here(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.lesson("A <b>\n")
    monkeypatch.chdir(project.root)
    with pytest.raises(LessonError, match=r"^lessons/lines/lesson\.md:7: raw HTML"):
        project.read()


def test_a_lessons_folder_is_its_address(project: Project) -> None:
    project.lesson("", slug="My_Lesson")
    (complaint,) = project.complaints()
    assert complaint == "lesson.md:1: the folder's name My_Lesson should be kebab-case: a-few-words"
