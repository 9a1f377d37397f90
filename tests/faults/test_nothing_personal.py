"""A crash report can be given to anybody: whatever an error carries, nothing of the office or its people is in it."""

from __future__ import annotations

import getpass
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from officedesk import crash, native_crash
from officedesk.crash_report import crash_text, place
from officedesk.crash_words import told
from officedesk.errors import InvalidInput, OfficeError
from officedesk.models.pricing import to_minor
from officedesk.scrub import scrubbed
from officedesk.services.customers.drafts import Address, ContactDraft, CustomerDraft, LocationDraft
from officedesk.services.customers.editing import save_customer
from officedesk.services.desk import Desk

ROOT = Path(__file__).parents[2]
PEOPLE = (
    "Zebulon Quillfeather",
    "zeb.quillfeather@example.net",
    "(612) 555-0147",
    "+1 612 555 0147",
    "6125550147",
    "4711 Larkspur Avenue",
    "Brainerd, MN 56401",
    "$12,345.67",
    "1.234,56 €",
    "USD 98,765.43",
    "/" + "home/quillfeather/Office of Zeb/northside.officedesk",
    r"C:\Users\Quillfeather\Documents\northside.officedesk",
    r"\\QUILLNAS\office\northside.officedesk",
    "postgresql://quill:Pa55-Feather@db.quillfeather.net/office",
    "192.168.17.41",
    "Dear Zebulon, the gate code is Larkspur-4711",
)
TRACES = re.compile(
    r"zeb|quill|larkspur|4711|brainerd|56401|555\W?0147|12,345|12345|1\.234|98,765|northside|feather|192\.168|gate c",
    re.IGNORECASE,
)


def clean(report: str) -> str:
    assert not TRACES.findall(report), report
    return report


def raised(raiser: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:  # noqa: PT011 - whatever it is
        raiser()
    return caught.value


@pytest.mark.parametrize("secret", PEOPLE)
def test_a_message_that_carries_it(secret: str) -> None:
    class Odd(Exception):
        """With a message of its own making."""

        def __str__(self) -> str:
            return f"cannot save {secret}: the database is locked"

    Odd.__name__ = Odd.__qualname__ = re.sub(r"\W", "", secret) or "Odd"
    locked: Callable[[], object] = lambda: (_ for _ in ()).throw(ValueError(secret))  # noqa: E731
    for error in (
        ValueError(secret),
        KeyError(secret),
        ValueError(f"could not convert string to float: '{secret}'"),
        AttributeError(f"'{secret}' object has no attribute '{secret}'"),
        TypeError(f"save() got an unexpected keyword argument '{secret.split(maxsplit=1)[0]}'"),
        OSError(2, "No such file or directory", secret),
        OSError(secret),
        InvalidInput({"name": secret}),
        OfficeError(secret, hint=secret),
        UnicodeDecodeError("utf-8", secret.encode(), 0, 1, secret),
        Odd(),
        raised(locked),
        ExceptionGroup(secret, [ValueError(secret), ExceptionGroup(secret, [KeyError(secret)])]),
    ):
        error.add_note(secret)
        clean(crash_text(error))
        # With frames of the program behind it, whose literals may be told.
        clean(crash_text(through_the_program(error)))


def through_the_program(error: BaseException) -> BaseException:
    """The same error, raised from within the program's own code."""

    class Value:
        def __mul__(self, _: object) -> Any:
            raise error

    return raised(lambda: to_minor(Value(), 2))  # type: ignore[arg-type]


def test_the_program_s_own_words_are_told_and_what_stands_between_them_is_not(desk: Desk) -> None:
    from officedesk.services.office import settings

    error = raised(lambda: settings.put(desk, "Quillfeather " * 20, "x"))
    report = clean(crash_text(error))
    assert "ValueError: the key of a setting has 1 to 120 characters: […]" in report
    assert "officedesk/services/office/settings.py:" in report
    assert " put" in report


def test_errors_behind_errors(desk: Desk) -> None:
    def deep() -> None:
        zeb = PEOPLE[0]
        try:
            try:
                raise KeyError(zeb)
            except KeyError as inner:
                raise RuntimeError(f"for {zeb}") from inner
        except RuntimeError:
            raise ZeroDivisionError("division by zero")  # noqa: B904 - it came up while the other was dealt with

    report = clean(crash_text(raised(deep)))
    assert [report.index(name) for name in ("KeyError", "RuntimeError", "ZeroDivisionError")] == sorted(
        report.index(name) for name in ("KeyError", "RuntimeError", "ZeroDivisionError")
    )
    assert "which led to:" in report
    assert "ZeroDivisionError: division by zero" in report


def test_what_a_database_quotes(desk: Desk) -> None:
    stored = save_customer(desk, draft())

    def run(statement: str, **values: object) -> Callable[[], object]:
        def work() -> None:
            with desk.write() as session:
                session.execute(text(statement), values)

        return work

    name = PEOPLE[0]
    failing = (
        run("UPDATE customer SET nonsense = :name WHERE id = :id", name=name, id=stored.id),
        run(f"UPDATE customer SET version = NULL, name = '{name}' WHERE id = :id", id=stored.id),
        run(f"INSERT INTO customer (name, number) VALUES ('{name}', '{PEOPLE[2]}')"),
        run(f"SELECT '{name}' FROM \"{name}\" -- {name}"),
        run(
            "INSERT INTO tag (id, name, name_key) SELECT id, name, :name FROM tag "
            "UNION ALL SELECT id, name, :name FROM tag",
            name=name,
        ),
    )
    for fail in failing:
        error = raised(fail)
        assert isinstance(error, DBAPIError | OfficeError), error
        report = clean(crash_text(error))
        assert "sqlalchemy/engine/" in report
    error = raised(failing[1])
    report = crash_text(error)
    assert "version" in report
    assert "customer" in report
    assert "UPDATE customer SET version = NULL" in report or isinstance(error, OfficeError)


def draft() -> CustomerDraft:
    return CustomerDraft(
        name=PEOPLE[0],
        tags=(PEOPLE[0],),
        billing=Address(PEOPLE[5], "", "Brainerd", "MN", "56401"),
        contacts=(ContactDraft(PEOPLE[0], PEOPLE[1], PEOPLE[2], is_primary=True),),
        locations=(LocationDraft("Lake house", Address(PEOPLE[5])),),
    )


def test_a_driver_s_error_with_parameters_in_the_clear() -> None:
    import sqlite3

    original = sqlite3.IntegrityError("UNIQUE constraint failed: customer.number, customer.quillfeather")
    error = IntegrityError("UPDATE customer SET name='Zebulon' WHERE phone=?", {"phone": PEOPLE[2]}, original)
    report = clean(crash_text(error))
    assert "UNIQUE constraint failed: customer.number, customer.[…]" in report


def test_locals_are_not_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(customer: str, phone: str = PEOPLE[2]) -> None:
        note = f"{customer}: {phone}"
        assert note.isdigit(), note

    clean(crash_text(raised(lambda: fails(PEOPLE[0]))))


def test_code_of_unknown_origin_is_only_elsewhere() -> None:
    code = compile("def Zebulon():\n    raise ValueError('Larkspur')\nZebulon()", PEOPLE[10], "exec")
    report = clean(crash_text(raised(lambda: exec(code, {}))))  # noqa: S102
    assert "elsewhere:2" in report


def test_code_of_a_packaged_program_is_called_by_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("officedesk/views/shell.py", "sqlalchemy/engine/base.py", "../quillfeather.py", "<string>")
    assert [place(name) for name in names] == ["elsewhere"] * 4
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert [place(name) for name in names] == [*names[:2], "elsewhere", "elsewhere"]


def test_a_report_in_a_file_is_the_one_that_is_shown(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OFFICEDESK_DATA", str(tmp_path))
    path = crash.report(ValueError(PEOPLE[0]), ("Screen: estimate",))
    assert path is not None
    report = clean(path.read_text(encoding="utf-8"))
    assert "Screen: estimate" in report
    assert "ValueError: […]" in report
    for number in range(crash._REPORTS + 3):
        crash.keep(str(number))
    assert len(list(path.parent.iterdir())) == crash._REPORTS


@pytest.mark.parametrize("secret", PEOPLE[1:15])
def test_the_net_takes_what_was_let_through(secret: str) -> None:
    net = scrubbed(f"before {secret} behind", names=["Zebulon", "Quillfeather", "Brainerd"])
    clean(net)
    assert net.startswith("before ")
    assert net.endswith(" behind") or secret.startswith(("/", "C:", "\\"))


def test_the_net_leaves_versions_places_and_figures() -> None:
    line = "OfficeDesk 0.1.0, Python 3.11.2, officedesk/database/unit.py:120 Database.write, 12.5 ms, 340 MB, p99 7.25"
    assert scrubbed(line) == line
    assert scrubbed("Linux-5.10.134-16.101.8", keep=["Linux-5.10.134-16.101.8"]) == "Linux-5.10.134-16.101.8"
    if len(getpass.getuser()) > 2:
        assert getpass.getuser() not in scrubbed(f"made by {getpass.getuser()} today")


def test_a_message_that_cannot_be_read_hides_nothing() -> None:
    class Broken(Exception):
        def __str__(self) -> str:
            raise ValueError(PEOPLE[0])

    assert told(Broken(), ()) == "[…] (ValueError)"
    assert "a kind of Exception" in clean(crash_text(Broken()))


NATIVE = """
import sys, ctypes
from pathlib import Path
from officedesk.native_crash import NativeCrash
watch = NativeCrash(Path(sys.argv[1]))
watch.watch()
def zebulon_quillfeather():
    if sys.argv[2] == "crash":
        ctypes.string_at(0)
zebulon_quillfeather()
watch.end()
"""


def test_a_native_crash_is_taken_up_once_at_the_next_start(tmp_path: Path) -> None:
    script, folder = tmp_path / "quillfeather.py", tmp_path / "running"
    script.write_text(NATIVE, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}

    def run(how: str) -> int:
        arguments = [sys.executable, str(script), str(folder), how]
        return subprocess.run(arguments, env=environment, capture_output=True, check=False, timeout=60).returncode

    assert run("end") == 0
    assert list(folder.iterdir()) == []
    assert native_crash.take_up(folder) == ""
    assert run("crash") != 0
    report = clean(native_crash.take_up(folder))
    assert "Fatal Python error: Segmentation fault" in report or "access violation" in report
    assert "python/ctypes/__init__.py:" in report
    assert "elsewhere:9\n" in report
    assert native_crash.take_up(folder) == ""


def test_a_program_that_still_runs_did_not_end(tmp_path: Path) -> None:
    folder = tmp_path / "running"
    code = (
        "import sys; from pathlib import Path; from officedesk.native_crash import NativeCrash; "
        f"watch = NativeCrash(Path({str(folder)!r})); watch.watch(); print('up', flush=True); sys.stdin.read()"
    )
    pipe = subprocess.PIPE
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdin=pipe, stdout=pipe) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"up\n"
        (path,) = folder.iterdir()
        path.write_text("Fatal Python error: Aborted\n", encoding="utf-8")
        assert native_crash.take_up(folder) == ""
        assert path.exists()
        running.kill()
        running.wait(timeout=30)
    assert "Fatal Python error: Aborted" in native_crash.take_up(folder)


def test_the_thread_that_crashed_is_told_first() -> None:
    left = [
        "Fatal Python error: Aborted", "",
        "Thread 0x00007f (most recent call first):", f'  File "{ROOT}/officedesk/config.py", line 7 in other', "",
        "Current thread 0x00007e (most recent call first):", f'  File "{ROOT}/officedesk/crash.py", line 9 in tell', "",
        "Extension modules: zebulon.quillfeather (total: 1)",
    ]  # fmt: skip
    report = clean(native_crash.native_text("\n".join(left)))
    assert report.index("Aborted") < report.index("Thread that crashed")
    crashed, other = report.index("    officedesk/crash.py:9 tell"), report.index("    officedesk/config.py:7 other")
    assert (
        report.index("Aborted") < report.index("Thread that crashed") < crashed < report.index("Another thread") < other
    )
