"""The reader's own choice of the theme, against the system's."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import block

DARK_PAPER = "rgb(20, 22, 26)"
LIGHT_PAPER = "rgb(251, 250, 247)"
MODEL = {"light": "rgb(29, 95, 196)", "dark": "rgb(127, 176, 255)"}


def expect_dark(page: Page) -> None:
    expect(page.locator("body")).to_have_css("background-color", DARK_PAPER)


def test_a_chosen_theme_paints_charts_and_stays(lesson: Page, site_url: str) -> None:
    expect(lesson.locator("body")).to_have_css("background-color", LIGHT_PAPER)
    line = block(lesson, "The line")
    line.scroll_into_view_if_needed()
    curve = line.locator(".js-plotly-plot path.js-line").first
    expect(curve).to_have_css("stroke", MODEL["light"])
    lesson.get_by_label("Theme").select_option("dark")
    expect_dark(lesson)
    expect(curve).to_have_css("stroke", MODEL["dark"])
    lesson.reload()
    expect_dark(lesson)
    expect(lesson.get_by_label("Theme")).to_have_value("dark")
    lesson.goto(site_url)
    expect_dark(lesson)
    lesson.get_by_label("Theme").select_option("system")
    expect(lesson.locator("body")).to_have_css("background-color", LIGHT_PAPER)


def test_it_follows_the_system_as_long_as_nothing_is_chosen(lesson: Page) -> None:
    lesson.emulate_media(color_scheme="dark")
    expect_dark(lesson)
    lesson.get_by_label("Theme").select_option("light")
    expect(lesson.locator("body")).to_have_css("background-color", LIGHT_PAPER)
