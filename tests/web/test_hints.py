"""The friendly first lines: what readers of these cells do wrong, and what each of them meets."""

from __future__ import annotations

import warnings

import pytest

from web.python.hints import hint

DATA = "data = [(1, 0.85), (2, 1.43)]\n"
LINE = "def y(x, w, b):\n    return w * x + b\n"


def met(code: str) -> tuple[str, BaseException | None]:
    """The hint that a run of this code meets, and the error."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # Python guesses at missing commas
            exec(compile(code, "<your code>", "exec"), {"__name__": "__main__"})
    except Exception as error:
        return hint(error), error
    return "", None


@pytest.mark.parametrize(
    ("code", "kind", "part"),
    [
        # A name
        ("weight = 1\nprint(weigth)", NameError, "Did you mean weight?"),
        ("learning_rate = 1\nlearningrate * 2", NameError, "Did you mean learning_rate?"),
        ("Print(1)", NameError, "Did you mean print?"),
        ("W = 1\nw * 2", NameError, "Did you mean W?"),
        (LINE + "y(1, 2, c)", NameError, "Nothing is called c yet"),
        ("exp(1)", NameError, "from math import exp"),
        ("math.exp(1)", NameError, "import math"),
        ("true", NameError, "Did you mean True?"),
        ("w = 1\ndef update():\n    w = w - 1\nupdate()", UnboundLocalError, "global w"),
        # How it is written
        ("def y(x)\n    return x", SyntaxError, "colon is missing"),
        ("def y(x, w, b):\n    return w x + b", SyntaxError, "needs a star"),
        ("if 1:\n    pass\nelse if 2:\n    pass", SyntaxError, "one word: elif"),
        ("pip install numpy", SyntaxError, "Write import and its name"),
        ("for x in [1, 2]\n    print(x)", SyntaxError, "colon is missing"),
        ("print((1 + 2)", SyntaxError, "each ( needs its )"),
        ("print(1))", SyntaxError, "There is a ) too many"),
        ("x = [1, 2)", SyntaxError, "do not fit"),
        ("print('a)", SyntaxError, "quotation mark is missing"),
        ("def y(x):\nreturn x", IndentationError, "four spaces"),
        ("w = 1\n  b = 0", IndentationError, "Take the spaces away"),
        ("if 1:\n        a = 1\n    b = 2", IndentationError, "another number of spaces"),
        ("if 1:\n\ta = 1\n        b = 2", TabError, "four spaces everywhere"),
        ("x = 3\ny = 2x", SyntaxError, "needs a star"),
        ("w = x = 1\ny = w x", SyntaxError, "needs a star"),
        ("w * 2 = 3", SyntaxError, "On the left of ="),
        ("if 1 = 1:\n    pass", SyntaxError, "Use == to compare"),
        ("w = 1\nif w = 1:\n    pass", SyntaxError, "Use == to compare"),
        ("return 3", SyntaxError, "return must be set in"),
        ("y = 3 × 4", SyntaxError, "Type * instead"),
        ("y = 3 − 4", SyntaxError, "Type - instead"),
        ("y = “a”", SyntaxError, 'Type " instead'),
        ("y = 3²", SyntaxError, "Type ** 2 instead"),
        ("y = 3 € 4", SyntaxError, "does not know the sign €"),
        ("y =\u00a03", SyntaxError, "invisible character"),
        ("print 3", SyntaxError, "print needs brackets"),
        ("function y(x):\n    return x", SyntaxError, "begins with def"),
        ("data = [(1, 2) (3, 4)]", TypeError, "comma is missing"),
        ("data = [1 2]", SyntaxError, "a comma in a list, or a star"),
        ("w = 05", SyntaxError, "begin with 0"),
        ("y = 3 +", SyntaxError, "Python cannot read this line"),
        ("y = 3 * * 2", SyntaxError, "Python cannot read this line"),
        # What values can do
        (LINE + "y(3)", TypeError, "Missing: 'w' and 'b'"),
        (
            LINE + "y(1, 2, 3, 4)",
            TypeError,
            "with 4 values in its brackets, but its def line takes 3",
        ),
        ("x = 2.5\nx ^ 2", TypeError, "two stars"),
        ("[1, 2] * 0.5", TypeError, "one by one"),
        (DATA + "data - 1", TypeError, "one by one"),
        ("[1] + 1", TypeError, "one by one"),
        ("def y(x):\n    2 * x\nround(y(3), 2)", TypeError, "Write return"),
        ("def y(x):\n    2 * x\nf'{y(3):.2f}'", TypeError, "Write return"),
        ("round([1.25], 1)", TypeError, "one by one"),
        ("f'{[1.25]:.1f}'", TypeError, "one by one"),
        ("round('1.25', 1)", TypeError, "quotation marks"),
        ("round((-1) ** 0.5, 1)", TypeError, "negative number"),
        ("w = 0,5\nw * 1.5", TypeError, "0,5 is a pair"),
        ("w = 0,5\nw + 1", TypeError, "A decimal point is a point"),
        ("w = 0,5\n1 - w", TypeError, "A decimal point is a point"),
        ("float('0,5')", ValueError, "A decimal point is a point"),
        ("3 (2 + 1)", TypeError, "needs a star"),
        (DATA + "data(0)", TypeError, "data[0]"),
        ("def y(x):\n    x * 2\ny(1) + 1", TypeError, "Write return"),
        ("def gradient():\n    1, 2\ndw, db = gradient()", TypeError, "Write return"),
        (LINE + "y - 1", TypeError, "Call it with brackets"),
        ("'2' - 1", TypeError, "quotation marks"),
        ("'2' + 1", TypeError, "quotation marks"),
        ("for i in 10:\n    pass", TypeError, "for i in range(n)"),
        ("range(2.0)", TypeError, "whole numbers only"),
        ("w = 1\nw[0]", TypeError, "take an item out of a list"),
        (DATA + "data[1.0]", TypeError, "a whole number: data[0]"),
        (DATA + "for x, y, z in data:\n    pass", ValueError, "not equally many"),
        ("int('x')", ValueError, "digits alone"),
        ("int('0.5')", ValueError, "write float('0.5')"),
        ("len(5)", TypeError, "A number has neither"),
        ("len(0.5)", TypeError, "A number has neither"),
        ("1 / 0", ZeroDivisionError, "divided by 0"),
        (DATA + "data[2]", IndexError, "Counting begins at 0"),
        ("1e300 ** 2", OverflowError, "learning rate is too high"),
        ("from math import exp\nexp(1000)", OverflowError, "learning rate is too high"),
        ("10 ** 400 * 0.5", OverflowError, "learning rate is too high"),
        ("10 ** 400 / 3", OverflowError, "learning rate is too high"),
        ("round(1e300 * 1e300)", OverflowError, "learning rate is too high"),
        ("'ab' * 2 ** 62", OverflowError, "So many items"),
        ("raise OverflowError('strings are too large to concat')", OverflowError, "So many items"),
        ("(0,) * 10 ** 20", OverflowError, "So many items"),
        ("def y(x):\n    return y(x)\ny(1)", RecursionError, "calls itself"),
        (DATA + "data.push((3, 4))", AttributeError, "append"),
        (DATA + "data.apend((3, 4))", AttributeError, "Did you mean append?"),
        ("w = 1\nw.value", AttributeError, "There is no value in this int"),
        ("print(1).real", AttributeError, "Write return"),
    ],
)
def test_it_says_what_to_look_at(code: str, kind: type[BaseException], part: str) -> None:
    said, error = met(code)
    assert type(error) is kind
    assert part in said


@pytest.mark.parametrize(
    "code",
    ["raise ValueError('mine')", "raise TypeError", "assert 1 > 2", "{}['a']", "import nowhere"],
)
def test_it_says_nothing_where_it_knows_nothing(code: str) -> None:
    said, error = met(code)
    assert error
    assert said == ""


def test_a_built_in_that_is_there_again_was_deleted() -> None:
    error = NameError("name 'setattr' is not defined", name="setattr")
    assert hint(error) == "Your code has deleted setattr, which Python itself needs."


def test_a_number_that_a_browser_calls_not_representable() -> None:
    assert "learning rate is too high" in hint(OverflowError(68, "Result not representable"))


def test_a_name_from_a_functions_own_is_found() -> None:
    said, _ = met("def y(weight):\n    return weigth\ny(1)")
    assert "Did you mean weight?" in said


def test_objects_that_refuse_to_answer_do_no_harm() -> None:
    refusing = "class A:\n    def __dir__(self):\n        raise ValueError\nA().b"
    said, error = met(refusing)
    assert isinstance(error, AttributeError)
    assert said == ""


def test_words_of_python_that_are_misspelt() -> None:
    """Python says so from 3.14 on, which cells have."""
    said = "invalid syntax. Did you mean 'return'?"
    error = SyntaxError(said, ("<your code>", 2, 5, "    retun w * x + b\n"))
    assert hint(error) == "A word of Python is misspelt in this line: it should be return."
