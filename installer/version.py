"""What Windows shows of a program under Properties → Details."""

from __future__ import annotations

from officedesk import __version__


def numbers(version: str = __version__) -> tuple[int, int, int, int]:
    """The version as Windows counts: four numbers."""
    parts = [int(part) for part in version.split(".")]
    major, minor, patch, build = (*parts, 0, 0, 0, 0)[:4]
    return major, minor, patch, build


def resource(file: str, description: str) -> str:
    """The version resource of the program ``file``, in the words that the freezer reads."""
    words = {
        "CompanyName": "OfficeDesk",
        "FileDescription": description,
        "FileVersion": __version__,
        "InternalName": file.removesuffix(".exe"),
        "LegalCopyright": "OfficeDesk contributors. MIT licence.",
        "OriginalFilename": file,
        "ProductName": "OfficeDesk",
        "ProductVersion": __version__,
    }
    strings = ", ".join(f"StringStruct({name!r}, {text!r})" for name, text in words.items())
    four = numbers()
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}, mask=0x3F, flags=0x0, OS=0x40004, "
        "fileType=0x1, subtype=0x0, date=(0, 0)), "
        # US English in Unicode.
        f"kids=[StringFileInfo([StringTable('040904B0', [{strings}])]), "
        "VarFileInfo([VarStruct('Translation', [0x0409, 0x04B0])])])\n"
    )
