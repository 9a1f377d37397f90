"""Signs the app from the inside out: a signature covers what is signed within, so the order is everything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tooling.common import ROOT, run

HERE = ROOT / "installer" / "macos"
ENTITLEMENTS = HERE / "officedesk.entitlements"
WEB_ENGINE = HERE / "web-engine.entitlements"
_MACH_O = frozenset(
    bytes.fromhex(magic) for magic in ("feedface", "feedfacf", "cefaedfe", "cffaedfe", "cafebabe", "cafebabf")
)
_BUNDLES = (".framework", ".app", ".bundle", ".xpc")


def order(app: Path) -> list[Path]:
    """What is signed in ``app``, one after another: files of code, then the bundles around them, the app last.

    Symbolic links are left out: what they name is signed where it lies.
    """
    code = [path for path in app.rglob("*") if not path.is_symlink() and path.is_file() and _is_code(path)]
    bundles = [path for path in app.rglob("*") if path.suffix in _BUNDLES and path.is_dir() and not path.is_symlink()]
    main = app / "Contents" / "MacOS" / app.stem
    inside = sorted((one for one in (*code, *bundles) if one != main), key=lambda one: (-len(one.parts), str(one)))
    # The app's own program is signed with the app.
    return [*inside, app]


def command(path: Path, app: Path, identity: str) -> list[str]:
    """How one of them is signed, with the hardened runtime that the notary asks for."""
    made = ["codesign", "--force", "--timestamp", "--options", "runtime", "--sign", identity]
    if any(part.startswith("QtWebEngineProcess") for part in path.relative_to(app.parent).parts):
        made += ["--entitlements", str(WEB_ENGINE)]
    elif path == app or path.parent == app / "Contents" / "MacOS":
        made += ["--entitlements", str(ENTITLEMENTS)]
    return [*made, str(path)]


def commands(app: Path, identity: str) -> Sequence[list[str]]:
    """All of it, and the proof that it holds."""
    signing = [command(path, app, identity) for path in order(app)]
    return [*signing, ["codesign", "--verify", "--deep", "--strict", "--verbose=2", str(app)]]


def sign(app: Path, identity: str) -> None:
    """Sign ``app``. Failed where codesign refuses one of its parts, or the whole does not verify."""
    for one in commands(app, identity):
        run(one)


def _is_code(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(8)
    # A Java class has the first four bytes of a fat binary, and a version where that counts a handful of parts.
    return head[:4] in _MACH_O and not (head[:4] == bytes.fromhex("cafebabe") and int.from_bytes(head[4:8], "big") > 20)
