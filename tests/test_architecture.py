"""The building stands as docs/architecture.md draws it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.version import Version

import officedesk

ROOT = Path(__file__).resolve().parent.parent
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LONGEST_FILE = 400
LONG_FILES = {
    "officedesk/database/migrations/versions/0001_office.py": "a migration is never changed later, so it is not cut",
    "officedesk/database/migrations/versions/0003_whole_profile.py": "a migration is never changed later",
    "officedesk/database/migrations/versions/0005_work.py": "a migration is never changed later",
}
# Heavy or rarely needed: imported where they are used, never at the start.
LATE = {
    "alembic", "argon2", "authlib", "branca", "folium", "holidays", "icalendar", "jinja2",
    "keyring.backends", "msal", "numpy", "openpyxl",
    "phonenumbers", "PIL", "pyproj", "PySide6.QtPdf", "PySide6.QtWebEngineCore", "PySide6.QtWebEngineWidgets",
    "reportlab", "shapely", "uharfbuzz", "zipcodes",
}  # fmt: skip


def python_files() -> list[Path]:
    """The Python files of the repository, as git knows them."""
    return [path for path in tracked_files() if path.suffix == ".py"]


def tracked_files() -> list[Path]:
    """What is or would be committed: every file that git does not ignore."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    paths = [ROOT / name for name in listed.split("\0") if name]
    return [path for path in paths if path.is_file()]


def test_imports_go_down_only() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout


def test_views_are_kept_from_every_module_with_tables() -> None:
    contracts = {contract["name"]: contract for contract in PROJECT["tool"]["importlinter"]["contracts"]}
    forbidden = contracts["Views know the words and rules of the models, not their tables"]["forbidden_modules"]
    needs = {
        f"officedesk.models.{path.stem}": set(imported(path))
        for path in (ROOT / "officedesk" / "models").glob("*.py")
        if path.stem != "__init__"
    }
    with_tables = {module for module, names in needs.items() if any(n.split(".")[0] == "sqlalchemy" for n in names)}
    # Nor with one that only gathers them: ``models.tables``.
    with_tables |= {module for module, names in needs.items() if names & with_tables}
    assert set(forbidden) == with_tables


def test_no_file_is_too_long() -> None:
    lengths = {path.relative_to(ROOT).as_posix(): len(path.read_bytes().splitlines()) for path in python_files()}
    assert {name: length for name, length in lengths.items() if length > LONGEST_FILE and name not in LONG_FILES} == {}
    assert {name for name in LONG_FILES if lengths.get(name, 0) <= LONGEST_FILE} == set(), "no longer exceptions"


def test_the_start_imports_nothing_heavy() -> None:
    # The start path: arguments are read, then the window is built.
    loaded = modules_after("import officedesk.__main__, officedesk.bootstrap, officedesk.views.main_window")
    heavy = {name for name in loaded for late in LATE if name == late or name.startswith(f"{late}.")}
    assert heavy == set()
    assert "sqlalchemy.orm" in loaded


def test_services_import_nothing_that_only_some_need() -> None:
    names = ".".join
    modules = [
        names(path.relative_to(ROOT).with_suffix("").parts)
        for path in python_files()
        if path.is_relative_to(ROOT / "officedesk" / "services") and path.name != "__init__.py"
    ]
    loaded = modules_after(f"import {', '.join(modules)}")
    assert {name for name in loaded for late in LATE if name == late or name.startswith(f"{late}.")} == set()
    assert not any(name.startswith("PySide6") for name in loaded)


def test_the_version_is_the_same_everywhere() -> None:
    assert officedesk.__version__ == PROJECT["project"]["version"]
    assert f"## [{officedesk.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("extra", ["run", "dev"])
def test_the_locked_packages_are_what_the_project_asks_for(extra: str) -> None:
    locked: dict[str, Version] = {}
    for line in (ROOT / "requirements" / f"{extra}.txt").read_text(encoding="utf-8").splitlines():
        if found := re.match(r"([\w.\-]+)==([^\s;]+)", line):
            locked[found[1]] = Version(found[2])
    asked = [*PROJECT["project"]["dependencies"]]
    asked += PROJECT["project"]["optional-dependencies"]["dev"] if extra == "dev" else []
    for requirement in map(Requirement, asked):
        name = re.sub(r"[-_.]+", "-", requirement.name).lower()
        assert name in locked, f"{requirement}: run “python3 dev.py lock”"
        assert locked[name] in requirement.specifier, f"{requirement}: run “python3 dev.py lock”"


def test_the_lock_files_name_no_place_to_fetch_from() -> None:
    for path in [*(ROOT / "requirements").glob("*.txt"), ROOT / "package-lock.json"]:
        assert re.findall(r"https?://|file:|--index-url|--find-links|\"resolved\"", path.read_text("utf-8")) == [], path


def test_no_file_names_the_machine_it_was_written_on() -> None:
    # Pieced together, so that this file does not find itself.
    home_or_work = re.compile(r"(?<![\w.:/])/(?:home/\w+|root|Users/\w+|work)/\w")
    for path in tracked_files():
        if path.suffix in {".py", ".md", ".toml", ".yaml", ".json", ".txt", ".cfg", ".sh", ""}:
            text = path.read_text(encoding="utf-8", errors="replace")
            assert home_or_work.findall(text) == [], path.relative_to(ROOT)


def test_what_outlives_a_screen_calls_no_lambda_of_it() -> None:
    # A method of a QObject is disconnected when the object goes; a lambda is called with what is gone.
    lasting = re.compile(r"\b_?(?:shell|signals|theme|others)\.\w+\.connect\(\s*lambda[^\n]*")
    for path in (ROOT / "officedesk" / "views").rglob("*.py"):
        assert lasting.findall(path.read_text(encoding="utf-8")) == [], path.relative_to(ROOT)


def test_nobody_filters_the_events_of_the_whole_program() -> None:
    # Each object of Qt that gets an event would be wrapped for Python: slow, and a crash where it is about to go.
    whole = re.compile(r"\b(?:_?app|qApp|instance\(\))\.installEventFilter")
    for path in (ROOT / "officedesk").rglob("*.py"):
        assert whole.findall(path.read_text(encoding="utf-8")) == [], path.relative_to(ROOT)


def imported(path: Path) -> Iterator[str]:
    """The names of the modules that a file imports, anywhere in it."""
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules_after(statement: str) -> set[str]:
    """What a fresh interpreter has loaded after a statement."""
    code = f"import sys; {statement}; print(*sys.modules, sep='\\n')"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


def test_no_control_is_shown_before_it_stands_somewhere() -> None:
    """Until then it would come up as a window of its own, if only for a moment, and take the focus along."""
    found = []
    for path in sorted((ROOT / "officedesk" / "views").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(function, ast.FunctionDef):
                found += [f"{path.relative_to(ROOT)}:{line}" for line in shown_too_early(function.body)]
    assert found == []


def shown_too_early(body: list[ast.stmt]) -> Iterator[int]:
    """Lines of ``X.setVisible(…)`` where ``X`` was made above and nothing but its own methods was called since."""
    loose: set[str] = set()
    for statement in body:
        value = getattr(statement, "value", None)
        own, new = "", set()
        if isinstance(statement, ast.Assign) and isinstance(value, ast.Call):
            new = {ast.unparse(target) for target in statement.targets}
        elif isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute):
            own = ast.unparse(value.func.value)
            if value.func.attr == "setVisible" and own in loose and ast.unparse(value.args[0]) != "False":
                yield statement.lineno
        told = ast.unparse(statement)
        loose -= {name for name in loose if name != own and re.search(rf"(?<![\w.]){re.escape(name)}\b", told)}
        loose |= new


def test_a_control_that_is_shown_too_early_would_be_found() -> None:
    source = "a = label()\na.hide()\na.setVisible(on)\nb = label()\nrow(b)\nb.setVisible(on)"
    assert list(shown_too_early(ast.parse(source).body)) == [3]
