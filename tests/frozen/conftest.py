"""The frozen program, made once for all tests and kept as long as nothing that it is made of changes."""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from officedesk.itself import WINDOW
from tests.frozen.machine import Machine, why_not
from tooling.common import ROOT
from tooling.freeze import fingerprint, freeze

KEPT = ROOT / "out" / "frozen"


@pytest.fixture(scope="session")
def tree() -> Path:
    """The folder of the frozen program."""
    if sys.platform != "linux":
        pytest.skip("each system's own smoke test starts what is installed there")
    made = KEPT / fingerprint() / WINDOW
    with _alone():
        if not (made / "complete").is_file():
            # Older ones are of no more use, and large.
            shutil.rmtree(KEPT, ignore_errors=True)
            freeze(sys.executable, made.parent)
            (made / "complete").touch()
    return made


@contextmanager
def _alone() -> Iterator[None]:
    """One process of the tests freezes, the others wait and take what it made.

    WORKAROUND(https://github.com/pytest-dev/pytest-xdist/issues/1386): tests of one ``xdist_group`` come to several.
    """
    import fcntl

    KEPT.parent.mkdir(exist_ok=True)
    with KEPT.with_suffix(".lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def machine(tree: Path) -> Iterator[Machine]:
    if reason := why_not():
        pytest.skip(f"no machine without Python can be made here: {reason}")
    with tempfile.TemporaryDirectory(prefix="odm") as folder:
        # The database server's user enters it, too.
        Path(folder).chmod(0o755)
        shared = Path(folder, "shared")
        shared.mkdir()
        yield Machine(tree, Path(folder, "root"), shared)


@pytest.fixture(scope="session")
def sample(machine: Machine) -> Path:
    """A sample office that the frozen program made."""
    office = machine.shared / "sample.officedesk"
    said = machine.run("demo", office)
    assert "49 customers" in said
    return office
