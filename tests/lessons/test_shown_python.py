"""The code that "Show the Python" opens draws, by itself, the very picture above it."""

from __future__ import annotations

import json
from array import array

from web.figure_source import figure_source
from web.figures import picture
from web.lesson import FigureBlock
from web.modules import fresh_modules
from web.reader import lesson_folders, read_lessons
from web.site import address, typesetter
from web.toolchain import ROOT


def test_every_figures_shown_code_draws_that_figure() -> None:
    with fresh_modules(ROOT):
        figures = [
            (lesson.folder, block)
            for lesson in read_lessons(lesson_folders(ROOT), address, typesetter(ROOT))
            for block in lesson.blocks
            if isinstance(block, FigureBlock)
        ]
        assert figures
        for folder, block in figures:
            names: dict[str, object] = {}
            exec(figure_source(folder, block.function), names)
            function = names[block.function]
            assert callable(function)
            arguments: dict[str, object] = {slider.name: slider.start for slider in block.sliders}
            if block.numbers:
                name, numbers = block.numbers
                arguments[name] = array("d", numbers)
            shown = picture(function(**arguments), len(block.goals))
            assert json.loads(shown.text) == json.loads(block.start.text), block.id
            assert shown.numbers == block.start.numbers, block.id
