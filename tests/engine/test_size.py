"""The engine stays what a reader can read in one sitting, and needs nothing that is not there."""

from __future__ import annotations

import ast

import engine
from web.toolchain import ROOT

FILES = sorted((ROOT / "engine").glob("**/*.py"))
IN_EVERY_PYTHON = {"math", "array", "collections"}


def test_at_most_400_lines() -> None:
    assert sum(len(file.read_text("utf-8").splitlines()) for file in FILES) <= 400


def test_imports_only_itself_and_what_every_python_has() -> None:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                modules = {alias.name for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                modules = {node.module or ""}
            else:
                continue
            assert all(
                module in IN_EVERY_PYTHON or module.startswith("engine.") for module in modules
            ), f"{file.name}:{node.lineno}"


def test_every_public_name_is_there() -> None:
    assert len(FILES) > 1
    for name in engine.__all__:
        assert getattr(engine, name).__doc__
