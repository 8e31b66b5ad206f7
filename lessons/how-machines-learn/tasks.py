"""The tasks of "How Machines Learn": one class a task, named in its cell's block."""

from math import inf, isnan
from random import uniform
from time import perf_counter

from cell_charts import measured
from descent_charts import steepest_bend

from lessons.answer import called, real, shown
from lessons.task import Task, Wrong


class PlotALine(Task):
    """Turn y(x, w, b) = x into y(x, w, b) = wx + b."""

    prompt = "Change `y` so that it gives the line: $\\w x + \\b$."
    praise = "That is the line. Move the sliders: they now steer the function you wrote."
    hints = (
        "Everything that `y` needs comes in through its brackets: `x`, `w` and `b`.",
        "Python wants a star for every multiplication: *two x* is written `2 * x`.",
        "First multiply `x` by the weight, then add the bias, and `return` the result.",
    )
    solution = """\
w = 1
b = 0

def y(x, w, b):
    return w * x + b
"""
    mistakes = (
        ("def y(x, w, b):\n    return x\n", "ignores w"),
        ("def y(x, w, b):\n    return w * x\n", "forgets b"),
        ("def y(x, w, b):\n    return x + b\n", "ignores w"),
        ("def y(x, w, b):\n    return b * x + w\n", "changed places"),
        ("def y(x, w, b):\n    return w * x - b\n", "takes b away"),
        ("def y(x, w, b):\n    return w * (x + b)\n", "brackets"),
        ("def y(x, w, b):\n    return 2 * x + 1\n", "Use the names w and b"),
        ("w = 2\nb = 1\ndef y(x, w_, b_):\n    return w * x + b\n", "Use the names w and b"),
        ("def y(x, w, b):\n    w * x + b\n", "return"),
        ("def y(x, w, b):\n    print(w * x + b)\n", "return"),
        ("def y(x, w, b):\n    return 'w * x + b'\n", "the text"),
        ("def y(x):\n    return x\n", "TypeError"),
        ("def f(x, w, b):\n    return w * x + b\n", "There is no y yet"),
        ("y = 3\n", "y should be a function"),
        ("def y(x, w, b):\n    return w * x + b + c\n", "NameError"),
        ("def y(x, w, b):\n    return w * x ** 2 + b\n", "not "),
    )

    #: what people write instead of wx + b, and how to tell them
    rivals = (
        (lambda x, w, b: x, "Your line ignores w"),
        (lambda x, w, b: x + b, "Your line ignores w"),
        (lambda x, w, b: w * x, "Your line forgets b"),
        (lambda x, w, b: b * x + w, "The weight and the bias have changed places"),
        (lambda x, w, b: w * x - b, "Your line takes b away instead of adding it"),
        (lambda x, w, b: w * (x + b), "The brackets make w multiply b as well"),
    )

    def check(self, attempt):
        attempt.function("y", "def y(x, w, b):")
        cases = [(2, 3, 1), (-1, 4, 0.5), (0, -2, 7)]
        cases += [(uniform(-9, 9), uniform(-9, 9), uniform(-9, 9)) for _ in range(20)]
        given = [attempt.answer("y", *case) for case in cases]
        if self.agrees(given, cases, lambda x, w, b: w * x + b):
            return
        for rival, message in self.rivals:
            if self.agrees(given, cases, rival):
                raise Wrong(message + ": " + self.example(given, cases))
        again = [attempt.answer("y", x, w + 1, b + 1) for x, w, b in cases]
        if again == given:
            raise Wrong(
                "Your line stays the same whatever w and b are: "
                + self.example(given, cases)
                + " Use the names w and b instead of numbers."
            )
        raise Wrong("Not the line yet: " + self.example(given, cases))

    @staticmethod
    def agrees(given, cases, function):
        """Whether the answers given are the function's, up to rounding."""
        pairs = zip(given, [function(*case) for case in cases])
        return all(abs(answer - wanted) <= 1e-9 * (1 + abs(wanted)) for answer, wanted in pairs)

    @staticmethod
    def example(given, cases):
        """The first case that came out differently, as a sentence."""
        for answer, (x, w, b) in zip(given, cases):
            if abs(answer - (w * x + b)) > 1e-9 * (1 + abs(w * x + b)):
                call = called("y", (x, w, b))
                return call + " gave " + shown(answer) + ", not " + shown(w * x + b) + "."
        raise ValueError("every case came out right")


class FitByHand(Task):
    """Find w and b by hand: as good as the best line, or nearly."""

    prompt = "Move the sliders until the misses are as short as you can make them."
    praise = "That is close: no line does noticeably better on these points."
    follows_sliders = True
    hints = (
        "Look at the misses. If they grow to the right, the line is too steep or too flat.",
        "Set $\\w$ first, until all misses are about equally long. Then move the line with $\\b$.",
        "From the first point to the last, the data climb about 4 while $x$ grows by 7.",
    )
    solution = """\
data = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),
        (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]

w = 0.6
b = 0.2

def y(x, w, b):
    return w * x + b
"""
    start = """\
data = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),
        (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
"""
    line = "\ndef y(x, w, b):\n    return w * x + b\n"
    mistakes = (
        (start + "w = 1\nb = 0\n" + line, "too steep"),
        (start + "w = 0.2\nb = 0.6\n" + line, "not steep enough"),
        (start + "w = -0.6\nb = 0.2\n" + line, "not steep enough"),
        (start + "w = 0.6\nb = 1\n" + line, "too high"),
        (start + "w = 0.6\nb = 0\n" + line, "too low"),
        (start + "w = 0.6\nb = 0.2\ndef y(x, w, b):\n    return w * x\n", "no longer w * x + b"),
        (start + "w = 0.6\nb = 0.2\ndef y(x, w, b):\n    return 0.6 * x + 0.2\n", "stay names"),
        (start + "w = 0.6\nb = 0.2\ndef y(x, w, b):\n    w * x + b\n", "return"),
        (start + "w = '0.6'\nb = 0.2\n" + line, "quotation marks"),
        (start + "b = 0.2\n" + line, "There is no w yet"),
        ("w = 0.6\nb = 0.2\n" + line, "There is no data yet"),
        ("data = [(1, 0.85)]\nw = 0.6\nb = 0.25\n" + line, "only one point"),
        ("data = []\nw = 0.6\nb = 0.2\n" + line, "data is empty"),
    )

    #: how much larger the loss may be than that of the best line
    margin = 0.05

    def check(self, attempt):
        inputs, measurements = measured(attempt.value("data", "data = [(1, 0.85), (2, 1.43)]"))
        attempt.function("y", "def y(x, w, b):")
        w, b = self.parameter(attempt, "w"), self.parameter(attempt, "b")
        self.check_line(attempt, inputs, w, b)
        data = list(zip(inputs, measurements))
        best_w, best_b = self.best(data)
        if self.loss(data, w, b) <= self.loss(data, best_w, best_b) + self.margin:
            return
        # The weight first: once the tilt is right, the bias has only one way to go.
        middle = sum(inputs) / len(inputs)
        tilted = self.loss([(x - middle, 0) for x in inputs], w - best_w, 0)
        if tilted > self.margin / 2:
            wrong, turn = ("too steep", "smaller") if w > best_w else ("not steep enough", "larger")
            raise Wrong("The line is " + wrong + " still: make w " + turn + ".")
        height = w * middle + b - (best_w * middle + best_b)
        wrong, move = ("high", "smaller") if height > 0 else ("low", "larger")
        raise Wrong("The line lies too " + wrong + " still: make b " + move + ".")

    @staticmethod
    def parameter(attempt, name):
        """The number that the code or its slider gives w or b."""
        value = attempt.value(name, name + " = 1")
        if isinstance(value, str):
            raise Wrong(name + " is the text " + shown(value) + ". Leave out the quotation marks.")
        return real(value, name)

    @staticmethod
    def check_line(attempt, inputs, w, b):
        """Raise Wrong unless y is still the line, for these parameters and for others."""
        for more in (0, 1):
            for x in (inputs[0], inputs[-1]):
                case = (x, w + more, b + more)
                given, wanted = attempt.answer("y", *case), case[1] * x + case[2]
                if abs(given - wanted) > 1e-9 * (1 + abs(wanted)):
                    raise Wrong(
                        "Your y is no longer w * x + b: {} gave {}, not {}. "
                        "In its brackets w and b stay names; give them numbers above.".format(
                            called("y", case), shown(given), shown(wanted)
                        )
                    )

    @staticmethod
    def loss(data, w, b):
        """L2 = ½ Σ (wx + b − y)²"""
        return sum([(w * x + b - y) ** 2 for x, y in data]) / 2

    @staticmethod
    def best(data):
        """The (w, b) with the smallest loss, by least squares: the slopes of L2 are 0 there."""
        middle_x = sum([x for x, _ in data]) / len(data)
        middle_y = sum([y for _, y in data]) / len(data)
        spread = sum([(x - middle_x) ** 2 for x, _ in data])
        together = sum([(x - middle_x) * (y - middle_y) for x, y in data])
        w = together / spread if spread else 0.0
        return w, middle_y - w * middle_x


DATA = """\
data = [(1, 0.85), (2, 1.43), (3, 1.92), (4, 2.59),
        (5, 3.20), (6, 3.82), (7, 4.38), (8, 4.97)]
"""

#: what both tasks of gradient descent start with; in the braces the learning rate
DESCENT = (
    DATA
    + """
w = 1
b = 0
learning_rate = {}

def y(x, w, b):
    return w * x + b

def loss(w, b):
    total = 0
    for x, y_measured in data:
        total += (y(x, w, b) - y_measured) ** 2
    return total / 2

def gradient():
    dw = 0
    db = 0
    for x, y_measured in data:
        miss = y(x, w, b) - y_measured
        dw += miss * x
        db += miss
    return dw, db
"""
)

UPDATE = """
def update():
    global w, b
    dw, db = gradient()
    w = w - learning_rate * dw
    b = b - learning_rate * db
"""

TRAIN = """
iteration_counter = 0

def train(iterations):
    global iteration_counter
    for i in range(iterations):
        update()
        iteration_counter += 1
"""

#: lines of it
CALL = "        update()\n"
COUNT = "        iteration_counter += 1\n"


def with_train(old, new):
    """The whole solution with one thing in its train changed."""
    return DESCENT.format(0.001) + UPDATE + TRAIN.replace(old, new)


#: so long, in seconds, may the calls of a check take
PATIENCE = 10


class Descent(Task):
    """What the tasks of gradient descent share: they follow w and b downhill on the cell's data."""

    def loss_at_start(self, attempt):
        """The loss before the first step. Raises Wrong where nothing could ever bring it down."""
        for name in ("w", "b"):
            real(self.parameter(attempt, name, name + " = 1"), name)
        loss = self.loss(attempt)
        if loss == inf:
            raise Wrong("The loss at the start is beyond every number: look at w, b and data.")
        return loss

    def loss(self, attempt):
        """The L2 loss of the attempt's line on its own data, whatever its own loss() says.

        Infinite also where it is no number: nan is never larger than anything, and would pass.
        """
        w = self.parameter(attempt, "w", "w = 1")
        b = self.parameter(attempt, "b", "b = 0")
        inputs, measurements = measured(attempt.value("data", "data = [(1, 0.85), (2, 1.43)]"))
        try:
            loss = sum([(w * x + b - y) ** 2 for x, y in zip(inputs, measurements)]) / 2
        except OverflowError:
            return inf
        return inf if isnan(loss) else loss

    @staticmethod
    def parameter(attempt, name, example):
        value = attempt.value(name, example)
        return value if isinstance(value, float) else real(value, name)

    @staticmethod
    def call(attempt, name, *arguments):
        """Call the reader's function. Raises Wrong, with what it lacks, where it fails."""
        try:
            attempt.names[name](*arguments)
        except OverflowError:
            pass
        except UnboundLocalError as error:
            raise Wrong(
                called(name, arguments)
                + " stopped: "
                + str(error)
                + ". A function that changes a name of the whole program begins with global."
            ) from error
        except Exception as error:
            stopped = called(name, arguments) + " stopped with " + type(error).__name__
            raise Wrong(stopped + ": " + str(error)) from error

    def unmoved(self, attempt, calls):
        """Why w and b are where they were, as a sentence."""
        if attempt.names.get("learning_rate") == 0:
            return "learning_rate is 0, so every step has the length 0. Give it a small number."
        return calls + " left w and b exactly where they were."

    def risen(self, attempt, sentence):
        """Why the loss has risen: `sentence`, and the most likely reason."""
        rate = attempt.names.get("learning_rate")
        if isinstance(rate, (int, float)):
            if rate < 0:
                return sentence + " A negative learning rate walks uphill: it should be above 0."
            bend = steepest_bend(measured(attempt.names["data"])[0])
            if rate * bend > 2:
                return sentence + " Each step jumps over the valley: learning_rate is too high."
        if isnan(attempt.names["w"]) or isnan(attempt.names["b"]):
            return sentence + " w or b is no number any more: look at what y and gradient() give."
        return sentence + " Down is against the gradient: look at the minus signs in update()."


class Steps(Descent):
    """Find a learning rate that settles."""

    prompt = (
        "Find a `learning_rate` with which 100 steps bring the loss below 0.1, "
        "and no step makes it larger."
    )
    praise = "It settles: every step goes down, and 100 of them end in the valley."
    hints = (
        "Press *Step* a few times and watch on which side of the valley each step lands.",
        "The steps are too long, so make `learning_rate` smaller. How about a half, or a tenth?",
        "Everything from about 0.0006 to 0.0095 settles in time. Try 0.005.",
    )
    solution = DESCENT.format(0.005) + UPDATE
    mistakes = (
        (DESCENT.format(0.01) + UPDATE, "learning_rate is too high"),
        (DESCENT.format(0.1) + UPDATE, "learning_rate is too high"),
        (DESCENT.format(1e300) + UPDATE, "learning_rate is too high"),
        (DESCENT.format(0) + UPDATE, "learning_rate is 0"),
        (DESCENT.format(-0.001) + UPDATE, "A negative learning rate walks uphill"),
        (DESCENT.format(0.00001) + UPDATE, "learning_rate is so small"),
        (DESCENT.format("'0.005'") + UPDATE, "TypeError"),
        (DESCENT.format(0.005) + UPDATE.replace(" - ", " + "), "minus signs in update()"),
        (DESCENT.format(0.005) + UPDATE.replace("    global w, b\n", ""), "begins with global"),
        (DESCENT.format(0.005) + UPDATE.replace("gradient()", "gradient"), "TypeError"),
        (DESCENT.format(0.005), "There is no update yet"),
        ("data = []\nw = 1\nb = 0\n" + UPDATE, "data is empty"),
    )

    #: the steps that the check takes, and the loss that they must reach
    COUNT, TARGET = 100, 0.1

    def check(self, attempt):
        attempt = attempt.again()
        attempt.function("update", "def update():")
        start = before = self.loss_at_start(attempt)
        place = attempt.names["w"], attempt.names["b"]
        for step in range(1, self.COUNT + 1):
            self.call(attempt, "update")
            now = self.loss(attempt)
            if now > before * (1 + 1e-9) + 1e-12:
                raise Wrong(
                    self.risen(
                        attempt,
                        "Step {} raised the loss from {} to {}.".format(
                            step, shown(before), shown(now)
                        ),
                    )
                )
            before = now
        if place == (attempt.names["w"], attempt.names["b"]):
            raise Wrong(self.unmoved(attempt, "{} calls of update()".format(self.COUNT)))
        if before >= self.TARGET:
            raise Wrong(
                "Every step goes down, but {} steps only brought the loss from {} to {}. "
                "learning_rate is so small that the line creeps.".format(
                    self.COUNT, shown(start), shown(before)
                )
            )


class Train(Descent):
    """Call update() inside train(iterations)."""

    prompt = "Let `train` call `update()` once in every iteration, then press *Play*."
    praise = "That is gradient descent. Press Play and watch your line find its place."
    hints = (
        "The loop in `train` already runs as often as it should. What should happen each time?",
        "A function is called by its name with round brackets after it: `update()`.",
        "Put the call into the loop: a line of its own below `for`, indented as the counter is.",
    )
    solution = DESCENT.format(0.001) + UPDATE + TRAIN
    mistakes = (
        (with_train(CALL, ""), "never called update()"),
        (with_train("update()", "update"), "brackets"),
        (with_train(CALL + COUNT, COUNT + CALL[4:]), "outside the loop"),
        (with_train(CALL, CALL + CALL), "train(1) called update() 2 times, not once"),
        (with_train("range(iterations)", "range(5)"), "whatever iterations is"),
        (with_train("range(iterations)", "range(1, iterations)"), "train(1) never called update()"),
        (with_train("range(iterations)", "range(iterations + 1)"), "2 times, not once"),
        (with_train(COUNT, COUNT[4:]), "train(3) took iteration_counter from 0 to 1, not to 3"),
        (with_train(COUNT, ""), "left iteration_counter at 0"),
        (with_train("counter += 1", "counter = i"), "left iteration_counter at 0"),
        (with_train("    global iteration_counter\n", ""), "begins with global"),
        (with_train("train(iterations)", "train()"), "TypeError"),
        (DESCENT.format(0.01) + UPDATE + TRAIN, "learning_rate is too high"),
        (DESCENT.format(10) + UPDATE + TRAIN, "learning_rate is too high"),
        (DESCENT.format(0) + UPDATE + TRAIN, "learning_rate is 0"),
        (DESCENT.format(-0.001) + UPDATE + TRAIN, "A negative learning rate"),
        (DESCENT.format(0.00001) + UPDATE + TRAIN, "learning_rate is so small"),
        (DESCENT.format(0.001) + UPDATE.replace(" - ", " + ") + TRAIN, "minus signs in update()"),
        (DESCENT.format(0.001) + UPDATE, "There is no train yet"),
        (DESCENT.format(0.001) + TRAIN, "NameError"),
    )

    #: the iterations of the run in the check, how many of them a call takes, and the loss to reach
    ITERATIONS, AT_ONCE, TARGET = 5000, 100, 0.006

    def check(self, attempt):
        self.check_calls(attempt)
        for count in (1, 3, 10):
            self.check_counter(attempt.again(), count)
        self.check_run(attempt.again())

    def check_calls(self, attempt):
        """train(n) should call update() n times, for every n."""
        numbers = {count: self.calls(attempt.again(), count) for count in (1, 3, 10)}
        if len(set(numbers.values())) == 1:
            raise Wrong(self.always(attempt.names["train"], numbers[3]))
        for count, number in numbers.items():
            if number != count:
                did = "called update() " + times(number) if number else "never called update()"
                raise Wrong("train({}) {}, not {}.".format(count, did, times(count)))

    def calls(self, attempt, count):
        """How often train(count) calls update()."""
        attempt.function("train", "def train(iterations):")
        update = attempt.names.get("update")
        number = 0

        def counting():
            nonlocal number
            number += 1
            return update()

        if callable(update):
            attempt.names["update"] = counting
        begun = perf_counter()
        self.call(attempt, "train", count)
        took = perf_counter() - begun
        if took > PATIENCE / 10:
            slow = "train({}) took {:.1f} seconds, too long to wait for {:,} iterations."
            raise Wrong(slow.format(count, took, self.ITERATIONS))
        return number

    @staticmethod
    def always(train, number):
        """What is wrong with a train(n) that calls update() equally often for every n."""
        if number == 0:
            named = "update" in getattr(getattr(train, "__code__", None), "co_names", ())
            if named:
                return (
                    "train(3) never called update(). Its name alone does nothing: "
                    "a call has brackets, update()."
                )
            return "train(3) never called update(), so w and b stayed where they were."
        if number == 1:
            return (
                "train(3) called update() once, not 3 times. It stands outside the loop: "
                "indent it as far as the line that counts."
            )
        return "train called update() {}, whatever iterations is: use range(iterations).".format(
            times(number)
        )

    def check_counter(self, attempt, count):
        """train(n) should count to n in iteration_counter."""
        example = "iteration_counter = 0"
        before = real(attempt.value("iteration_counter", example), "iteration_counter")
        self.call(attempt, "train", count)
        now = real(attempt.value("iteration_counter", example), "iteration_counter")
        wanted = shown(before + count)
        call = called("train", (count,))
        if now == before:
            raise Wrong(
                "{} left iteration_counter at {}. It should count to {}.".format(
                    call, shown(now), wanted
                )
            )
        if now != before + count:
            raise Wrong(
                "{} took iteration_counter from {} to {}, not to {}.".format(
                    call, shown(before), shown(now), wanted
                )
            )

    def check_run(self, attempt):
        """The whole run should end in the valley."""
        start = self.loss_at_start(attempt)
        place = attempt.names["w"], attempt.names["b"]
        begun = perf_counter()
        for done in range(self.AT_ONCE, self.ITERATIONS + 1, self.AT_ONCE):
            self.call(attempt, "train", self.AT_ONCE)
            now = self.loss(attempt)
            if now > start * (1 + 1e-9):
                raised = "{:,} iterations raised the loss from {} to {}."
                raise Wrong(self.risen(attempt, raised.format(done, shown(start), shown(now))))
            if perf_counter() - begun > PATIENCE:
                slow = "train is too slow to check: {:,} iterations took {} seconds."
                raise Wrong(slow.format(done, PATIENCE))
        calls = "{:,} iterations".format(self.ITERATIONS)
        if place == (attempt.names["w"], attempt.names["b"]):
            raise Wrong(self.unmoved(attempt, calls))
        if now >= self.TARGET:
            raise Wrong(
                "{} brought the loss from {} only to {}. learning_rate is so small that the line "
                "creeps.".format(calls, shown(start), shown(now))
            )


def times(number):
    """A number of times, in words."""
    return "once" if number == 1 else "{} times".format(number)
