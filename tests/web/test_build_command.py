"""build.py from outside: what it says, and with which exit status, when something is wrong."""

from __future__ import annotations

import ast
import errno
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Sequence
from pathlib import Path

import pytest

import build
from web import toolchain
from web.errors import UserError
from web.serve import listen
from web.toolchain import ROOT

TOOLS = (
    *("build.py", "pyproject.toml", "constraints.txt"),
    *("package.json", "package-lock.json", ".npmrc"),
    *("web/__init__.py", "web/errors.py", "web/toolchain.py", "web/packages.py"),
    *("web/serve.py", "web/reload.js", "web/assets.py", "web/fonts.py"),
    *("web/headers.py", "web/offline.py"),
)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with its tools and nothing installed."""
    for name in TOOLS:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    return tmp_path


@pytest.fixture
def installed(project: Path) -> Path:
    """The same with everything installed, and with rooms of one line each."""
    for name in (".venv", "node_modules"):
        (project / name).symlink_to(ROOT / name)
    for name in ("engine", "lessons"):
        (project / name).mkdir()
    (project / "web" / "site.py").write_text(
        "def build(root, out, carried, url):\n"
        "    out.mkdir(exist_ok=True)\n"
        "    (out / 'index.html').write_text('<title>Built</title>')\n",
        encoding="utf-8",
    )
    (project / "web" / "checks.py").write_text(
        "def check(root, lesson):\n    return ['lesson.md:3: one', 'lesson.md:5: two']\n",
        encoding="utf-8",
    )
    return project


def run(
    arguments: Sequence[str], root: Path = ROOT, environment: dict[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=root,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )


def complaint(result: subprocess.CompletedProcess[str]) -> str:
    """The one line that a person sees, apart from the news of what is being done."""
    lines = [line for line in result.stderr.splitlines() if not line.endswith(" …")]
    assert (result.returncode, len(lines), result.stdout) == (2, 1, ""), result
    return lines[0]


# What can be typed wrongly


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["biuld"], "invalid choice: 'biuld'"),
        (["--fast"], "--fast"),
        (["--with"], "argument --with: expected at least one argument"),
        (["--with", "not a name"], "--with takes names of packages and paths of wheels"),
        (["build", "everything"], "unrecognized arguments: everything"),
        (["serve", "--prot", "8000"], "unrecognized arguments: --prot"),
        (["serve", "--port"], "argument --port: expected one argument"),
        (["serve", "--port", "http"], "a port is a number from 0 to 65535, not 'http'"),
        (["serve", "--port", "65536"], "a port is a number from 0 to 65535, not '65536'"),
        (["serve", "--port", "-1"], "a port is a number from 0 to 65535, not '-1'"),
        (["serve", "--port", "²"], "a port is a number from 0 to 65535, not '²'"),
        (["check", "how-machines-lern"], "no lesson 'how-machines-lern' among how-machines-learn"),
        (["check", ".."], "no lesson '..'"),
    ],
)
def test_a_wrong_argument_is_one_line(arguments: list[str], said: str) -> None:
    assert said in complaint(run(["build.py", *arguments]))


def test_help_lists_every_command() -> None:
    result = run(["build.py", "--help"])
    assert (result.returncode, result.stderr) == (0, "")
    for command in build.COMMANDS:
        assert f"python3 build.py {command.removeprefix('build')}".strip() in result.stdout


# What a machine can lack


@pytest.mark.parametrize("version", [(3, 7, 17), (3, 10, 13)])
def test_a_python_that_is_too_old_is_told_so(version: tuple[int, int, int]) -> None:
    source = (ROOT / "build.py").read_text(encoding="utf-8")
    ast.parse(source, feature_version=version[:2])
    code = f"import runpy, sys; sys.version_info = {version}; runpy.run_path('build.py')"
    needed = f"build.py needs Python 3.11 or newer; this is {version[0]}.{version[1]}"
    assert complaint(run(["-c", code])) == needed


@pytest.mark.parametrize("module", ["venv", "ensurepip"])
def test_without_a_venv_module_it_names_the_package_to_install(project: Path, module: str) -> None:
    code = (
        f"import runpy, sys; sys.modules[{module!r}] = None; sys.argv = ['build.py'];"
        "sys.path.insert(0, ''); runpy.run_path('build.py', run_name='__main__')"
    )
    said = complaint(run(["-c", code], project))
    assert f"no {module} module" in said
    assert "apt install python3-venv" in said


def test_without_a_network_pip_is_quoted_and_nothing_counts_as_installed(project: Path) -> None:
    nowhere = {"PIP_CONFIG_FILE": os.devnull, "PIP_INDEX_URL": "http://127.0.0.1:9/simple"}
    said = complaint(run(["build.py"], project, {**nowhere, "PIP_RETRIES": "1"}))
    assert said.startswith("pip could not install the Python packages: is there a network? ")
    assert "Connection refused" in said
    assert not toolchain.python_is_current(["build"], project)


def test_without_a_network_npm_is_quoted(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".venv").symlink_to(ROOT / ".venv")
    monkeypatch.setenv("npm_config_registry", "http://127.0.0.1:9/")
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    monkeypatch.setenv("npm_config_cache", str(project / "empty"))
    with pytest.raises(UserError, match=r"^npm .* is there a network\? .*127\.0\.0\.1:9") as said:
        toolchain.install_npm_packages(project)
    assert "\n" not in str(said.value)
    assert not toolchain.npm_is_current(project)


def test_a_port_in_use_is_one_line() -> None:
    with listen(0) as taken:
        port = str(taken.getsockname()[1])
        assert f"port {port} is in use" in complaint(run(["build.py", "serve", "--port", port]))


@pytest.mark.parametrize("number", [errno.EACCES, errno.EROFS, errno.ENOSPC])
def test_a_folder_that_cannot_be_written_is_one_line(
    number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(_: Sequence[str]) -> Path:
        raise OSError(number, os.strerror(number), "/project/.venv")

    monkeypatch.setattr(build, "prepare", refuse)
    assert build.command_line([]) == 2
    said = capsys.readouterr().err
    assert said == f"{os.strerror(number)}: /project/.venv must be writable\n"


def test_without_chromium_it_says_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    with pytest.raises(UserError, match=r"playwright install .*apt install chromium") as said:
        toolchain.chromium()
    assert "\n" not in str(said.value)


def test_the_newest_chromium_of_playwright_comes_before_the_system_s(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    for name in (
        "chromium-999/chrome-linux",
        "chromium-1200/chrome-linux64",
        "firefox-1500/firefox",
    ):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "chrome").touch()
    assert toolchain.chromium() == tmp_path / "chromium-1200" / "chrome-linux64" / "chrome"


# Installing once, and whole


class Installer:
    """Stands in for the tools that install: it notes what it was asked, and may fail."""

    def __init__(self, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.root = root
        self.asked: list[str] = []
        self.fails = ""
        monkeypatch.setattr(toolchain, "run", self)

    def __call__(self, command: Sequence[str], root: Path) -> subprocess.CompletedProcess[str]:
        tool = next(name for name in ("venv", "pip", "ci") if name in command)
        self.asked.append(tool)
        if tool == "venv":
            for file in (toolchain.python(root), toolchain.node_package(root) / "bin" / "node"):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.touch()
        if tool == "ci":
            (root / "node_modules").mkdir(exist_ok=True)
        failed = tool == self.fails
        return subprocess.CompletedProcess(
            command, int(failed), "ERROR: it broke" if failed else ""
        )

    def prepare(self, *groups: str) -> list[str]:
        """Prepare the groups, and give what was installed for it."""
        self.asked.clear()
        toolchain.prepare(groups, self.root)
        return self.asked


@pytest.fixture
def installer(project: Path, monkeypatch: pytest.MonkeyPatch) -> Installer:
    (project / ".venv" / "lib" / "python3.11").mkdir(parents=True)
    return Installer(project, monkeypatch)


def test_a_second_run_installs_nothing(installer: Installer) -> None:
    assert installer.prepare("build") == ["venv", "pip", "ci"]
    assert installer.prepare("build") == []


def test_npm_packages_that_others_share_are_left_to_them(installer: Installer) -> None:
    shared = installer.root / "shared"
    (shared / "plotly.js").mkdir(parents=True)
    (installer.root / "node_modules").symlink_to(shared)
    installer.prepare("build")
    assert (shared / "plotly.js").is_dir()
    assert not (installer.root / "node_modules").is_symlink()


def test_an_environment_that_others_share_is_left_to_them(installer: Installer) -> None:
    own = installer.root / ".venv"
    shared = installer.root / "shared"
    own.rename(shared)
    own.symlink_to(shared)
    (shared / "pyvenv.cfg").touch()
    assert installer.prepare("build") == ["venv", "pip", "ci"]
    assert [file.name for file in shared.iterdir() if file.is_file()] == ["pyvenv.cfg"]
    assert not own.is_symlink()
    assert installer.prepare("build") == []


def test_a_further_group_of_packages_is_added_when_it_is_needed(installer: Installer) -> None:
    installer.prepare("build")
    assert installer.prepare("build", "test") == ["pip"]
    assert installer.prepare("build") == installer.prepare("test") == []


@pytest.mark.parametrize(
    ("file", "old", "new", "installed"),
    [
        ("pyproject.toml", "jinja2==3.1.6", "jinja2==3.1.7", ["pip"]),
        ("constraints.txt", "anyio==", "anyio==9", ["pip"]),
        ("package-lock.json", '"lockfileVersion": 3', '"lockfileVersion": 4', ["ci"]),
        ("pyproject.toml", "line-length = 100", "line-length = 99", []),
    ],
)
def test_a_changed_pin_is_installed_and_nothing_else_is(
    installer: Installer, file: str, old: str, new: str, installed: list[str]
) -> None:
    installer.prepare("build")
    path = installer.root / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    assert installer.prepare("build") == installed


@pytest.mark.parametrize(("tool", "again"), [("pip", ["venv", "pip", "ci"]), ("ci", ["ci"])])
def test_a_half_finished_installation_is_never_taken_for_a_finished_one(
    installer: Installer, tool: str, again: list[str]
) -> None:
    installer.fails = tool
    with pytest.raises(UserError, match=r": it broke$"):
        installer.prepare("build")
    installer.fails = ""
    assert installer.prepare("build") == again


def test_an_environment_whose_python_is_gone_is_made_again(installer: Installer) -> None:
    installer.prepare("build")
    toolchain.python(installer.root).unlink()
    assert installer.prepare("build") == ["venv", "pip"]


# The commands themselves


def test_serve_answers_and_ctrl_c_ends_it_cleanly(installed: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "build.py", "serve", "--port", "0"],
        cwd=installed,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as server:
        assert server.stdout is not None
        url = server.stdout.readline().split()[0]
        with urllib.request.urlopen(url, timeout=30) as page:
            assert b"<title>Built</title>" in page.read()
        server.send_signal(signal.SIGINT)
        _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")


def test_with_takes_packages_into_the_site(installed: Path) -> None:
    (installed / "web" / "site.py").write_text(
        "def build(root, out, carried, url):\n    print([file.name for file in carried])\n",
        encoding="utf-8",
    )
    (installed / "web" / "packages.py").write_text(
        "from pathlib import Path\n"
        "def fetch(wanted, root, cache):\n    return [Path(one) for one in wanted]\n",
        encoding="utf-8",
    )
    for command in ([], ["build"]):
        result = run(["build.py", *command, "--with", "numpy", "six", "--with=a.whl"], installed)
        assert (result.returncode, result.stderr) == (0, "")
        assert result.stdout == "['numpy', 'six', 'a.whl']\n"


def test_the_site_may_know_its_address(installed: Path) -> None:
    (installed / "web" / "site.py").write_text(
        "def build(root, out, carried, url):\n    print(repr(url))\n", encoding="utf-8"
    )
    for address in ("https://example.org/lessons", "https://example.org/lessons/"):
        result = run(["build.py", "--site-url", address], installed)
        assert (result.returncode, result.stdout) == (0, "'https://example.org/lessons/'\n")
    assert run(["build.py"], installed).stdout == "''\n"
    for address in ("example.org", "https://", "https://example.org/?a=1"):
        assert "an address begins with https://" in complaint(
            run(["build.py", "--site-url", address], installed)
        )


def test_check_prints_every_complaint_and_fails(installed: Path) -> None:
    result = run(["build.py", "check"], installed)
    assert (result.returncode, result.stderr) == (2, "")
    assert result.stdout == "lesson.md:3: one\nlesson.md:5: two\n"


def test_test_builds_the_site_and_hands_its_arguments_to_pytest(installed: Path) -> None:
    (installed / "tests").mkdir()
    (installed / "tests" / "test_site.py").write_text(
        "import pathlib\n"
        "def test_first():\n    assert pathlib.Path('site/index.html').exists()\n"
        "def test_second():\n    assert False\n",
        encoding="utf-8",
    )
    chosen = run(["build.py", "test", "-k", "first", "--numprocesses", "0"], installed)
    assert (chosen.returncode, "1 passed, 1 deselected" in chosen.stdout) == (0, True), chosen
    every = run(["build.py", "test", "--numprocesses", "0"], installed)
    assert (every.returncode, "1 failed, 1 passed" in every.stdout) == (1, True), every


def test_runs_at_the_same_time_wait_for_each_other(installed: Path) -> None:
    (installed / "web" / "site.py").write_text(
        "import subprocess, sys\n"
        "def build(root, out, carried, url):\n"
        "    (root / 'draft').mkdir()  # fails while another run is between here and the end\n"
        "    subprocess.run([sys.executable, '-c', ''], check=True)\n"
        "    (root / 'draft').rmdir()\n",
        encoding="utf-8",
    )
    command = [sys.executable, "build.py"]
    runs = [subprocess.Popen(command, cwd=installed, stderr=subprocess.PIPE) for _ in range(3)]
    assert [(run.communicate()[1], run.returncode) for run in runs] == [(b"", 0)] * 3


def test_a_mistake_in_a_lesson_stops_the_build_in_one_line(installed: Path) -> None:
    (installed / "web" / "site.py").write_text(
        "from web.errors import UserError\n"
        "def build(root, out, carried, url):\n"
        "    raise UserError('lessons/a/lesson.md:3: no such figure')\n",
        encoding="utf-8",
    )
    assert complaint(run(["build.py"], installed)) == "lessons/a/lesson.md:3: no such figure"
