"""The lesson on paper, as the browser's own printing makes it."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import block, expect_drawn, number_field

#: Remembers, when all who prepare for paper have done so, how a chart then is.
LISTEN = """() => addEventListener('beforeprint', () => {
  const plot = document.querySelector('#line .js-plotly-plot');
  window.onPaper = {
    width: plot._fullLayout.width,
    ink: plot._fullLayout.font.color,
    drawn: Array.from(plot._fullData[0].y),
  };
})"""


def test_a_chart_is_printed_light_in_its_current_state_and_comes_back(lesson: Page) -> None:
    lesson.emulate_media(color_scheme="dark")
    line = block(lesson, "The line")
    line.scroll_into_view_if_needed()
    field = number_field(line, "w")
    field.fill("-2")
    field.press("Enter")
    plot = line.locator(".js-plotly-plot")
    expect(line.locator(".formula .weight")).to_have_text("−2")
    drawn = plot.evaluate("(plot) => Array.from(plot._fullData[0].y)")
    before = plot.evaluate("(plot) => plot._fullLayout.width")
    lesson.evaluate(LISTEN)
    assert lesson.pdf().startswith(b"%PDF")
    on_paper = lesson.evaluate("window.onPaper")
    assert on_paper == {"width": 640, "ink": "#1b1d21", "drawn": drawn}
    lesson.wait_for_function(
        "([plot, width]) => plot._fullLayout.width === width", arg=[plot.element_handle(), before]
    )
    assert lesson.evaluate("document.documentElement.dataset.theme") is None
    expect_drawn(line, drawn)


def test_paper_has_nothing_to_press_and_all_there_is_to_read(lesson: Page) -> None:
    lesson.emulate_media(media="print")
    expect(lesson.locator(".contents")).to_be_hidden()
    # Terms are words, and the numbers in a network's diagram are part of the picture.
    buttons = lesson.locator(".block button:not(.term, .parameter)")
    assert [one for one in buttons.all() if one.is_visible()] == []
    assert [one for one in lesson.get_by_role("slider").all() if one.is_visible()] == []
    undrawn = lesson.locator(".chart:not(:has(.js-plotly-plot))").filter(has=lesson.locator("img"))
    for frame in undrawn.all():
        expect(frame.locator("img:visible")).to_have_count(1)
    expect(lesson.get_by_role("heading", name="Words")).to_be_visible()
    expect(lesson.locator(".meaning").first).to_be_visible()


#: What a solid chart's copy for paper looks like: the mean of what is drawn in its middle.
SOLID_ON_PAPER = """(id) => addEventListener('beforeprint', () => {
  const still = document.querySelector(`#${id} .still`);
  const across = Math.round(still.width / 4);
  const down = Math.round(still.height / 4);
  const middle = still.getContext('2d').getImageData(across, down, 2 * across, 2 * down).data;
  let [light, drawn] = [0, 0];
  for (let i = 0; i < middle.length; i += 4) {
    if (middle[i + 3] < 255) continue;
    light += (middle[i] + middle[i + 1] + middle[i + 2]) / 3;
    drawn += 1;
  }
  const plot = document.querySelector(`#${id} .js-plotly-plot`);
  const highest = Math.max(...plot._fullData[0].z.map((row) => Math.max(...row)));
  window.onPaper = { light: light / drawn, drawn, highest };
})"""

SET = """([id, name, value]) => {
  const field = document.querySelector(`#${id} input[type=number][aria-label=${name}]`);
  field.value = value;
  field.dispatchEvent(new Event('input', { bubbles: true }));
  field.dispatchEvent(new Event('change', { bubbles: true }));
}"""


def test_a_solid_chart_far_away_is_printed_light_and_in_its_current_state(lesson: Page) -> None:
    lesson.emulate_media(color_scheme="dark")
    plane = block(lesson, "A line with two inputs")
    plane.scroll_into_view_if_needed()
    plot = plane.locator(".js-plotly-plot")
    expect(plot).to_be_visible()
    lesson.wait_for_function("(plot) => plot._fullData?.length > 0", arg=plot.element_handle())
    dark = plot.evaluate("(plot) => plot._fullLayout.font.color")
    lesson.locator(".neighbours").scroll_into_view_if_needed()
    expect(plane).not_to_be_in_viewport()
    lesson.evaluate(SET, ["plane", "b", "0.5"])
    expect(plane.locator(".formula")).to_contain_text("0.5")
    lesson.evaluate(SOLID_ON_PAPER, "plane")
    assert lesson.pdf().startswith(b"%PDF")
    on_paper = lesson.evaluate("window.onPaper")
    assert on_paper["drawn"] > 1000
    # Near zero a sheet has the neutral colour of its theme, which lies in the shade here.
    assert on_paper["light"] > 100
    assert on_paper["highest"] == 0.5
    # Back on the screen it is as dark as the page.
    plane.scroll_into_view_if_needed()
    lesson.wait_for_function(
        "([plot, dark]) => plot._fullLayout?.font.color === dark", arg=[plot.element_handle(), dark]
    )
    expect(plane.locator(".still")).to_have_count(0)


def test_what_a_player_draws_is_on_paper_too(lesson: Page) -> None:
    steps = block(lesson, "Steps in the right direction")
    steps.scroll_into_view_if_needed()
    overlay = steps.locator(".overlay").first
    overlay.wait_for()
    lesson.evaluate("""() => addEventListener('beforeprint', () => {
      const { width, height, clientWidth } = document.querySelector('#steps .overlay');
      const context = document.querySelector('#steps .overlay').getContext('2d');
      const { data } = context.getImageData(0, 0, width, height);
      window.onPaper = {
        density: width / clientWidth,
        inked: data.some((value, i) => i % 4 === 3 && value > 0),
      };
    })""")
    assert lesson.pdf().startswith(b"%PDF")
    assert lesson.evaluate("window.onPaper") == {"density": 3, "inked": True}


def test_every_static_picture_has_come_when_it_is_printed(lesson: Page) -> None:
    expect(block(lesson, "A line that learns").locator(".js-plotly-plot")).to_be_visible()
    lesson.pdf()
    come = "(images) => images.map((image) => image.complete && image.naturalWidth > 0)"
    pictures = lesson.locator(".stand-in img").evaluate_all(come)
    assert len(pictures) > 20
    assert set(pictures) == {True}


def test_static_pictures_are_light_on_paper_whatever_the_system_is(
    page: Page, site_url: str
) -> None:
    """Without the page's script, so that none is hidden behind a chart, and at once: none of the
    light ones has been fetched before."""
    page.emulate_media(color_scheme="dark")
    page.route("**/main-*.js", lambda route: route.abort())
    page.goto(site_url + "how-machines-learn/")
    page.pdf()
    images = page.locator(".stand-in img")
    come = images.evaluate_all("(all) => all.map(({ naturalWidth }) => naturalWidth > 0)")
    page.emulate_media(media="print")
    shown = images.evaluate_all("(all) => all.map((image) => image.checkVisibility())")
    names = images.evaluate_all("(all) => all.map((image) => image.className)")
    on_paper = [name for name, visible in zip(names, shown, strict=True) if visible]
    assert on_paper.count("light") == names.count("light") > 5
    assert "dark" not in on_paper
    assert all(there for there, visible in zip(come, shown, strict=True) if visible)


def test_what_was_left_is_printed_without_having_been_looked_at(lesson: Page) -> None:
    figure = block(lesson, "As many neurons as you need")
    field = number_field(figure, "neurons")
    field.scroll_into_view_if_needed()
    field.fill("1")
    picture = figure.get_by_role("img").first
    expect(picture).to_have_accessible_name(re.compile("1 hidden neuron "))
    lesson.wait_for_function("() => localStorage.getItem('how-machines-learn/approximator')")
    lesson.evaluate("scrollTo(0, 0)")
    lesson.reload()
    expect(picture).to_have_accessible_name(re.compile("1 hidden neuron "))
    expect(figure.locator(".js-plotly-plot").first).to_be_attached()
    assert lesson.evaluate("scrollY") == 0
