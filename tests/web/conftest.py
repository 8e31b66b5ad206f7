"""What the tests of the lesson reader and the site builder share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.web.project import Project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path / "project")
