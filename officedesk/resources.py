"""Where the files that are not code lie: in a checkout and in an installed package."""

from __future__ import annotations

from pathlib import Path

from officedesk.errors import OfficeError

_PACKAGE = Path(__file__).resolve().parent
_FONTS = ("vendor", "fonts")


class MissingResource(OfficeError):
    """A file that belongs to the program is not there: an incomplete checkout or a broken installation."""


def resource_path(*parts: str) -> Path:
    """The path of a resource, named by the parts of its path below `resources/`.

    A checkout keeps `resources/` beside the package, an installed wheel inside it. Raises MissingResource when neither
    has the file.
    """
    beside, inside = _PACKAGE.parent / "resources", _PACKAGE / "resources"
    for root in (inside, beside):
        path = root.joinpath(*parts)
        if path.exists():
            return path
    name = "/".join(parts)
    raise MissingResource(
        f"The program's file resources/{name} is missing.",
        hint="In a checkout, “python3 dev.py setup” fetches it; otherwise install OfficeDesk again.",
    )


def help_path(*parts: str) -> Path:
    """The folder of the help, or a file in it: `docs/help/` in a checkout, the same inside an installed package."""
    for root in (_PACKAGE, _PACKAGE.parent):
        path = root.joinpath("docs", "help", *parts)
        if path.exists():
            return path
    raise MissingResource("The program’s help is missing.", hint="Install OfficeDesk again.")


def font_path(name: str) -> Path:
    """The path of a TrueType font by its file name without ending, for example `Inter-Regular`."""
    return resource_path(*_FONTS, f"{name}.ttf")


def map_part(*parts: str) -> Path:
    """The path of a part of the map page that others made: Leaflet and its plugins, the atlases."""
    return resource_path("vendor", "maps", *parts)
