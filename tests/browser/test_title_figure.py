"""The figure at the head of the lesson: it plays once by itself, then learns for the reader."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from engine import L2, Data, GradientDescent, Line
from tests.browser.conftest import block, number_field, slider
from tests.browser.test_data_cells import drag

POINTS = [
    (1.0, 0.4),
    (2.0, 2.1),
    (3.0, 1.3),
    (4.0, 3.4),
    (5.0, 2.6),
    (6.0, 4.6),
    (7.0, 3.9),
    (8.0, 5.8),
]


def loss_after(steps: int, points: list[tuple[float, float]]) -> str:
    """What the engine itself comes to."""
    data = Data(points)
    line = Line(-0.4, 0.9)
    descent = GradientDescent(line, L2(), data, learning_rate=0.004)
    for _ in range(steps):
        descent.step()
    return f"{L2().of(line, data):.4f}"


def loss(title: Locator) -> Locator:
    return title.get_by_label("loss", exact=True)


def test_it_plays_to_its_end_once(lesson: Page) -> None:
    title = block(lesson, "A line that learns")
    expect(number_field(title, "step")).to_have_value("200")
    expect(loss(title)).to_have_text(loss_after(200, POINTS))


def test_the_reader_s_hand_stops_it(lesson: Page) -> None:
    title = block(lesson, "A line that learns")
    number_field(title, "step").fill("7")
    expect(loss(title)).to_have_text(loss_after(7, POINTS))
    # Two more moves of the reader's: a slider that still played would be somewhere else by now.
    for step in (3, 5):
        slider(title, "step").fill(str(step))
        expect(loss(title)).to_have_text(loss_after(step, POINTS))
    expect(number_field(title, "step")).to_have_value("5")


def test_a_dragged_point_is_learned_again(lesson: Page) -> None:
    title = block(lesson, "A line that learns")
    expect(number_field(title, "step")).to_have_value("200")
    before = loss_after(200, POINTS)
    expect(loss(title)).to_have_text(before)
    drag(title, (8, 5.8), (8, 1.0))
    expect(loss(title)).not_to_have_text(before)


class TestLessMotion:
    @pytest.fixture
    def browser_context_args(self, browser_context_args: dict[str, object]) -> dict[str, object]:
        return {**browser_context_args, "reduced_motion": "reduce"}

    def test_it_stands_at_its_end_at_once(self, lesson: Page) -> None:
        steps = lesson.evaluate(
            """() => new Promise((settle) => {
                const seen = new Set();
                const field = document.querySelector('#learning input[type=number]');
                const look = () => {
                    seen.add(field.value);
                    field.value === '200' ? settle([...seen]) : requestAnimationFrame(look);
                };
                look();
            })"""
        )
        assert steps in (["0", "200"], ["200"])
