"""Asks the registries whether a version that the project pins has a known weakness."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from web.toolchain import node

#: seconds; a registry that does not answer is no reason to wait
PATIENCE = 120


def audit(root: Path) -> list[str]:
    """A line on the npm packages and one on the Python packages.

    A weakness is for people to judge, and not every registry can be asked: nothing is raised.
    """
    npm = [str(node().with_name("npm")), "audit", "--json"]
    pip = [sys.executable, "-m", "pip_audit", "--requirement", "constraints.txt", "--no-deps"]
    pip += ["--disable-pip", "--format", "json", "--progress-spinner", "off"]
    return [f"npm: {npm_says(asked(npm, root))}", f"Python: {pip_says(asked(pip, root))}"]


def asked(command: Sequence[str], root: Path) -> Any:
    """The JSON that a command prints; None when it prints none."""
    try:
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
        return json.loads(done.stdout)
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def npm_says(answer: Any) -> str:
    try:
        weak = answer["vulnerabilities"]
        found = {name: weakness["severity"] for name, weakness in weak.items()}
    except (KeyError, TypeError):
        return UNANSWERED
    return told([f"{name} ({severity})" for name, severity in sorted(found.items())])


def pip_says(answer: Any) -> str:
    try:
        packages = [one for one in answer["dependencies"] if "skip_reason" not in one]
        found = [
            f"{one['name']} {one['version']} ({weakness['id']})"
            for one in packages
            for weakness in one["vulns"]
        ]
    except (KeyError, TypeError):
        return UNANSWERED
    return told(found) if packages else UNANSWERED


def told(found: list[str]) -> str:
    return "known weaknesses in " + ", ".join(found) if found else "no known weakness"


UNANSWERED = "the registry could not be asked"
