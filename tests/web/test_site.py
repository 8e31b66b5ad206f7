"""The whole site, built from small templates and a small page."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import struct
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.web.project import FRONT_MATTER, Project
from web.complaints import LessonError
from web.pictures import (
    FOLDER,
    PREVIEW,
    Record,
    Static,
    preview_made_from,
    title_figure,
    write_record,
)
from web.site import build, in_script, plain, subscripted
from web.toolchain import ROOT

TEMPLATES = {
    "lesson.html": """<title>{{ lesson.title }}</title>
<link rel="stylesheet" href="{{ asset('main.css') }}">
<link rel="icon" href="{{ asset('icon.svg') }}">
<script type="module" src="{{ asset('main.js') }}"></script>
<script type="application/json" id="site">{{ config }}</script>
<a href="{{ root }}">{{ lessons | length }} lessons</a>
{% for part in parts %}{{ part }}{% endfor %}
""",
    "index.html": """<script src="{{ asset('main.js') }}"></script>
{% for lesson in lessons %}<a href="{{ root }}{{ lesson.slug }}/">{{ lesson.title }}</a>{% endfor %}
""",
    "embed.html": """<script src="{{ asset('embed.js') }}"></script>
{% for lesson in lessons %}<a href="{{ lesson.slug }}/">{{ lesson.title }}</a>{% endfor %}
""",
    "site.webmanifest": """{"icons": [{"src": "{{ asset('icon-512.png') }}"}]}
""",
    "figure.html": """<figure id="{{ block.id }}"><h3>{{ block.title }}</h3>
<p>{{ picture.charts[0].says }} {{ readouts }}</p>
{% for slider in block.sliders %}
<input min="{{ slider.min | plain }}" value="{{ slider.start | plain }}">
<var>{{ slider.name | subscripted }}</var>
{% endfor %}
<script type="application/json" class="start">{{ start | json }}</script></figure>
""",
    "cell.html": """<section id="{{ block.id }}"><pre>{{ block.code_html }}</pre>
{% for expression, value in readouts %}<output>{{ expression }} = {{ value }}</output>{% endfor %}
{% if task %}{{ task.prompt_html }}{{ task.solution_html }}{% endif %}
{% if picture %}<p>{{ picture.charts[0].says }}</p>{% endif %}</section>
""",
}

BODY = """
## A heading

![A line](images/a%20line.svg)

```{figure} line
---
title: A & B
sliders: {w: 1, b: 0}
try:
  - Turn it: w < 0
---
```

```{cell} plot-a-line
---
title: Plotting
sliders: {w: {}}
readouts: [w]
task: Double
---
w = 1

def y(x):
    return x
```
"""


#: the scripts that the page knows by name, beside the ones that it starts with
CHUNKS = ("editor", "plotly", "plotly-3d")


@pytest.fixture
def source(project: Project) -> Project:
    """A project with one lesson and all that a site needs."""
    for name, text in TEMPLATES.items():
        project.write(f"web/templates/{name}", text)
    starts = ("before-paint", "embed", "figures.worker", "cells.worker")
    for name in (*starts, *CHUNKS):
        project.write(f"web/page/{name}.ts", f"console.log('{name}');\n")
    project.write("web/page/service.worker.ts", "precache(self.__WB_MANIFEST);\n")
    imports = "".join(f"import('./{name}');\n" for name in CHUNKS)
    project.write("web/page/main.ts", imports)
    project.write("web/styles/main.css", "body { color: red }\n")
    for name in ("icon", "icon-maskable"):
        icon = "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"
        project.write(f"web/styles/{name}.svg", icon)
    for name in ("package-lock.json", "tsconfig.json", "pyproject.toml", "LICENSE"):
        shutil.copy(ROOT / name, project.root)
    shutil.copytree(ROOT / "engine", project.root / "engine")
    (project.root / "node_modules").symlink_to(ROOT / "node_modules")
    # These take seconds to make, and this project's are the same as ours.
    for name in ("snapshot", "compressed", "fonts"):
        shutil.copytree(ROOT / ".cache" / name, project.root / ".cache" / name)
    project.lesson(BODY)
    project.write("lessons/lines/images/a line.svg", "<svg/>")
    return project


def built(source: Project) -> Path:
    site = source.root / "site"
    build(source.root, site)
    return site


def config(site: Path) -> dict[str, Any]:
    page = (site / "lines" / "index.html").read_text("utf-8")
    found = re.search(r'id="site">(.*?)</script>', page)
    assert found
    read: dict[str, Any] = json.loads(found[1])
    return read


def python(site: Path) -> dict[str, Any]:
    file = site / "lines" / config(site)["python"]
    read: dict[str, Any] = json.loads(file.read_text("utf-8"))
    return read


class Links(HTMLParser):
    """The addresses in a page."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, _: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found += [value for name, value in attributes if name in ("href", "src") and value]


def test_it_says_what_it_has_done(source: Project, capsys: pytest.CaptureFixture[str]) -> None:
    built(source)
    assert re.fullmatch(
        r"Built 1 lesson with 2 blocks into site/ in \d+\.\d s\n", capsys.readouterr().out
    )


def test_a_lesson_is_a_page(source: Project) -> None:
    page = (built(source) / "lines" / "index.html").read_text("utf-8")
    assert "<title>Lines</title>" in page
    assert '<h2 id="a-heading">A heading</h2>' in page
    assert "<h3>A &amp; B</h3>" in page
    assert "<p>A line with weight 1. []</p>" in page
    assert '<input min="-10" value="1">' in page
    assert '<span class="tok-keyword">def</span>' in page
    assert "<output>w = 1.0000</output>" in page
    assert "Let <code>y</code> give twice <em>x</em>." in page


def test_all_links_are_relative_and_lead_somewhere(source: Project) -> None:
    site = built(source)
    for page in site.rglob("*.html"):
        links = Links(page).found
        assert links
        for link in links:
            assert not re.match(r"/|[a-z]+:", link)
            path, _, anchor = unquote(link).partition("#")
            if not path:
                assert f'id="{anchor}"' in page.read_text("utf-8")
                continue
            target = (page.parent / path).resolve()
            assert target.is_relative_to(site)
            assert target.is_file() or (target / "index.html").is_file()


def test_an_image_is_copied(source: Project) -> None:
    site = built(source)
    (image,) = (site / "assets").glob("a line*")
    assert re.fullmatch(r"a line-[0-9a-f]{10}\.svg", image.name)
    assert image.read_text() == "<svg/>"
    assert f"../assets/{quote(image.name)}" in Links(site / "lines" / "index.html").found


def test_config_names_files_that_are_there(source: Project) -> None:
    site = built(source)
    page = site / "lines"
    found = config(site)
    assert found["lesson"] == "lines"
    for address in (
        found["python"],
        found["drawing"],
        *(file["address"] for file in found["pyodide"].values()),
        found["micropython"]["wasm"],
        *found["workers"].values(),
    ):
        assert address.startswith("../assets/")
        assert (page / address).is_file()
    assert found["serviceWorker"] == "../sw.js"


def test_figures_get_what_they_import_and_no_more(source: Project) -> None:
    source.write("lessons/lines/shapes.py", "from parts import half\nimport engine.losses\n")
    source.write("lessons/lines/parts.py", "half = 0.5\n")
    source.write("lessons/lines/unused.py", "import parts\n")
    figures = source.root / "lessons" / "lines" / "figures.py"
    source.write("lessons/lines/figures.py", "import shapes\n" + figures.read_text("utf-8"))
    site = built(source)
    drawing = json.loads((site / "lines" / config(site)["drawing"]).read_text("utf-8"))
    files = python(site)["files"]
    assert drawing["figures"] == python(site)["figures"]
    assert drawing["files"] == {path: files[path] for path in drawing["files"]}
    assert {"figures_worker.py", "show.py", "shapes.py", "parts.py"} <= drawing["files"].keys()
    assert {"engine/__init__.py", "engine/losses.py", "lessons/chart.py"} <= drawing["files"].keys()
    assert {"unused.py", "tasks.py", "cells_worker.py"}.isdisjoint(drawing["files"])


def test_config_knows_what_each_file_of_pyodides_must_be(source: Project) -> None:
    site = built(source)
    pyodide = config(site)["pyodide"]
    assert set(pyodide) == {*("script", "program", "library", "packages"), "snapshot", "modules"}
    for expected in pyodide.values():
        content = (site / "lines" / expected["address"]).read_bytes()
        assert expected["size"] == len(content)
        assert expected["sha256"] == hashlib.sha256(content).hexdigest()
    assert pyodide["script"]["address"].endswith(".js")  # Not every host knows .mjs.


def test_python_knows_the_engine_as_an_installer_leaves_it(source: Project) -> None:
    installed = python(built(source))["installed"]
    assert "Version: 1.0.0\n" in installed["engine-1.0.0.dist-info/METADATA"]
    assert all(path.startswith("engine-1.0.0.dist-info/") for path in installed)


def test_the_icons_are_drawings_of_their_size(source: Project) -> None:
    site = built(source)
    (icon,) = json.loads((site / "site.webmanifest").read_text("utf-8"))["icons"]
    head = (site / icon["src"]).read_bytes()[:24]
    assert head[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", head[16:]) == (512, 512)


def shared(page: Path) -> dict[str, str]:
    """What a page says of itself to those to whom its address is sent."""
    found = re.findall(
        r'<meta (?:property|name)="([\w:]+)" content="(.*?)">', page.read_text("utf-8")
    )
    return {name: unescape(content) for name, content in found}


@pytest.fixture
def previewed(source: Project) -> Project:
    """The same, with the real templates of pages, and with a cover and a preview of the lesson."""
    for name in ("page.html", "lesson.html", "index.html", "help.html"):
        text = (ROOT / "web" / "templates" / name).read_text("utf-8")
        # The project has no fonts.
        source.write(f"web/templates/{name}", re.sub('<link rel="preload".*>', "", text))
    (lesson,) = source.read()
    (lesson.folder / FOLDER).mkdir()
    (lesson.folder / FOLDER / PREVIEW).write_bytes(b"PNG")
    figure = title_figure(lesson)
    assert figure
    (lesson.folder / FOLDER / "cover.svg").write_text("<svg>played</svg>", "utf-8")
    cover = Static("cover.svg", None, 840, 378)
    record = Record({}, preview_made_from(lesson, figure), cover)
    write_record(lesson.folder / FOLDER, record)
    return source


def test_an_address_that_is_sent_has_a_picture_and_words(previewed: Project) -> None:
    site = previewed.root / "site"
    build(previewed.root, site, url="https://example.org/all/")
    said = shared(site / "lines" / "index.html")
    assert said["og:title"] == "Lines"
    assert said["og:description"] == "What a line is."
    assert said["og:type"] == "article"
    assert said["og:url"] == "https://example.org/all/lines/"
    assert said["og:image:alt"] == "A line with weight 1."
    assert said["twitter:card"] == "summary_large_image"
    picture = said["og:image"].removeprefix("https://example.org/all/")
    assert (site / picture).read_bytes() == b"PNG"
    page = (site / "lines" / "index.html").read_text("utf-8")
    assert '<link rel="canonical" href="https://example.org/all/lines/">' in page
    index = shared(site / "index.html")
    assert index["og:url"] == "https://example.org/all/"
    assert index["og:image"] == said["og:image"]
    assert index["og:type"] == "website"
    assert index["og:description"] == index["description"]


def test_the_list_of_lessons_shows_their_covers(previewed: Project) -> None:
    page = built(previewed) / "index.html"
    found = re.search('<img src="(assets/.*?)" alt="" width="840" height="378">', page.read_text())
    assert found
    assert (page.parent / found[1]).read_text("utf-8") == "<svg>played</svg>"


def test_a_site_that_knows_no_address_names_none(previewed: Project) -> None:
    site = built(previewed)
    for page in (site / "index.html", site / "lines" / "index.html"):
        said = shared(page)
        assert (page.parent / said["og:image"]).read_bytes() == b"PNG"
        assert "og:url" not in said
        assert "canonical" not in page.read_text("utf-8")


def test_the_service_worker_knows_all_files(source: Project) -> None:
    site = built(source)
    script = (site / "sw.js").read_text("utf-8")
    for file in files_of(site):
        name = quote(file.relative_to(site).as_posix())
        asked_for = name not in ("sw.js", "_headers") and file.suffix not in (".br", ".gz")
        assert script.count(f'"{name}"') == asked_for, name


def test_python_has_all_that_the_page_imports(source: Project) -> None:
    source.write("lessons/lines/shapes.py", "SIDES = 3\n")
    files = python(built(source))["files"]
    assert {"engine/__init__.py", "lessons/__init__.py", "lessons/chart.py"} <= set(files)
    assert {"lessons/task.py", "show.py", "figures.py", "tasks.py"} <= set(files)
    assert files["figures.py"] == (source.lessons / "lines/figures.py").read_text("utf-8")
    assert files["shapes.py"] == "SIDES = 3\n"
    assert all(name.endswith(".py") for name in files)


def test_a_lesson_without_tasks_has_an_empty_module(source: Project) -> None:
    source.lesson("")
    for name in ("figures.py", "tasks.py"):
        (source.lessons / "lines" / name).unlink()
    files = python(built(source))["files"]
    assert (files["figures.py"], files["tasks.py"]) == ("", "")


def test_python_knows_what_blocks_bind(source: Project) -> None:
    found = python(built(source))
    assert found["figures"] == {
        "line": {"function": "line", "parameters": ["w", "b"], "rest": None, "goals": ["w < 0"]}
    }
    assert found["cells"] == {
        "plot-a-line": {
            "function": "plot_a_line",
            "sliders": ["w"],
            "readouts": ["w"],
            "goals": [],
            "task": "Double",
            "prompt": "Let <code>y</code> give twice <em>x</em>.",
            "hints": ["Use a star.", "Write <code>2 * x</code>."],
            "solution": "def y(x):\n    return 2 * x\n",
            "player": None,
        }
    }


def test_a_figures_own_numbers_follow_its_sliders(source: Project) -> None:
    options = "title: Dots\nsliders: {kind: {choices: [dots, bars]}}\nnumbers: {points: [1, 2]}\n"
    source.lesson(f"```{{figure}} dots\n---\n{options}---\n```\n")
    assert python(built(source))["figures"] == {
        "dots": {"function": "dots", "parameters": ["kind"], "rest": "points", "goals": []}
    }


def test_the_same_sources_make_the_same_site(source: Project) -> None:
    first = {file.relative_to(source.root): digest(file) for file in files_of(built(source))}
    shutil.rmtree(source.root / ".cache")
    again = {file.relative_to(source.root): digest(file) for file in files_of(built(source))}
    assert again == first


def test_nothing_of_the_last_build_remains(source: Project) -> None:
    site = built(source)
    assert list(source.root.glob(".site*")) == []
    (site / "assets" / "old-1234567890.js").write_text("old")
    source.lesson("Now without an image.\n")
    built(source)
    names = [file.name for file in files_of(site)]
    assert "old-1234567890.js" not in names
    assert not [name for name in names if name.startswith("a line")]


def test_a_build_that_fails_leaves_the_last_good_site(source: Project) -> None:
    site = built(source)
    before = {file: digest(file) for file in files_of(site)}
    source.lesson("<br>\n")
    with pytest.raises(LessonError):
        built(source)
    assert {file: digest(file) for file in files_of(site)} == before
    assert list(source.root.glob(".site*")) == []


def test_a_build_that_fails_late_leaves_it_too(source: Project) -> None:
    site = built(source)
    before = {file: digest(file) for file in files_of(site)}
    source.write("web/templates/lesson.html", "{{ nothing_of_this_name }}")
    with pytest.raises(Exception, match="nothing_of_this_name"):
        built(source)
    assert {file: digest(file) for file in files_of(site)} == before
    assert list(source.root.glob(".site*")) == []


def test_a_new_lesson_is_a_new_folder(source: Project) -> None:
    front_matter = FRONT_MATTER.replace("Lines", "Curves").replace("order: 1", "order: 0")
    source.lesson("[before](../lines/#line)\n", slug="curves", front_matter=front_matter)
    site = built(source)
    assert (site / "curves" / "index.html").is_file()
    assert Links(site / "index.html").found[1:] == ["curves/", "lines/"]


@given(
    st.recursive(
        st.one_of(st.text(max_size=20), st.integers(), st.sampled_from(["</script>", "<!--"])),
        lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)),
        max_leaves=8,
    )
)
def test_json_in_a_page_cannot_end_its_element(value: object) -> None:
    text = in_script(value)
    assert not re.search(r"[<>&\u2028\u2029]", text)
    assert json.loads(text) == value


@pytest.mark.parametrize(
    ("number", "text"),
    [(1, "1"), (-10.0, "-10"), (0.5, "0.5"), (1e-05, "1e-05"), (0.1 + 0.2, "0.30000000000000004")],
)
def test_a_number_in_an_attribute(number: float, text: str) -> None:
    assert plain(number) == text


@pytest.mark.parametrize(
    ("name", "html"),
    [
        ("w", "w"),
        ("w1", "w<sub>1</sub>"),
        ("wi12", "w<sub>i12</sub>"),
        ("learning_rate", "learning_rate"),
        ("x<1", "x&lt;1"),
    ],
)
def test_a_parameters_name(name: str, html: str) -> None:
    assert subscripted(name) == html


def files_of(folder: Path) -> list[Path]:
    return sorted(file for file in folder.rglob("*") if file.is_file())


def digest(file: Path) -> int:
    return hash(file.read_bytes())
