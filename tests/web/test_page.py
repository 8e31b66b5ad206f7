"""The real templates of a lesson's page, with the names by which its parts are found."""

from __future__ import annotations

from html.parser import HTMLParser

from tests.web.project import FRONT_MATTER, Project, page_of
from web.lesson import Lesson

BODY = """
A [slope]{.term} and a note [^1].

## One *line*

```{picture} nerve
---
title: A nerve & more
image: nerve.svg
alt: A "cell".
caption: Only *one*.
---
```

### Again

```{cell} train
---
title: Train it
task: Double
---
1
```

```{summary}
---
title: What you have built
task_cell: train
---
```

## To read on

[^1]: A book.
"""

VOID = ("meta", "link", "img", "br", "hr", "input")


class Element:
    """An element of a page, with what can be asked of it."""

    def __init__(self, tag: str, attributes: dict[str, str | None]) -> None:
        self.tag = tag
        self.attributes = attributes
        self.children: list[Element | str] = []

    def __getitem__(self, name: str) -> str | None:
        return self.attributes[name]

    @property
    def elements(self) -> list[Element]:
        """This element and all below it, in the order of the page."""
        below = [child.elements for child in self.children if isinstance(child, Element)]
        return [self, *(element for elements in below for element in elements)]

    @property
    def text(self) -> str:
        parts = [child if isinstance(child, str) else child.text for child in self.children]
        return " ".join("".join(parts).split())

    def all(self, tag: str, **attributes: str) -> list[Element]:
        """The elements below of this tag whose attributes have these values."""
        wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attributes.items()}
        return [
            element
            for element in self.elements
            if element.tag == tag and wanted.items() <= element.attributes.items()
        ]

    def one(self, tag: str, **attributes: str) -> Element:
        (found,) = self.all(tag, **attributes)
        return found


class Page(HTMLParser):
    """Reads HTML that closes all its elements, and only those that are open."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]
        self.feed(html)
        assert self._open == [self.root]

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attributes))
        self._open[-1].children.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().tag == tag

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def lesson(project: Project, slug: str = "lines", title: str = "Lines", order: int = 1) -> None:
    front_matter = FRONT_MATTER.replace("Lines", title).replace("order: 1", f"order: {order}")
    folder = project.lesson(BODY, slug=slug, front_matter=front_matter)
    svg = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>'
    (folder / "nerve.svg").write_text(svg, "utf-8")
    (folder / "glossary.md").write_text("Slope\n: How *steep* it is.\n", "utf-8")


def page(
    lesson: Lesson, previous: Lesson | None = None, following: Lesson | None = None
) -> Element:
    return Page(page_of(lesson, previous, following)).root


def only_page(project: Project) -> Element:
    lesson(project)
    (read,) = project.read()
    return page(read)


def test_the_contents_come_before_the_text(project: Project) -> None:
    body = only_page(project).one("body")
    elements = [child for child in body.children if isinstance(child, Element)]
    (columns,) = [element for element in elements if element["class"] == "with-contents"]
    inside = [child for child in columns.children if isinstance(child, Element)]
    assert [element.tag for element in inside] == ["nav", "main"]
    contents = body.one("nav", aria_label="Contents")
    first, below, last = contents.all("a")
    assert (first["href"], first.text) == ("#one-line", "One line")
    assert (below["href"], below.text) == ("#again", "Again")
    assert (last["href"], last.text) == ("#to-read-on", "To read on")
    outer, inner = contents.all("ol")
    assert below in inner.elements
    assert inner in outer.all("li")[0].elements


def beginning(project: Project, sliders: str = "w: {}", code: str = "w = b = 1") -> str | None:
    """The digest of what a cell begins with."""
    cell = f"```{{cell}} train\n---\ntitle: A\nsliders: {{{sliders}}}\n---\n{code}\n```\n"
    project.lesson(cell)
    (read,) = project.read()
    return page(read).one("lesson-cell")["data-beginning"]


def test_a_block_tells_what_readers_code_grows_from(project: Project) -> None:
    first = beginning(project)
    assert first == beginning(project, sliders="w: {max: 3}")
    others = [beginning(project, sliders="w: {}, b: {}"), beginning(project, code="w = b = 2")]
    assert len({first, *others}) == 3


def test_every_block_can_be_linked_to_and_what_can_be_done_is_counted(project: Project) -> None:
    html = only_page(project)
    names = [
        block.one("button", class_="copy-link").text for block in html.all("div", class_="share")
    ]
    assert names == ["Copy link"] * 3
    assert html.one("p", class_="progress").text == "0 of 1 tasks and goals"


def test_a_lesson_without_headings_has_no_contents(project: Project) -> None:
    project.lesson("A.\n")
    (read,) = project.read()
    assert page(read).all("nav", aria_label="Contents") == []


def test_a_heading_has_a_link_to_itself_beside_it(project: Project) -> None:
    main = only_page(project).one("main")
    heading = main.one("h2", id="one-line")
    assert heading.text == "One line"
    assert heading.all("a") == []
    link = main.one("a", href="#one-line", aria_label="Link to this section")
    assert link["aria-describedby"] == "one-line"


def test_a_term_opens_its_meaning(project: Project) -> None:
    main = only_page(project).one("main")
    button = main.one("button", class_="term")
    assert (button["type"], button.text) == ("button", "slope")
    name = button["popovertarget"]
    assert name
    meaning = main.one("div", id=name)
    assert "popover" in meaning.attributes
    assert meaning.one("dfn").text == "Slope"
    assert meaning.text == "SlopeHow steep it is."
    assert main.elements.index(meaning) > main.elements.index(main.all("h2")[-1])


def test_a_picture_is_a_group_with_an_image(project: Project) -> None:
    picture = only_page(project).one("div", id="nerve")
    assert picture["role"] == "group"
    assert picture["aria-labelledby"] == "nerve-title"
    assert picture.one("h3", id="nerve-title").text == "A nerve & more"
    image = picture.one("div", role="img")
    assert image["aria-label"] == 'A "cell".'
    assert image.one("svg")["viewbox"] == "0 0 1 1"
    assert picture.one("div", class_="caption").text == "Only one."


def test_a_summary_lists_the_tasks(project: Project) -> None:
    summary = only_page(project).one("lesson-summary", id="summary")
    assert (summary["role"], summary["data-cell"]) == ("group", "train")
    assert summary.one("h4", id="summary-title").text == "What you have built"
    assert summary.one("h5", id="summary-tasks").text == "Tasks"
    tasks = summary.one("ul", aria_labelledby="summary-tasks")
    assert tasks.one("li", data_cell="train").one("a", href="#train").text == "Train it"
    assert "hidden" in summary.one("div", class_="trained").attributes


def test_a_summary_of_nothing(project: Project) -> None:
    project.lesson("```{summary}\n---\ntitle: The end\n---\n```\n")
    (read,) = project.read()
    summary = page(read).one("lesson-summary")
    assert "data-cell" not in summary.attributes
    assert summary.all("ul") + summary.all("div", class_="trained") == []


def test_neighbours(project: Project) -> None:
    lesson(project, "curves", "Curves", 0)
    lesson(project)
    lesson(project, "waves", "Waves", 2)
    curves, lines, waves = project.read()
    neighbours = page(lines, curves, waves).one("nav", aria_label="Other lessons")
    before, everything, after = neighbours.all("a")
    assert (everything["href"], everything.text) == ("../", "All lessons")
    assert (before["rel"], before["href"], before.text) == ("prev", "../curves/", "Previous Curves")
    assert (after["rel"], after["href"], after.text) == ("next", "../waves/", "Next Waves")
    _, only = page(curves, None, lines).one("nav", aria_label="Other lessons").all("a")
    assert only["rel"] == "next"
    (alone,) = page(lines).one("nav", aria_label="Other lessons").all("a")
    assert alone["href"] == "../"


def test_every_id_is_the_only_one(project: Project) -> None:
    elements = only_page(project).elements
    ids = [one["id"] for one in elements if "id" in one.attributes]
    assert len(set(ids)) == len(ids)
    for element in elements:
        for name in ("aria-labelledby", "aria-describedby", "popovertarget"):
            if name in element.attributes:
                assert element[name] in ids
        href = element.attributes.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids
