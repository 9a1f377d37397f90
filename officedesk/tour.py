"""A walk through every screen without a display: pictures and papers into a folder, their paths on standard output.

``python -m officedesk.tour [OFFICE] [--out DIR]``: without OFFICE a sample office is made for it. With
``--pictures DIR`` only the pictures of the help are made, small and at one size: those that its pages name.
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

HELP_SIZE = (1280, 720)
SIZES = ((1440, 900), (1280, 720), (1920, 1080))


def main(argv: list[str] | None = None) -> int:
    """Make the pictures; the exit code is not 0 where a screen could not be shown."""
    parser = argparse.ArgumentParser(prog="officedesk.tour", description="Picture every screen of an office.")
    parser.add_argument("office", nargs="?", help="path or address of an office; a sample office if left out")
    parser.add_argument("--out", type=Path, default=Path("out/tour"), help="folder for pictures and papers")
    parser.add_argument("--only", default="", help="only screens whose name contains this")
    parser.add_argument("--pictures", type=Path, help="folder for the pictures of the help; nothing else is made")
    arguments = parser.parse_args(argv)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    out: Path = arguments.out
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="officedesk-tour-") as folder:
        office = arguments.office
        if office is None:
            from officedesk.cli import run as command

            office = str(Path(folder) / "Northside-Office.officedesk")
            command(["demo", office])
        if arguments.pictures is not None:
            return _picture_help(office, Path(folder), arguments.pictures)
        return _walk(office, Path(folder), out, arguments.only)


def _walk(office: str, folder: Path, out: Path, only: str) -> int:
    from officedesk.bootstrap import open_context
    from officedesk.config import Config
    from officedesk.tour_steps import papers, screens
    from officedesk.views.application import make_application, open_window
    from officedesk.views.theme import Theme

    failures: list[str] = []
    app = make_application(["officedesk"])
    context = open_context(office, config=Config(folder / "settings.json"))
    for path in papers(context.desk, out):
        print(path)
    theme = Theme(app, "light")
    for scheme in ("light", "dark"):
        theme.choose(scheme)
        desktop = open_window(app, context, theme)
        desktop.shell.failed.connect(lambda error: failures.append(repr(error)))
        for width, height in SIZES if scheme == "light" else SIZES[:1]:
            desktop.window.resize(width, height)
            desktop.window.show()
            for name, take in screens(desktop):
                if only not in name:
                    continue
                picture = take()
                path = out / f"{name}-{scheme}-{width}x{height}.png"
                picture.save(str(path))
                print(path)
        desktop.end()
    context.close()
    for failure in failures:
        print(f"tour: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _picture_help(office: str, folder: Path, out: Path) -> int:
    """The pictures that the help's pages name, in light colours at :data:`HELP_SIZE`, as PNG with a palette."""
    from officedesk.bootstrap import open_context
    from officedesk.config import Config
    from officedesk.manual.pages import Manual
    from officedesk.tour_steps import screens
    from officedesk.views.application import make_application, open_window
    from officedesk.views.theme import Theme

    wanted = {Path(name).stem for page in Manual.load().pages.values() for name in page.pictures()}
    failures: list[str] = []
    out.mkdir(parents=True, exist_ok=True)
    app = make_application(["officedesk"])
    context = open_context(office, config=Config(folder / "settings.json"))
    desktop = open_window(app, context, Theme(app, "light"))
    desktop.shell.failed.connect(lambda error: failures.append(repr(error)))
    desktop.window.resize(*HELP_SIZE)
    desktop.window.show()
    if desktop.window.sample is not None:
        # The offices of those who read the help have no such strip.
        desktop.window.sample.hide()
    for name, take in screens(desktop):
        if name in wanted:
            path = out / f"{name}.png"
            _small(take(), path)
            wanted.discard(name)
            print(path)
    desktop.end()
    context.close()
    failures += [f"no screen is called {name}" for name in sorted(wanted)]
    for failure in failures:
        print(f"tour: {failure}", file=sys.stderr)
    return 1 if failures else 0


def _small(picture: Any, path: Path) -> None:
    """Store a picture with 128 colours of its own: a fifth of what it was, and nobody sees it."""
    from PIL import Image

    picture.save(str(path))
    with Image.open(path) as image:
        palette = image.convert("RGB").quantize(128, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
    palette.save(path, optimize=True)


Screen = tuple[str, Callable[[], object]]
Screens = Iterator[Screen]

if __name__ == "__main__":
    sys.exit(main())
