"""Tasks: what the reader is asked to do, and how what they wrote is judged.

A lesson's tasks.py has one class a task. Its check runs the reader's code on more than one case
and never looks at the text of it, so that every right way of writing it passes.
"""

from lessons.answer import Unusable, called, real


class Wrong(Unusable):
    """The code does not do it yet; the text says what it did, and what it should have done."""


class Attempt:
    """One run of the reader's code, and the names it left behind."""

    def __init__(self, code, names):
        """
        code: the source text
        names: the namespace in which it has run
        """
        self.code = code
        self.names = names

    def again(self):
        """The same code run once more, in a namespace of its own: checks may change its names."""
        names = {"__name__": "__main__"}
        exec(compile(self.code, "<task>", "exec"), names)
        return Attempt(self.code, names)

    def value(self, name, example):
        """What the code calls `name`. Raises Wrong, showing the example, where it has no such."""
        if name not in self.names:
            raise Wrong("There is no " + name + " yet. It should begin like this: " + example)
        return self.names[name]

    def function(self, name, example):
        """The function that the code calls `name`. Raises Wrong where there is none."""
        found = self.value(name, example)
        if not callable(found):
            raise Wrong(name + " should be a function. It should begin like this: " + example)
        return found

    def answer(self, name, *arguments):
        """The number that the function `name` gives. Raises Wrong where it gives none."""
        call = called(name, arguments)
        try:
            result = self.names[name](*arguments)
        except Exception as error:
            stopped = call + " stopped with " + type(error).__name__ + ": " + str(error)
            raise Wrong(stopped) from error
        return real(result, call)


class Task:
    """What every task has. A lesson's tasks.py derives one class from it for each task."""

    #: one sentence of Markdown: what to do
    prompt = ""
    #: what to say when it is done
    praise = "That works."
    #: whether the cell's sliders, when they have settled, are judged again like a run
    follows_sliders = False
    #: two or three sentences of Markdown that open one at a time
    hints = ()
    #: code that passes
    solution = ""
    #: pairs (code, a part of the sentence that meets it): mistakes that people really make
    mistakes = ()

    def check(self, attempt):
        """Return if the attempt does what was asked; raise Wrong with a sentence if not."""
        raise NotImplementedError("a task must say what passes: define check(self, attempt)")


def verdict(task, attempt):
    """Judge a finished run: ("passed", the praise) or ("wrong", the sentence that helps)."""
    try:
        task.check(attempt)
    except Unusable as wrong:
        return "wrong", str(wrong)
    return "passed", task.praise


def judge(task_class, code):
    """Run `code` in a namespace of its own and judge it; errors of the code itself pass through."""
    names = {"__name__": "__main__"}
    exec(compile(code, "<task>", "exec"), names)
    return verdict(task_class(), Attempt(code, names))
