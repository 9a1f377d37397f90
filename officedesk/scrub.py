"""The last net under every report that may be sent: what looks like somebody's data is taken out of a text.

Reports are made of the program's own words to begin with (``crash_report``, ``services.office.diagnostics``); this is
for what nobody thought of.
"""

import re
from collections.abc import Iterable, Iterator

LEFT_OUT = "[…]"
"""Stands where something was left out."""
_PATTERNS = (
    # Addresses of any kind, before their parts look like something else.
    re.compile(r"\b[a-z][a-z0-9+.-]*://\S+", re.IGNORECASE),
    re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)*"),
    re.compile(r"(?<![\w.])[A-Za-z]:[\\/][^\n\"'<>|*?]*"),
    re.compile(r"\\\\[^\s\\]+\\[^\n\"'<>|*?]*"),
    re.compile(r"(?<![\w./])~?/[^\s\"'<>|*?][^\n\"'<>|*?]*"),
    re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?\b"),
    re.compile(r"\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b", re.IGNORECASE),
    # Money: with its sign or code before or behind, and any number written with thousands.
    re.compile(r"[-−]?(?:[$€£¥₹]|\b(?:USD|EUR|GBP|CAD|AUD|CHF|JPY)\b)\s?\d(?:[\d.,' \u202f]*\d)?"),
    re.compile(r"\b\d[\d.,']*\s?(?:[€£¥₹$]|(?:USD|EUR|GBP|CAD|AUD|CHF|JPY)\b)"),
    re.compile(r"(?<![\w.])\d{1,3}(?:[,' \u202f]\d{3})+(?:[.,]\d{1,4})?(?!\w)"),
    # Telephone numbers, cards, accounts: seven digits and more, however they are set.
    re.compile(r"(?<![\w.:])\+?\(?\d(?:[\s().\-/\u2011]{0,2}\d){6,}(?!\w)"),
    # House number and street, ZIP code with its state.
    re.compile(
        r"\b\d{1,6}\s+(?:\w+\s+){1,4}(?:St|Street|Ave|Avenue|Rd|Road|Blvd|Lane|Ln|Dr|Drive|Way|Court|Ct|Place|Pl)\b\.?",
        re.IGNORECASE,
    ),
    re.compile(r"\b[A-Z]{2}\s+\d{5}(?:-\d{4})?\b"),
)


def scrubbed(text: str, *, keep: Iterable[str] = (), names: Iterable[str] = ()) -> str:
    """``text`` without addresses, numbers of people, amounts, paths, and without ``names``, whoever bears them.

    ``keep`` are pieces that stay though they look like such (versions). The person's own login name, computer name and
    home folder are always among the names.
    """
    kept = sorted({piece for piece in keep if piece}, key=len, reverse=True)
    for at, piece in enumerate(kept):
        text = text.replace(piece, _mark(at))
    for pattern in _PATTERNS:
        text = pattern.sub(LEFT_OUT, text)
    for name in sorted({*names, *_own_names()}, key=len, reverse=True):
        if len(name) > 2:
            text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", LEFT_OUT, text, flags=re.IGNORECASE)
    for at, piece in enumerate(kept):
        text = text.replace(_mark(at), piece)
    return text


def _mark(at: int) -> str:
    # Of a private area: nothing that a pattern looks for, and nothing that anybody types.
    return f"\ue000{chr(0xE100 + at)}\ue001"


def _own_names() -> Iterator[str]:
    """What this computer calls itself and whoever sits at it."""
    import getpass
    import platform
    from pathlib import Path

    yield platform.node()
    try:
        yield getpass.getuser()
        yield str(Path.home())
        yield Path.home().name
    except (OSError, KeyError, RuntimeError):
        # No such user, as in some containers.
        return
