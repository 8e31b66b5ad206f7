"""What stands in a lesson is text on its page, whatever it looks like, or is refused."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import pytest

from tests.payloads import ADDRESSES, PAYLOADS
from tests.web.project import FRONT_MATTER, Project, page_of
from web.complaints import LessonError

TAGS = [
    *("script", "style", "iframe", "frame", "object", "embed", "applet", "base", "form", "video"),
    *("audio", "marquee", "template", "textarea", "frameset", "image", "portal"),
    *("animate", "set", "foreignobject", "mglyph"),
]


class Found(HTMLParser):
    """What of a page could run something: elements, handlers of events, addresses."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.dangers: list[str] = []
        self.texts: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        values = dict(attributes)
        data = tag == "script" and values.get("type") == "application/json"
        loaded = tag == "script" and (values.get("src") or "").startswith("../assets/")
        closes = tag == "form" and values == {"method": "dialog"}
        if tag in TAGS and not (data or loaded or closes):
            self.dangers.append(tag)
        for name, value in attributes:
            scheme = (value or "").strip("\0\1\t\n ").lower().partition(":")[0]
            if name.startswith("on") or name == "srcdoc" or "hacked" in name:
                self.dangers.append(f"{tag} {name}")
            if name in ("href", "src", "action") and scheme in ("javascript", "data", "vbscript"):
                self.dangers.append(f"{tag} {name}={value}")

    def handle_data(self, data: str) -> None:
        self.texts.append(data)


def dangers(project: Project) -> list[str]:
    """What could run in the page of the project's one lesson; nothing if it is refused."""
    try:
        (lesson,) = project.read()
    except LessonError:
        return []
    return Found(page_of(lesson)).dangers


def test_the_page_itself_runs_only_its_own_scripts(project: Project) -> None:
    project.lesson("A.\n")
    assert dangers(project) == []


def test_prose(project: Project) -> None:
    for payload in PAYLOADS:
        project.lesson(f"A {payload} b.\n\n{payload}\n\n- c {payload}\n\n| {payload} |\n|---|\n")
        assert dangers(project) == [], payload


def test_raw_html_is_refused_in_every_text(project: Project) -> None:
    element = "<img src=x>"
    block = "title: A\nsliders: {w: 1, b: 0}\n"
    project.lesson(
        f"A {element}\n\n```{{figure}} line\n---\n{block}caption: 'A {element}'\n"
        f"try:\n  - A {element}: w < 0\n---\n```\n"
    )
    project.write("lessons/lines/glossary.md", f"Slope\n: Steep {element}\n")
    refused = [one for one in project.complaints() if "raw HTML is not allowed" in one]
    assert [one.partition(":")[0] for one in refused] == ["glossary.md", *["lesson.md"] * 3]


def test_links(project: Project) -> None:
    for address in ADDRESSES:
        project.lesson(
            f"[a](<{address}>) <{address}> [b][b] ![c](<{address}>)\n\n[b]: <{address}>\n"
        )
        assert project.complaints() != [], address


@pytest.mark.parametrize("address", ["javascript:x", "JavaScript:x", "data:text/html,x", "//a.b/"])
def test_a_link_that_runs_something_is_told_with_its_line(project: Project, address: str) -> None:
    project.lesson(f"A\n[b]({address})\n")
    (complaint,) = project.complaints()
    line = FRONT_MATTER.count("\n") + 2
    assert complaint == (
        f"lesson.md:{line}: a link out of the site begins with https:// or mailto:, not {address}"
    )


def test_links_to_other_pages_stay(project: Project) -> None:
    project.lesson("[a](https://a.b/c) [d](http://e.f) [g](mailto:h@i.j)\n")
    assert project.complaints() == []


def test_what_is_no_markdown(project: Project) -> None:
    """Titles, descriptions, code, and the words of a picture: text as it is written."""
    figures = """
from array import array
from lessons.chart import Chart, Figure, axes, curve

def line(w, b):
    x = array("d", [-1, 1])
    text = {payload!r}
    return Figure(Chart([curve(x, x, name=text)], axes(x_title=text), says=text),
                  formula=[text, ("w", text)], readouts=[(text, text)])
"""
    for payload in PAYLOADS:
        text = json.dumps(payload)
        front = FRONT_MATTER.replace("Lines", text).replace("What a line is.", text)
        body = (
            f"```{{figure}} line\n---\ntitle: {text}\nsliders: {{w: 1, b: 0}}\n---\n```\n\n"
            f"```{{cell}} a\n---\ntitle: {text}\n---\nw = {payload!r}\n```\n\n"
            f"```python\n{payload}\n```\n"
        )
        project.lesson(body, figures.format(payload=payload), "", front_matter=front)
        (lesson,) = project.read()
        found = Found(page_of(lesson))
        assert found.dangers == [], payload
        assert sum(payload in shown for shown in found.texts) >= 3, payload
