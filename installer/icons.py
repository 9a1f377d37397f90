"""Draws the program's icon in the files that each system wants: ``python -m installer.icons FOLDER``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

DRAWING = Path(__file__).resolve().parent.parent / "resources" / "icons" / "officedesk.svg"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512, 1024)
WINDOWS = (16, 24, 32, 48, 64, 128, 256)
"""Windows' own sizes, at one and a half and twice the scale, too."""
LINUX = (16, 24, 32, 48, 64, 128, 256, 512)


def make(folder: Path) -> dict[str, Path]:
    """Write ``officedesk.ico``, ``.icns`` and ``.png`` and a picture for each of ``LINUX``; each by its name."""
    from PIL import Image

    folder.mkdir(parents=True, exist_ok=True)
    pictures = _pictures(folder)
    images = {size: Image.open(path).convert("RGBA") for size, path in pictures.items()}
    made = {name: folder / name for name in ("officedesk.ico", "officedesk.icns", "officedesk.png")}
    # Each size is drawn for itself: one that is only made smaller would be blurred.
    others = [images[size] for size in WINDOWS]
    images[256].save(made["officedesk.ico"], sizes=[(size, size) for size in WINDOWS], append_images=others)
    images[1024].save(made["officedesk.icns"], append_images=[images[size] for size in SIZES if size >= 32])
    images[256].save(made["officedesk.png"])
    return made | {path.name: path for size, path in pictures.items() if size in LINUX}


def _pictures(folder: Path) -> dict[int, Path]:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QImage, QPainter
    from PySide6.QtSvg import QSvgRenderer

    drawing = QSvgRenderer(str(DRAWING))
    if not drawing.isValid():
        raise ValueError(f"{DRAWING.name} is no drawing")
    pictures = {}
    for size in SIZES:
        image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        drawing.render(painter)
        painter.end()
        pictures[size] = folder / f"officedesk-{size}.png"
        image.save(str(pictures[size]))
    return pictures


if __name__ == "__main__":
    for path in make(Path(sys.argv[1])).values():
        sys.stdout.write(f"{path}\n")
