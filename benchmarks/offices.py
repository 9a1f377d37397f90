"""Offices of several sizes, made once by the program's own ``demo`` and kept in ``out/bench``."""

import shutil
import subprocess
import sys
from pathlib import Path

from officedesk.database.attachments.layout import folder_of

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "out" / "bench"


def office(customers: int) -> Path:
    """The path of an office with that many customers, five documents each; made if it is not there yet."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"office-{customers}.officedesk"
    if not path.exists():
        making = path.with_suffix(".making")
        making.unlink(missing_ok=True)
        for left in (making, path):
            shutil.rmtree(folder_of(left), ignore_errors=True)
        print(f"making an office of {customers:,} customers …", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "officedesk", "demo", str(making), "--customers", str(customers)]
        subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)
        if folder_of(making).exists():
            folder_of(making).rename(folder_of(path))
        making.rename(path)
    return path


def copied(office: Path, target: Path) -> Path:
    """A copy of an office, the contents of its files with it; gives ``target``."""
    if folder_of(office).exists():
        shutil.copytree(folder_of(office), folder_of(target))
    return Path(shutil.copy(office, target))
