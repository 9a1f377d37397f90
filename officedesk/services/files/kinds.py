"""What a file is by its name and by its content, and what may be done with its name."""

import unicodedata

from officedesk.models.enums import FileKind

_IMAGES = "jpg jpeg jpe jfif png gif bmp webp tif tiff heic heif avif"
_TEXTS = "txt text log csv tsv md ini conf json xml yaml yml ics vcf srt"
_OFFICE = "doc docx dot dotx odt ott rtf pages xls xlsx xlt xltx ods ots numbers ppt pptx pps ppsx odp key vsd vsdx"
_OTHERS = "mp3 m4a wav ogg flac aac mp4 m4v mov avi mkv webm 3gp eml msg dwg dxf dwf skp step stp zip 7z gz tar"
# What systems run when it is opened: programs, scripts, installers, links, and documents with macros.
_PROGRAMS = (
    "exe com scr pif cpl msi msp mst msix msixbundle appx appxbundle appinstaller bat cmd btm ps1 ps1xml ps2 "
    "psm1 psd1 psc1 vb vbs vbe js jse mjs cjs ws wsf wsh wsc sct hta htm html xhtml shtml mht mhtml svg svgz "
    "xsl xslt lnk url website desktop webloc inetloc fileloc reg inf ins isp job jar jnlp class app command "
    "tool action workflow scpt scptd applescript osx dmg pkg mpkg iso img vhd vhdx sh bash zsh csh ksh fish run "
    "bin out elf so dll sys drv ocx dylib kext py pyw pyc pyz pyzw rb pl php lua tcl awk apk ipa deb rpm snap "
    "flatpak flatpakref appimage docm dotm xlsm xltm xlam xlsb xll pptm potm ppsm ppam sldm accdb accde accdr "
    "mdb mde ade adp one chm hlp gadget msc scf shb shs theme themepack library-ms search-ms searchconnector-ms "
    "settingcontent-ms diagcab application xbap vsto wll iqy slk udl grp cab crt cer der"
)
_BY_ENDING: dict[str, FileKind] = {
    ending: kind
    for kind, endings in (
        (FileKind.IMAGE, _IMAGES),
        (FileKind.TEXT, _TEXTS),
        (FileKind.OFFICE, _OFFICE),
        (FileKind.PROGRAM, _PROGRAMS),
        (FileKind.PDF, "pdf"),
    )
    for ending in endings.split()
}
_OPENED = {*_BY_ENDING, *_OTHERS.split()} - {*_PROGRAMS.split()}
_RUNS = {
    "application/x-msdownload",
    "application/x-executable",
    "application/x-mach-binary",
    "application/x-shellscript",
    "application/x-sh",
    "application/x-java-archive",
    "application/vnd.android.package-archive",
    "application/x-debian-package",
    "application/x-rpm",
    "application/vnd.microsoft.portable-executable",
}
_BIDI = {*"\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"}
_RESERVED = {"con", "prn", "aux", "nul", "conin$", "conout$"} | {
    f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"
}
_LONGEST = 120
"""Bytes of a safe name: with a folder before it, every system takes it."""
HEADS = (
    (b"MZ", "application/x-msdownload"),
    (b"\x7fELF", "application/x-executable"),
    (b"#!", "application/x-shellscript"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (b"\xce\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"%PDF-", "application/pdf"),
)


def media_type_of(head: bytes) -> str:
    """The media type that the beginning of a content shows; empty where nobody knows."""
    for mark, media_type in HEADS:
        if head.startswith(mark):
            return media_type
    import filetype

    try:
        found = filetype.guess(head)
    except Exception:  # noqa: BLE001 - it looks at bytes that anybody may have made
        return ""
    return str(found.mime) if found is not None else ""


def kind_of(name: str, media_type: str = "") -> FileKind:
    """What a file is: by its content where that is known, else by the ending of its name; by either a program."""
    by_name = _BY_ENDING.get(ending_of(name), FileKind.OTHER)
    if FileKind.PROGRAM in (by_name, FileKind.PROGRAM if media_type in _RUNS else by_name):
        return FileKind.PROGRAM
    if media_type == "application/pdf":
        return FileKind.PDF
    if media_type.startswith("image/") and "svg" not in media_type:
        return FileKind.IMAGE
    if by_name in (FileKind.IMAGE, FileKind.PDF) and media_type:
        # It is called a picture and is none.
        return FileKind.OTHER
    return by_name


def opens_quietly(name: str, kind: FileKind) -> bool:
    """Whether the system's program may show it without asking: its ending is on the list of those that only show."""
    return kind is not FileKind.PROGRAM and ending_of(name) in _OPENED


def ending_of(name: str) -> str:
    """The ending by which a system would choose a program: ``exe`` for ``invoice.pdf.exe`` and for ``x.exe .``."""
    plain = "".join(
        letter for letter in name if letter not in _BIDI and unicodedata.category(letter) not in ("Cc", "Cf")
    )
    # After a colon is the name of a stream of Windows: "a.pdf:evil.exe" runs evil.exe.
    plain = plain.replace("\\", "/").rpartition("/")[2].rstrip(". ")
    return plain.rpartition(".")[2].rpartition(":")[2].lower() if "." in plain else ""


def shown(name: str) -> str:
    """The name for a label: what would turn its letters around or break its line is shown as a mark."""
    return "".join(
        "�" if letter in _BIDI or unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in name
    )


def told_name(name: str) -> str:
    """The name as the office keeps it: as it was told, but for what no database keeps."""
    return name.encode("utf-8", "surrogatepass").decode("utf-8", "replace").replace("\x00", "�")


def safe_name(name: str) -> str:
    """A name for a file that the program itself makes, good on every system; its ending stays what it is."""
    plain = unicodedata.normalize("NFC", told_name(name)).replace("\\", "/").rpartition("/")[2]
    plain = "".join(
        "_" if letter in '<>:"|?*' or unicodedata.category(letter) in ("Cc", "Cf", "Co", "Zl", "Zp") else letter
        for letter in plain
    ).strip(". ")
    stem, ending = parted(plain)
    if len(ending.encode()) > 20:
        stem, ending = plain, ""
    stem = _cut(stem.strip(". "), _LONGEST - len(ending.encode()))
    if not stem or stem.split(".")[0].strip().lower() in _RESERVED:
        stem = f"_{stem}" if stem else "file"
    return stem + ending


def parted(name: str) -> tuple[str, str]:
    """A name and its ending with the full stop: ``("a.b", ".pdf")``."""
    stem, dot, ending = name.rpartition(".")
    return (stem, dot + ending) if stem else (name, "")


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode("utf-8", "ignore").rstrip(". ")
