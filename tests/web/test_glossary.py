"""A lesson's glossary, and the terms that its texts mark."""

from __future__ import annotations

import re

import pytest

from tests.web.project import TASKS, Project
from web.lesson import Html

GLOSSARY = """\
Loss
: How *wrong* a model is, such as $\\w$.

Hidden layer
: The neurons between input and output.
  They are not seen from outside.

The reader's term

: One meaning.

: Another [loss]{.term}.
"""

PROSE = """\
A [hidden
Layer]{.term} and two [hidden layers]{.term}, a few [losses]{.term of="loss"},
the [reader's *term*]{.term .weight of="the reader's term"}.
"""


def complaints(project: Project, glossary: str, body: str) -> list[str]:
    folder = project.lesson(body)
    (folder / "glossary.md").write_text(glossary, "utf-8")
    return project.complaints()


def test_terms_open_their_meaning(project: Project) -> None:
    assert complaints(project, GLOSSARY, PROSE) == []
    (lesson,) = project.read()
    (part,) = lesson.body
    assert isinstance(part, Html)
    buttons = re.findall(r"<button (.*?)>(.*?)</button>", part.html, re.DOTALL)
    hidden = 'class="term" type="button" popovertarget="term-hidden-layer"'
    assert buttons == [
        (hidden, "hidden\nLayer"),
        (hidden, "hidden layers"),
        ('class="term" type="button" popovertarget="term-loss"', "losses"),
        (
            'class="term weight" type="button" popovertarget="term-the-readers-term"',
            "reader’s <em>term</em>",
        ),
    ]


def test_a_full_stop_stays_with_its_term(project: Project) -> None:
    glossary = "loss\n: How wrong.\n"
    assert complaints(project, glossary, "A [loss]{.term}. A [loss]{.term} more.\n") == []
    (lesson,) = project.read()
    (part,) = lesson.body
    assert isinstance(part, Html)
    assert "loss</button>.</span> A" in part.html
    assert part.html.count('<span class="unbroken"><button') == 1


def test_the_glossary_in_alphabetical_order(project: Project) -> None:
    assert complaints(project, GLOSSARY, PROSE) == []
    (lesson,) = project.read()
    hidden, loss, last = lesson.glossary
    assert (hidden.id, hidden.name_html) == ("term-hidden-layer", "Hidden layer")
    assert hidden.meaning_html == (
        "<p>The neurons between input and output.\nThey are not seen from outside.</p>\n"
    )
    assert (loss.id, loss.name_html) == ("term-loss", "Loss")
    assert loss.meaning_html.startswith("<p>How <em>wrong</em> a model is, such as <span")
    assert last.name_html == "The reader’s term"
    assert "<p>One meaning.</p>" in last.meaning_html
    assert 'popovertarget="term-loss">loss</button>' in last.meaning_html


def test_terms_may_stand_in_captions_hints_and_reasons(project: Project) -> None:
    glossary = "Line\n: A.\n\nStar\n: B.\n\nBias\n: C.\n"
    options = (
        "title: A\ntask: Double\ncaption: A [line]{.term}.\n"
        "predict: {question: Q, choices: [a, b], answer: a, because: 'A [bias]{.term}.'}\n"
    )
    folder = project.lesson(
        f"```{{cell}} a\n---\n{options}---\n1\n```\n",
        tasks=TASKS.replace("Use a star.", "Use a [star]{.term}."),
    )
    (folder / "glossary.md").write_text(glossary, "utf-8")
    assert project.complaints() == []


def test_a_lesson_needs_no_glossary(project: Project) -> None:
    project.lesson("A.\n")
    (lesson,) = project.read()
    assert lesson.glossary == ()


@pytest.mark.parametrize(
    ("glossary", "body", "complaint"),
    [
        (
            "Loss\n: A.\n",
            "A [loss]{.term}.\n\nB\n[boss]{.term}.\n",
            "lesson.md:10: glossary.md has no term boss; did you mean loss?",
        ),
        (
            "Loss\n: A.\n",
            '[loss]{.term} [b]{.term of="lots"}\n',
            "lesson.md:7: glossary.md has no term lots; did you mean loss?",
        ),
        (
            "Loss\n: A.\n\nBias\n: B.\n",
            "[loss]{.term}\n",
            "glossary.md:4: no text of the lesson marks the term bias: [bias]{.term}",
        ),
        (
            "Loss\n: A.\n\nloss\n: B.\n",
            "[loss]{.term}\n",
            "glossary.md:4: loss has a meaning already, in line 1",
        ),
        (
            "## Terms\n\nLoss\n: A.\n",
            "[loss]{.term}\n",
            "glossary.md:1: a glossary is a list of terms, each with `: its meaning` below it",
        ),
        (
            "Loss\n: A.\n\nBias is B.\n",
            "[loss]{.term}\n",
            "glossary.md:4: a glossary is a list of terms, each with `: its meaning` below it",
        ),
        (
            "Loss\n: A $\\foo$.\n",
            "[loss]{.term}\n",
            "glossary.md:2: this formula cannot be typeset: Undefined control sequence: \\foo",
        ),
        (
            "Loss\n: A [b](#c).\n",
            "[loss]{.term}\n",
            "glossary.md:2: nothing in this lesson is called #c",
        ),
        (
            "Loss\n: A.\n",
            "## Term: loss\n\n[loss]{.term}\n",
            "glossary.md:1: the id term-loss, which this term has in the page, is taken",
        ),
        (
            "Loss\n: A.\n",
            "[loss]{.term}\n\n## The [loss]{.term}\n",
            "lesson.md:9: a heading cannot hold links, terms or footnotes",
        ),
        (
            "Loss\n: A.\n",
            "[loss]{.term}\nA [b](figures.py){.term}\n",
            "lesson.md:8: a term is marked like this, not as a link or as code: [word]{.term}",
        ),
        (
            "Loss\n: A.\n",
            "[loss]{.term}\nA `loss`{.term}\n",
            "lesson.md:8: a term is marked like this, not as a link or as code: [word]{.term}",
        ),
    ],
)
def test_mistake(project: Project, glossary: str, body: str, complaint: str) -> None:
    assert [one[: len(complaint)] for one in complaints(project, glossary, body)] == [complaint]


def test_a_term_without_a_glossary(project: Project) -> None:
    project.lesson("A\n[loss]{.term}.\n")
    (complaint,) = project.complaints()
    assert complaint == (
        "lesson.md:8: glossary.md has no term loss: the lesson's folder has no such file"
    )


def test_an_unused_term_is_told_only_when_all_texts_could_be_read(project: Project) -> None:
    body = "```{cell} a\n---\ntitle: A\ncaption: [loss]{.term}\n---\n1\n```\n"
    (complaint,) = complaints(project, "Loss\n: A.\n", body)
    assert complaint.startswith("lesson.md:10: these options are not YAML")
