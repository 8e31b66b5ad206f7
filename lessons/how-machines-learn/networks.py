"""Networks with one hidden layer: their chart, their diagram, and what a reader may make of them.

One function draws a network of any size; `network_1`, `network_2` and `network_4` are that
function with the parameters of their sliders.
"""

from array import array
from math import tanh

from engine import Network, sigmoid
from lessons.chart import Chart, Figure, axes, colour, curve, note, number, span

#: the inputs at which a network is drawn, and at which its shape is judged: fine enough for a
#: neuron with a weight of 10, which needs half a unit from off to on
DRAWN, JUDGED = 161, 81

#: how much a curve must rise or fall for a reader to see it, and how much nobody sees
SEEN, UNSEEN = 1, 0.05


def network_1(wi1, b1, wo1):
    """One hidden neuron: a sigmoid that the output weight stretches."""
    return drawn(Network([wi1], [b1], [wo1]))


def network_2(wi1, wi2, b1, b2, wo1, wo2):
    """Two hidden neurons and their sum."""
    return drawn(Network([wi1, wi2], [b1, b2], [wo1, wo2]))


def network_4(wi1, wi2, wi3, wi4, b1, b2, b3, b4, wo1, wo2, wo3, wo4):
    """Four hidden neurons and their sum."""
    return drawn(Network([wi1, wi2, wi3, wi4], [b1, b2, b3, b4], [wo1, wo2, wo3, wo4]))


def drawn(network):
    """A network with one input: what it answers, what each of its neurons adds, how it is wired."""
    x = span(-10, 10, DRAWN)
    shares = contributions(network, x)
    answer = added(shares)
    return Figure(
        Chart(traces(network, x, shares, answer), axes(), described(network, answer)),
        formula=formula(network),
        diagram=diagram(network, shares),
    )


def contributions(network, x):
    """What each hidden neuron adds to the answer: wo_k · σ(wi_k·x + b_k).

    x: array('d') of inputs. Returns an array('d') for each neuron, as long as x.
    """
    return [contribution(x, *parameters(network, k)) for k in range(1, network.neurons + 1)]


def contribution(x, wi, b, wo):
    """What one hidden neuron adds; written out, because this is most of a picture's time.

    σ(z) = ½ + ½·tanh(z/2), which saves a call for each place.
    """
    wi, b, half = wi / 2, b / 2, wo / 2
    return array("d", [half + half * tanh(wi * value + b) for value in x])


def added(shares):
    """The sum of what the neurons add: what the network answers, as array('d')."""
    return array("d", [sum(heights) for heights in zip(*shares)])


# The chart


def traces(network, x, shares, answer):
    """What each neuron adds, as a faint band with its number on it; over them the answer."""
    if network.neurons == 1:
        return alone(network, x, answer)
    bands = [band(network, k, x, share) for k, share in enumerate(shares, 1)]
    badges = [badge(network, k) for k in range(1, network.neurons + 1)]
    middle = len(x) // 2
    total = note(x[middle], answer[middle], "Σ", "raised", "middle center", mark=True)
    total["marker"] = {"color": colour("model"), "size": 20}
    return bands + [curve(x, answer, name="y, the sum")] + badges + [total]


def band(network, k, x, share):
    """What the k-th neuron adds: broad, so that it shows behind the answer where both are one."""
    idea, dash = ("minus", "10px,5px") if network["wo" + str(k)] < 0 else ("plus", "solid")
    trace = curve(x, share, idea, called(k), 6, dash)
    trace["line"]["simplify"] = False  # what is simplified shows in a line as broad as this
    trace["opacity"] = 0.32
    return linked(trace, called(k))


def alone(network, x, answer):
    """A single neuron: its sigmoid as it is, and stretched by the output weight."""
    wi, b, wo = parameters(network, 1)
    plain = contribution(x, wi, b, 1)
    end, inner = (8, 12) if wi >= 0 else (2, 4)
    before, after = len(x) * end // 10, len(x) * inner // 16
    under, lift = ("bottom center", -0.2) if 0 < wo < 3 else ("top center", 0.4)
    return [
        curve(x, plain, "soft", "before wo1", 2, "dot"),
        linked(curve(x, answer, name="y, after wo1"), called(1)),
        note(x[before], plain[before] + lift, "before w<sub>o1</sub>", "soft", under),
        note(x[after], answer[after] + 0.4, "after w<sub>o1</sub>", "model", "top center"),
        badge(network, 1),
    ]


def called(k):
    """What the k-th neuron is called in the chart and in the diagram."""
    return "neuron " + str(k)


def linked(trace, part):
    """A trace that stands for a part of the diagram: pointing at one brings out both."""
    trace["meta"] = {"part": part}
    return trace


def badge(network, k):
    """The number of a neuron, riding on its curve where the neuron is on."""
    wi, b, wo = parameters(network, k)
    place = 9 - 7 * (k - 1) / network.neurons
    if wi < 0:
        place = -place
    idea = "minus" if wo < 0 else "plus"
    mark = note(place, wo * sigmoid(wi * place + b), str(k), idea, "middle center", mark=True)
    mark["marker"] = {
        "color": colour("raised"),
        "size": 20,
        "line": {"color": colour(idea), "width": 1.5},
    }
    return linked(mark, called(k))


def parameters(network, k):
    """wi, b and wo of the k-th neuron."""
    return network["wi" + str(k)], network["b" + str(k)], network["wo" + str(k)]


# The diagram


def diagram(network, shares):
    """How a network is wired, for the page to draw: every neuron with its weights and its bias."""
    few = span(0, DRAWN - 1, 41)
    return {
        "inputs": ["x"],
        "output": "y",
        "neurons": [
            {
                "name": called(k),
                "inputs": [edge(network, "wi" + str(k))],
                "bias": edge(network, "b" + str(k)),
                "output": edge(network, "wo" + str(k)),
                "curve": array("d", [share[int(i)] for i in few]),
            }
            for k, share in enumerate(shares, 1)
        ],
    }


def edge(network, name):
    """A parameter by its name."""
    return {"name": name, "value": network[name]}


# Words


def formula(network):
    """y = wo1·σ(wi1·x + b1) + …, which may be broken between neurons and nowhere else."""
    parts = ["y = "]
    for k in range(1, network.neurons + 1):
        wi, b, wo = parameters(network, k)
        name = str(k)
        if k > 1:
            parts.append(" −\u00a0" if negative(wo) else " +\u00a0")
            wo = abs(wo)
        sign = "\u00a0−\u00a0" if negative(b) else "\u00a0+\u00a0"
        parts += [
            ("wo" + name, number(wo)),
            "·σ(",
            ("wi" + name, number(wi)),
            "·x" + sign,
            ("b" + name, number(abs(b))),
            ")",
        ]
    return parts


def negative(value):
    """Whether a value has a minus sign where it is shown."""
    return number(value).startswith("−")


def described(network, answer):
    """The picture in words: the answer from left to right, then what makes it up."""
    middle = len(answer) // 2
    says = "y runs from {} at x = −10 over {} at x = 0 to {} at x = 10. ".format(
        number(answer[0]), number(answer[middle]), number(answer[-1])
    )
    if network.neurons == 1:
        return says + "The one neuron " + behaviour(network, 1) + "."
    parts = [called(k) + " " + behaviour(network, k) for k in range(1, network.neurons + 1)]
    return says + "It is a sum: " + "; ".join(parts) + "."


def behaviour(network, k):
    """What the k-th neuron does, in a few words."""
    wi, b, wo = parameters(network, k)
    if number(wi) == "0":
        return "always adds " + number(wo * sigmoid(b))
    turns = "on" if wi > 0 else "off"
    return "switches {} at x = {} with the weight {} and adds {} when on".format(
        turns, number(-b / wi), number(wi), number(wo)
    )


# What a reader may make of them: conditions of goals


def settles_at(level, wi1, b1, wo1):
    """Whether a network of one neuron stays within 0.1 of `level` from x = 8 to the right end.

    Its answer only rises or only falls, so both ends speak for what lies between them.
    """
    network = Network([wi1], [b1], [wo1])
    return all(abs(network.predict(x) - level) <= 0.1 for x in (8, 10))


def single_bump(wi1, wi2, b1, b2, wo1, wo2):
    """Whether y climbs to one top inside the chart and falls from it, both by at least `SEEN`."""
    return has_one_top(answers_of(wi1, wi2, b1, b2, wo1, wo2))


def single_valley(wi1, wi2, b1, b2, wo1, wo2):
    """Whether y falls to one bottom inside the chart and climbs from it: a bump upside down."""
    heights = answers_of(wi1, wi2, b1, b2, wo1, wo2)
    return has_one_top([-height for height in heights])


#: the parameters that were judged last, and the answers for them
judged = [None, []]


def answers_of(*parameters):
    """What a network of two neurons answers from one end of the chart to the other.

    Both goals of a figure ask for it: the second time it is there.
    """
    if judged[0] != parameters:
        wi, b, wo = parameters[:2], parameters[2:4], parameters[4:]
        network = Network(list(wi), list(b), list(wo))
        judged[:] = parameters, list(added(contributions(network, span(-10, 10, JUDGED))))
    return judged[1]


def has_one_top(heights):
    """Whether numbers rise by at least `SEEN` to one top, and from it fall by as much."""
    top = heights.index(max(heights))
    if min(heights[top] - heights[0], heights[top] - heights[-1]) < SEEN:
        return False
    return never_falls(heights[: top + 1]) and never_falls(list(reversed(heights[top:])))


def never_falls(heights):
    """Whether no number lies more than `UNSEEN` below one before it."""
    highest = heights[0]
    for height in heights:
        if height < highest - UNSEEN:
            return False
        highest = max(highest, height)
    return True
