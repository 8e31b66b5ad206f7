"""Builds the lessons into a site, serves it, tests it, checks it, measures it.

python3 build.py                          build everything into site/
python3 build.py serve [--port 8000]      build, serve on 127.0.0.1, rebuild and reload on a change
python3 build.py test [pytest arguments]  run all tests
python3 build.py pictures [lesson]        draw missing or stale static pictures, in a browser
python3 build.py check [lesson]           check lessons: blocks, links, solutions, known mistakes
python3 build.py bench                    measure, each number beside its baseline
python3 build.py audit                    ask the registries for known weaknesses of the packages
python3 build.py lint                     formatting, lint and types of everything

--with numpy, for build and serve, lets cells import numpy, or any other package by its name on
PyPI that is pure Python or that Pyodide has compiled; --with FILE.whl takes a wheel from here.

--site-url https://example.org/lessons/, for build, is where the site will lie: with it, a page that
is sent to somebody is shown with its picture.

Each command first installs what it lacks into .venv and node_modules.
"""

import sys

# Everything above the first import below must be read by any Python 3, to get as far as this.
if sys.version_info < (3, 11):
    sys.stderr.write("build.py needs Python 3.11 or newer; this is %d.%d\n" % sys.version_info[:2])
    sys.exit(2)

import argparse
import errno
import os
import subprocess
from pathlib import Path
from typing import NoReturn
from urllib.parse import urlsplit

from web.errors import UserError
from web.toolchain import chromium, node, one_at_a_time, prepare

ROOT = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    options = parse(arguments)
    work, groups = COMMANDS[options.command]
    python = prepare(groups)
    if Path(sys.prefix).resolve() != (ROOT / ".venv").resolve():
        return start_again(python, arguments)
    return work(options)


def build(options: argparse.Namespace) -> int:
    from web.packages import fetch
    from web.site import build

    with one_at_a_time(ROOT):
        carried = fetch(options.packages, ROOT, ROOT / ".cache")
        build(ROOT, ROOT / "site", carried, options.site_url or "")
    return 0


def serve(options: argparse.Namespace) -> int:
    from web.serve import listen, serve

    with listen(options.port) as listener:
        build(options)
        serve(ROOT, listener, [f"--with={package}" for package in options.packages])
    return 0


def test(options: argparse.Namespace) -> int:
    chromium()
    build(options)
    return run(sys.executable, "-m", "pytest", *options.rest)


def check(options: argparse.Namespace) -> int:
    from web.checks import check

    complaints = check(ROOT, options.lesson)
    for complaint in complaints:
        print(complaint)
    return 2 if complaints else 0


def pictures(options: argparse.Namespace) -> int:
    chromium()
    build(options)
    from web.picture_maker import make_pictures

    make_pictures(ROOT, options.lesson)
    build(options)
    return 0


def bench(options: argparse.Namespace) -> int:
    chromium()
    build(options)
    return run(sys.executable, "-m", "tests.bench", *options.rest)


def audit(options: argparse.Namespace) -> int:
    from web.audit import audit

    for line in audit(ROOT):
        print(line, flush=True)
    return 0


def lint(options: argparse.Namespace) -> int:
    typescript = [str(node()), "node_modules/typescript/bin/tsc"]
    checks = [
        [sys.executable, "-m", "ruff", "check"],
        [sys.executable, "-m", "ruff", "format", "--check"],
        [sys.executable, "-m", "mypy"],
        *[[*typescript, "--project", f"tsconfig{part}.json"] for part in ("", ".worker")],
        [str(node()), "node_modules/@biomejs/biome/bin/biome", "check", "--error-on-warnings"],
        [str(node()), "node_modules/cspell/bin.mjs", "lint", "--no-progress", "--no-summary"],
    ]
    return max([run(*command) for command in checks])


# What a command does, and the groups of packages in pyproject.toml that it needs.
COMMANDS = {
    "build": (build, ["build"]),
    "serve": (serve, ["build"]),
    "test": (test, ["build", "test"]),
    "pictures": (pictures, ["build", "test"]),
    "check": (check, ["build"]),
    "bench": (bench, ["build", "test"]),
    "audit": (audit, ["build", "audit"]),
    "lint": (lint, ["build", "test", "quality"]),
}


def run(*command: str) -> int:
    return subprocess.run(command, cwd=ROOT, check=False).returncode


def start_again(python: Path, arguments: list[str]) -> int:
    """Do the work with the Python that has the packages; nothing here has needed them so far."""
    command = [str(python), str(ROOT / "build.py"), *arguments]
    if os.name != "nt":  # There, exec returns to the shell before the work is done.
        os.execv(python, command)
    return subprocess.run(command, check=False).returncode


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors are one line."""

    def error(self, message: str) -> NoReturn:
        raise UserError(f"{message}; `python3 build.py --help` lists the commands")


def parse(arguments: list[str]) -> argparse.Namespace:
    if not arguments or (arguments[0].startswith("-") and arguments[0] not in ("-h", "--help")):
        arguments = ["build", *arguments]
    command, *rest = arguments
    if command in ("test", "bench"):  # The rest belongs to pytest or to the measurements.
        return argparse.Namespace(command=command, packages=[], site_url=None, rest=rest)
    parser = Parser(
        prog="build.py", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="command")
    for name in COMMANDS:
        commands.add_parser(name)
    for name in ("build", "serve"):
        commands.choices[name].add_argument(
            "--with", dest="packages", metavar="PACKAGE", nargs="+", action="extend", default=[]
        )
    commands.choices["build"].add_argument("--site-url", type=site_url)
    commands.choices["serve"].add_argument("--port", type=port, default=8000)
    commands.choices["serve"].set_defaults(site_url=None)
    for name in ("check", "pictures"):
        commands.choices[name].add_argument("lesson", type=lesson, nargs="?")
    commands.choices["pictures"].set_defaults(packages=[], site_url=None)
    return parser.parse_args([command, *rest])


def port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 65536):
        raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text!r}")
    return int(text)


def site_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise argparse.ArgumentTypeError(
            f"an address begins with https:// and ends with a folder, not {text!r}"
        )
    return text.removesuffix("/") + "/"


def lesson(text: str) -> str:
    lessons = sorted(file.parent.name for file in (ROOT / "lessons").glob("*/lesson.md"))
    if text not in lessons:
        raise argparse.ArgumentTypeError(f"no lesson {text!r} among {', '.join(lessons)}")
    return text


def command_line(arguments: list[str]) -> int:
    """Run a command; whatever a person can cause is told in one line, with exit status 2."""
    try:
        return main(arguments)
    except UserError as error:
        print(error, file=sys.stderr)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC):
            raise
        print(f"{error.strerror}: {error.filename} must be writable", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 2


if __name__ == "__main__":
    sys.exit(command_line(sys.argv[1:]))
