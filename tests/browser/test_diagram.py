"""The network diagrams: picking a parameter by mouse, touch and keyboard, and what follows it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pytest
from playwright.sync_api import Browser, FloatRect, Locator, Page, expect

from tests.browser.conftest import PYTHON_TIMEOUT, block, button, number_field, slider

X = np.linspace(-10, 10, 161)

TWO = {"wi1": -1.5, "wi2": 1.5, "b1": -8.0, "b2": -8.0, "wo1": -5.0, "wo2": 5.0}

TITLES = ["One hidden neuron", "Two hidden neurons", "Four hidden neurons"]


def share(values: dict[str, float], k: int) -> list[float]:
    """What neuron k adds."""
    z = values[f"wi{k}"] * X + values[f"b{k}"]
    added: list[float] = (values[f"wo{k}"] / (1 + np.exp(-z))).tolist()
    return added


def expect_network(figure: Locator, values: dict[str, float]) -> None:
    """Wait until the chart draws what each neuron adds, and over it their sum.

    A picture as it starts has seven digits of each number.
    """
    neurons = len(values) // 3
    shares = [share(values, k) for k in range(1, neurons + 1)]
    plot = figure.locator(".js-plotly-plot")
    expect(plot).to_be_visible()
    figure.page.wait_for_function(
        """([plot, wanted]) => wanted.every((values, k) => {
            const given = plot._fullData?.[k]?.y ?? [];
            return given.length === values.length &&
                values.every((value, i) => Math.abs(given[i] - value) < 1e-6);
        })""",
        arg=[plot.element_handle(), [*shares, np.sum(shares, axis=0).tolist()]],
        timeout=PYTHON_TIMEOUT,
    )


def parameter(figure: Locator, name: str) -> Locator:
    return figure.get_by_role("button", name=re.compile(f"^{name} = "))


def expect_picked(figure: Locator, name: str) -> None:
    """The one pressed button, the one slider and the one number field are this parameter's."""
    expect(figure.locator("button[aria-pressed=true]")).to_have_count(1)
    expect(parameter(figure, name)).to_have_attribute("aria-pressed", "true")
    expect(figure.get_by_role("slider")).to_have_count(1)
    expect(slider(figure, name)).to_be_visible()
    expect(figure.get_by_role("spinbutton")).to_have_count(1)
    expect(number_field(figure, name)).to_be_visible()


def expect_brought_out(figure: Locator, neuron: int | None) -> None:
    """The one neuron that stands out in the diagram and in the chart."""
    rows = figure.locator(".neuron.brought-out")
    if neuron is None:
        expect(rows).to_have_count(0)
    else:
        expect(rows).to_have_count(1)
        expect(rows).to_have_attribute("data-part", f"neuron {neuron}")
    figure.page.wait_for_function(
        """([plot, part]) => {
            const bands = plot._fullData.filter(
                (trace) => trace.meta?.part && trace.mode === 'lines');
            return bands.every(({ meta, opacity }) =>
                part === null ? 0.2 < opacity && opacity < 0.5
                    : meta.part === part ? opacity > 0.5 : opacity < 0.2);
        }""",
        arg=[
            figure.locator(".js-plotly-plot").element_handle(),
            None if neuron is None else f"neuron {neuron}",
        ],
    )


@pytest.fixture
def two(lesson: Page) -> Locator:
    figure = block(lesson, "Two hidden neurons")
    figure.scroll_into_view_if_needed()
    return figure


@pytest.fixture
def touched(browser: Browser, site_url: str) -> Iterator[Page]:
    """The lesson on a phone, where fingers point."""
    with browser.new_context(
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True
    ) as context:
        page = context.new_page()
        page.goto(site_url + "how-machines-learn/")
        yield page


def test_every_parameter_is_a_button_named_with_its_value(two: Locator) -> None:
    names = [f"{name} = {value:g}" for name, value in TWO.items()]
    for name in names:
        expect(button(two, name)).to_be_visible()
    expect(two.get_by_role("button", name=" = ")).to_have_count(len(names))
    expect(button(two, "wi1 = -1.5")).to_have_text("wi1 −1.5")
    expect_network(two, TWO)


def test_a_parameter_is_picked_before_the_block_was_ever_near(lesson: Page) -> None:
    figure = block(lesson, "Four hidden neurons")
    button(figure, "wo2 = 9.7").click()
    expect_picked(figure, "wo2")


def test_the_picked_parameter_is_what_the_slider_moves(two: Locator) -> None:
    expect_picked(two, "wi1")
    button(two, "wo2 = 5").click()
    expect_picked(two, "wo2")
    slider(two, "wo2").focus()
    two.page.keyboard.press("Home")
    expect_network(two, TWO | {"wo2": -10})
    expect(button(two, "wo2 = -10")).to_have_attribute("aria-pressed", "true")
    button(two, "b1 = -8").click()
    expect_picked(two, "b1")
    number_field(two, "b1").fill("2.347")
    expect_network(two, TWO | {"wo2": -10, "b1": 2.347})
    expect(button(two, "b1 = 2.35")).to_be_visible()


def test_keys_pick_a_parameter(two: Locator) -> None:
    keyboard = two.page.keyboard
    button(two, "wi1 = -1.5").focus()
    for key, name in [
        ("ArrowRight", "b1"),
        ("ArrowRight", "wo1"),
        ("ArrowRight", "wo1"),
        ("ArrowDown", "wo2"),
        ("ArrowDown", "wo2"),
        ("ArrowLeft", "b2"),
        ("ArrowUp", "b1"),
        ("Tab", "wo1"),
        ("Tab", "wi2"),
        ("Shift+Tab", "wo1"),
    ]:
        keyboard.press(key)
        expect(parameter(two, name)).to_be_focused()
    expect_picked(two, "wi1")
    keyboard.press("Enter")
    expect_picked(two, "wo1")
    keyboard.press("ArrowDown")
    keyboard.press("Space")
    expect_picked(two, "wo2")
    keyboard.press("Tab")
    expect(slider(two, "wo2")).to_be_focused()
    keyboard.press("End")
    expect_network(two, TWO | {"wo2": 10})


def test_a_finger_picks_a_parameter(touched: Page) -> None:
    figure = block(touched, "Four hidden neurons")
    button(figure, "b3 = 0").tap()
    expect_picked(figure, "b3")
    for one in figure.get_by_role("button", name=" = ").all():
        box = one.bounding_box()
        assert box is not None
        assert min(box["width"], box["height"]) >= 24


def test_the_table_is_kept_in_step(two: Locator) -> None:
    table = two.locator("details.parameters")
    table.get_by_text("All parameters").click()
    for name, value in TWO.items():
        expect(number_field(table, name)).to_have_value(f"{value:g}")
    slider(two, "wi1").focus()
    two.page.keyboard.press("End")
    expect(number_field(table, "wi1")).to_have_value("10")
    number_field(table, "b2").fill("3.5")
    expect_network(two, TWO | {"wi1": 10, "b2": 3.5})
    button(two, "b2 = 3.5").click()
    assert float(slider(two, "b2").input_value()) == 3.5


def test_the_table_refuses_what_a_slider_cannot_hold(two: Locator) -> None:
    table = two.locator("details.parameters")
    table.get_by_text("All parameters").click()
    field = number_field(table, "wo1")
    field.fill("50")
    expect(field).to_have_attribute("aria-invalid", "")
    expect_network(two, TWO)
    field.press("Tab")
    expect(field).to_have_value("10")
    expect_network(two, TWO | {"wo1": 10})


def test_pointing_at_a_neuron_brings_out_what_it_adds(two: Locator) -> None:
    expect_network(two, TWO)
    expect_brought_out(two, None)
    two.locator("[data-part='neuron 2'] .node").hover()
    expect_brought_out(two, 2)
    button(two, "wi1 = -1.5").hover()
    expect_brought_out(two, 1)
    two.get_by_role("heading", name="Two hidden neurons").hover()
    expect_brought_out(two, None)
    button(two, "b2 = -8").focus()
    expect_brought_out(two, 2)


def test_pointing_at_a_curve_brings_out_its_neuron(two: Locator) -> None:
    expect_network(two, TWO)
    two.locator(".chart").scroll_into_view_if_needed()
    place = two.locator(".js-plotly-plot").evaluate(
        """plot => {
            const { xaxis, yaxis } = plot._fullLayout;
            const box = plot.getBoundingClientRect();
            return [box.left + xaxis._offset + xaxis.c2p(-7),
                    box.top + yaxis._offset + yaxis.c2p(0)];
        }"""
    )
    two.page.mouse.move(*place)
    expect_brought_out(two, 2)
    two.page.mouse.move(place[0], place[1] - 100)
    expect_brought_out(two, None)


def test_a_term_of_the_formula_lights_its_button(two: Locator) -> None:
    expect_network(two, TWO)
    term = two.locator(".formula [data-names=wo1]")
    term.hover()
    expect(button(two, "wo1 = -5")).to_have_class(re.compile(r"\blinked\b"))
    expect(button(two, "wo2 = 5")).not_to_have_class(re.compile(r"\blinked\b"))
    expect_brought_out(two, 1)
    button(two, "wi2 = 1.5").hover()
    expect(two.locator(".formula .linked")).to_have_text("1.5")


def test_wires_show_size_and_sign(two: Locator) -> None:
    wires = two.locator(".wires .wire:not(.bias)")
    expect(wires).to_have_count(4)

    def look(i: int) -> tuple[float, str]:
        width, dash = wires.nth(i).evaluate(
            "wire => [parseFloat(wire.style.strokeWidth), wire.style.strokeDasharray]"
        )
        return width, dash

    into, out = look(0), look(1)  # wi1 = -1.5 and wo1 = -5
    assert out[0] > into[0]
    assert into[1] != ""
    assert look(3)[1] == ""  # wo2 = 5


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("title", TITLES)
def test_the_diagram_fits_its_block(lesson: Page, title: str, width: int) -> None:
    lesson.set_viewport_size({"width": width, "height": 800})
    figure = block(lesson, title)
    figure.scroll_into_view_if_needed()
    figure.get_by_text("All parameters").click()
    sideways = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert lesson.evaluate(sideways) <= 0
    frame = figure.bounding_box()
    assert frame is not None
    boxes = []
    for one in figure.locator(".diagram :is(.parameter, .node)").all():
        box = one.bounding_box()
        assert box is not None
        assert box["x"] >= frame["x"]
        assert box["x"] + box["width"] <= frame["x"] + frame["width"]
        boxes.append(box)
    for i, box in enumerate(boxes):
        assert not [other for other in boxes[:i] if overlap(box, other)]


def overlap(one: FloatRect, other: FloatRect) -> bool:
    return (
        one["x"] < other["x"] + other["width"]
        and other["x"] < one["x"] + one["width"]
        and one["y"] < other["y"] + other["height"]
        and other["y"] < one["y"] + one["height"]
    )


def test_goals_of_the_networks(lesson: Page) -> None:
    one = block(lesson, "One hidden neuron")
    goals = one.get_by_role("checkbox")
    button(one, "wo1 = 6.28").click()
    number_field(one, "wo1").fill("-5")
    expect(goals.nth(0)).to_be_checked()
    expect(goals.nth(1)).to_be_checked()
    two = block(lesson, "Two hidden neurons")
    expect(two.get_by_role("checkbox", checked=True)).to_have_count(0)
    button(two, "wo2 = 5").click()
    number_field(two, "wo2").fill("-5")
    expect(two.get_by_role("checkbox", name="Make a single bump")).to_be_checked()
    expect(two.get_by_role("checkbox", name="Make a valley instead")).not_to_be_checked()
