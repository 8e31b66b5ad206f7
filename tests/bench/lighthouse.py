"""What Lighthouse says of the lesson's page, as a phone would show it.

ours: the lesson's page
baseline: the same page with its scripts replaced by one that draws the first figure in plain
JavaScript with the same Plotly

Its scores go to 100. It starts a Chromium of its own for each, and works out from what it sees
there how long a phone would take on a slow line.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import urljoin

from tests.bench.comparison import Comparison, in_turn
from tests.bench.pages import LEARNING, LESSON, Bench
from web.toolchain import ROOT, chromium, node

COMMAND = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
#: what the project promises
LEAST = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
#: the sandbox refuses to work for root, as whom continuous integration likes to run
FLAGS = "--headless=new" + (" --no-sandbox" if hasattr(os, "geteuid") and not os.geteuid() else "")


def measure(bench: Bench, rounds: int) -> list[Comparison]:
    ours, plain = in_turn(
        rounds,
        lambda: scores(urljoin(bench.url, LESSON)),
        lambda: scores(urljoin(bench.url, LEARNING.in_lesson)),
    )
    return [
        Comparison(
            f"Lighthouse, {category.replace('-', ' ')}",
            "the same page with plain JavaScript and the same Plotly",
            tuple(score[category] for score in ours),
            tuple(score[category] for score in plain),
            least=least,
            unit="points",
        )
        for category, least in LEAST.items()
    ]


def scores(url: str) -> dict[str, float]:
    """The points of each category, of 100."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder, "report.json")
        subprocess.run(
            [
                *(node(), COMMAND, url, "--quiet", f"--chrome-flags={FLAGS}"),
                f"--only-categories={','.join(LEAST)}",
                *("--output=json", f"--output-path={report}"),
            ],
            env={**os.environ, "CHROME_PATH": str(chromium())},
            cwd=folder,
            check=True,
        )
        categories = json.loads(report.read_text("utf-8"))["categories"]
    return {name: 100 * category["score"] for name, category in categories.items()}
