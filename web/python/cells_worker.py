"""What Pyodide runs in the cells' worker: the reader's code, and the picture and verdict it earns.

The text that goes back to the page is JSON; the numbers of the picture wait in /numbers.
"""

from __future__ import annotations

import builtins
import linecache
import math
import traceback
from array import array
from collections.abc import Callable
from contextlib import redirect_stdout
from json import dumps, load, loads
from typing import Any

import figures
import imports
import tasks
from hints import hint
from interpreter import NO_THREADS, interpreter
from show import Drawn, leave, received
from training import Silence, Training, reading

from lessons.answer import Unusable, readout, real
from lessons.task import Attempt, verdict

# The functions below have built-ins of their own, which code that deletes some leaves alone.
globals()["__builtins__"] = dict(vars(builtins))

#: the name under which the reader's code appears in its own tracebacks
SOURCE = "<your code>"

with open("/lesson.json") as file:
    lesson = load(file)


class Cell:
    """One cell of the lesson: the namespace its code runs in, and what the block binds to it."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.names: dict[str, Any] = {}
        self.code = ""
        self.training: Training | None = None

    def run(self, code: str) -> dict[str, Any]:
        """Run the code in a fresh namespace, then read out what the block binds.

        Code that fails leaves the cell as it was: its sliders go on moving the last good picture.
        """
        # Else it would find the built-ins of this module.
        names: dict[str, Any] = {"__name__": "__main__", "__builtins__": builtins}
        remember(code)
        interpreter().begin()
        error = interpreter().run(lambda: exec(compile(code, SOURCE, "exec"), names))
        if isinstance(error, KeyboardInterrupt):
            return self.interrupted(code, names, error)
        if error:
            return {"error": described(error)}
        self.code, self.names = code, names
        result = self.played()
        result["sliders"] = self.sliders()
        # Where the picture failed as well, that says better what is wrong.
        return {**self.judged(), **result}

    def interrupted(
        self, code: str, names: dict[str, Any], error: KeyboardInterrupt
    ) -> dict[str, Any]:
        """Go on with the names that a stopped run has left, if they are enough for the picture."""
        before = self.code, self.names, self.training
        self.code, self.names = code, names
        result = self.played()
        if "error" in result:
            self.code, self.names, self.training = before
            result = {}
        else:
            result["sliders"] = self.sliders()
        return {**result, "error": described(error)}

    def sliders(self) -> dict[str, float]:
        """The values that the code gives the sliders' names."""
        found = {name: self.slider(name) for name in self.spec["sliders"]}
        return {name: value for name, value in found.items() if value is not None}

    def draw(self, values: array[float]) -> dict[str, Any]:
        """Set the names that the sliders move, and the points of `data`, then draw again.

        values: the sliders', in their order; then, once the reader has dragged a point, the x and
            the y of every point
        """
        remember(self.code)
        if self.training:
            self.training.rewind()
        sliders = self.spec["sliders"]
        self.names.update(zip(sliders, values))
        self.place(values[len(sliders) :])
        result = self.played()
        if self.spec["task"] and getattr(tasks, self.spec["task"]).follows_sliders:
            result = {**self.judged(), **result}
        return result

    def place(self, numbers: array[float]) -> None:
        """Put the points of `data` where they were dragged to.

        numbers: x and y of each; none where nothing was dragged
        """
        if not numbers:
            return
        data = list(zip(numbers[::2], numbers[1::2]))
        # What did not move stays the same object: by that a landscape knows that it is still true.
        if self.names.get("data") != data:
            self.names["data"] = data

    def played(self) -> dict[str, Any]:
        """The picture; where the block has a player, also the beginning of a new run."""
        if not self.spec["player"]:
            return self.picture()
        self.training = Training(self.spec["player"], self.names)
        result = self.picture()
        if "picture" in result:
            played = loads(result["picture"])["parts"]["player"]
            self.training.follow(played["records"], played["curve"])
        return result

    def advance(self, values: array[float]) -> dict[str, Any]:
        """Play on; the recorded rows wait in /numbers. See Training.advance.

        values: the most iterations, the most seconds, the x of the curve's points
        """
        if not self.training or not self.training.records:
            return self.picture()
        remember(self.code)
        result: dict[str, Any] = {}
        try:
            rows = self.training.advance(int(values[0]), values[1], values[2:])
            leave(rows)
            result["readouts"] = self.readings()
        except BaseException as error:
            result["error"] = described(error)
        return result

    def rewind(self) -> dict[str, Any]:
        """Put the run back to its start."""
        if self.training:
            self.training.rewind()
        return {}

    def readings(self) -> list[list[str]]:
        """The readouts in the middle of a run, which may be on its way to infinity."""
        with redirect_stdout(Silence()):
            return [[text, self.reading(text)] for text in self.spec["readouts"]]

    def reading(self, text: str) -> str:
        try:
            return reading(eval(text, self.names), text)
        except OverflowError:
            return "inf"

    def slider(self, name: str) -> float | None:
        """The value that the code gives a slider's name, if a slider can show it."""
        value = self.names.get(name)
        if isinstance(value, (int, float)) and math.isfinite(value):
            return float(value)
        return None

    def picture(self) -> dict[str, Any]:
        """The block's readouts, and its picture from the names its figure function asks for."""
        result: dict[str, Any] = {}
        try:
            with redirect_stdout(Silence()):
                # The picture knows best what is wrong with the names that it shares with a readout.
                drawn = self.drawn() if self.spec["function"] else None
                result["readouts"] = [[text, self.readout(text)] for text in self.spec["readouts"]]
            if drawn:
                result["picture"], numbers = drawn
                leave(numbers)
        except BaseException as error:
            result["error"] = described(error)
        return result

    def readout(self, text: str) -> str:
        """The value of an expression over the reader's names, as the page shows it."""
        code = compile(text, "<readout>", "eval")
        for name in code.co_names:
            if name not in self.names and not hasattr(builtins, name):
                raise Unusable(f"{text} is shown below, but your code does not define {name}.")
        return readout(eval(code, self.names), text)

    def drawn(self) -> tuple[str, array[float]]:
        function = getattr(figures, self.spec["function"])
        code = function.__code__
        wanted = code.co_varnames[: code.co_argcount]
        required = wanted[: len(wanted) - len(function.__defaults__ or ())]
        for name in required:
            if name not in self.names:
                raise Unusable(
                    f"The picture is drawn with {name}, but your code does not define {name}."
                )
        found = [name for name in wanted if name in self.names]
        for name in found:
            if name in self.spec["sliders"]:
                real(self.names[name], name)
        drawn = Drawn(function, found, self.spec["goals"], figures.__dict__)
        return drawn.pack([self.names[name] for name in found])

    def judged(self) -> dict[str, Any]:
        """The task's verdict on the code that has just run."""
        if not self.spec["task"]:
            return {}
        task = getattr(tasks, self.spec["task"])()
        try:
            with redirect_stdout(Silence()):
                passed, message = verdict(task, Attempt(self.code, dict(self.names)))
        except BaseException as error:
            return {"error": described(error)}
        return {"verdict": passed, "message": message}


def remember(code: str) -> None:
    """Let tracebacks show this code: cells and figures all share one name for theirs."""
    linecache.cache[SOURCE] = (len(code), None, code.splitlines(keepends=True), SOURCE)


#: characters that the page shows of Python's last line, and of its whole message
LAST_LINE = 1000
#: what Python says where an error cannot say anything itself
UNTOLD = "<exception str() failed>"
MESSAGE = 10_000


def described(error: BaseException) -> dict[str, Any]:
    """What the page shows of an error: Python's last line, the reader's line and frames, a hint.

    called: the innermost of the reader's functions that was running
    interrupted: by the page, as far as Python can know
    """
    # What tells of the error needs the built-ins that the reader's code may have deleted.
    interpreter().put_back_near()
    frames = [
        frame for frame in traceback.extract_tb(error.__traceback__) if frame.filename == SOURCE
    ]
    line = frames[-1].lineno if frames else None
    if isinstance(error, Unusable):
        return {"text": shortened(str(error), LAST_LINE), "line": None, "trace": ""}
    if isinstance(error, SyntaxError) and error.filename == SOURCE:
        line = error.lineno
    if isinstance(error, SystemExit):
        said = f": {error.code}" if type(error.code) is str else "."
        text = shortened("Your code asked Python to exit, so the run ended here" + said, LAST_LINE)
        return {"text": text, "line": line, "trace": ""}
    only = traceback.format_exception_only(error)
    heading = ["Traceback (most recent call last):\n"] if frames else []
    trace = "".join(heading + traceback.format_list(frames) + only)
    advice = imports.advice if isinstance(error, ModuleNotFoundError) else hint
    text = only[-1].strip()
    if isinstance(error, RuntimeError) and "can't start new thread" in text:
        text = NO_THREADS
    if isinstance(error, MemoryError):
        text = "MemoryError: your code asked for more memory than there is."
    result = {
        "text": shortened(text, LAST_LINE),
        "line": line,
        "trace": shortened(trace, MESSAGE),
        # One that is cut, or that the reader's class does not tell, is none that a hint knows.
        "hint": "" if len(text) > LAST_LINE or UNTOLD in text else advice(error),
    }
    if isinstance(error, KeyboardInterrupt):
        name = frames[-1].name if frames else ""
        result.update(interrupted=True, called=name if name.isidentifier() else "")
    return result


def shortened(text: str, most: int) -> str:
    """The beginning and the end of a text that is too long to be read."""
    if len(text) <= most:
        return text
    half = most // 2
    return f"{text[:half]} … {text[-half:]}"


cells = {name: Cell(spec) for name, spec in lesson["cells"].items()}


def told(call: Callable[[], dict[str, Any]]) -> str:
    """What came of a call as JSON, also where the reader's code ends what calls it."""
    result: dict[str, Any] = {}
    error = interpreter().watch(lambda: result.update(call()))
    if error:
        result = {"error": described(error)}
        # It came out of what calls the reader's code: something there is not as it was.
        if result["error"]["line"] is None and not isinstance(error, (Unusable, KeyboardInterrupt)):
            interpreter().worn = True
    return dumps(result)


def run(block: str, code: str) -> str:
    """Run the reader's code in the cell `block`; return what became of it as JSON."""
    return told(lambda: cells[block].run(code))


def draw(block: str) -> str:
    """Draw the cell again with the slider values in /values, in the order of its sliders."""
    return told(lambda: cells[block].draw(received()))


def advance(block: str) -> str:
    """Play the cell's run on, by what /values says."""
    return told(lambda: cells[block].advance(received()))


def rewind(block: str) -> str:
    """Put the cell's run back to its start."""
    return told(lambda: cells[block].rewind())


def worn() -> bool:
    """Whether the reader's code has changed what cannot be put back."""
    return interpreter().worn
