"""What MicroPython runs in the figures' worker: draws a figure whenever its sliders have moved.

Numbers go in and out through files in memory, because that is the one way that keeps every
float whole (a whole JavaScript number would cross as a 32-bit integer) and fast.
"""

import gc
from json import load

import figures
from show import Drawn, leave, received

with open("/lesson.json") as file:
    lesson = load(file)

#: MicroPython tidies its whole memory after every call from JavaScript, which takes longer than
#: most figures do: here it happens after every so many draws instead
DRAWS_BETWEEN_COLLECTIONS = 8
gc.disable()

draws = 0

#: the blocks drawn so far, by id
drawn: dict[str, Drawn] = {}


def draw(block):
    """Draw the block with the values in /values; leave its numbers in /numbers, return its text."""
    global draws
    draws += 1
    if draws % DRAWS_BETWEEN_COLLECTIONS == 0:
        gc.collect()
    if block not in drawn:
        spec = lesson["figures"][block]
        function = getattr(figures, spec["function"])
        names = figures.__dict__
        drawn[block] = Drawn(function, spec["parameters"], spec["goals"], names, spec.get("rest"))
    values = received()
    try:
        text, numbers = drawn[block].pack(values)
    except MemoryError:  # Some draws leave more behind than others.
        gc.collect()
        text, numbers = drawn[block].pack(values)
    leave(numbers)
    return text
