"""What the measurement of growing sizes compares, and the lessons that it makes up."""

from __future__ import annotations

from pathlib import Path

from tests.bench import sizes
from tests.bench.sizes import growth, write_lesson
from tests.web.project import Project


def test_each_size_stands_beside_the_smallest() -> None:
    ten, forty = growth("figures", (1, 10, 40), 2, lambda size: 2.0 * size, float)

    assert (ten.name, ten.against) == ("10 figures", "1 of them")
    assert (ten.ours, ten.baseline, ten.ratio_limit) == ((20.0, 20.0), (2.0, 2.0), 10.0)
    assert (forty.ratio, forty.kept) == (40, True)


def test_the_lessons_are_lessons_like_any_other(tmp_path: Path) -> None:
    project = Project(tmp_path / "project")
    figures = [("points-8", "among_points", min(sizes.POINTS)), ("neurons", "of_neurons", 4)]
    write_lesson(project.root, "made-up", 1, figures)

    (lesson,) = project.read()

    assert [block.id for block in lesson.blocks] == ["points-8", "neurons"]
