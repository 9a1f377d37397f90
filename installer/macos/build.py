"""Signs the app, puts it into a disk image, and has Apple's notary look at it. Only a Mac can do that."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping
from pathlib import Path

from installer.macos import sign
from tooling.common import ROOT, Failed, run, say, venv_program

SETTINGS = ROOT / "installer" / "macos" / "dmg_settings.py"
IDENTITY = "OFFICEDESK_CODESIGN_IDENTITY"
"""The name of a “Developer ID Application” certificate in the keychain."""


def build(app: Path, output: Path, *, icon: Path) -> Path:
    """Write ``output``, a disk image with ``app``; signed and notarised as far as the environment says how."""
    if platform.system() != "Darwin":
        raise Failed("A disk image for macOS is made on a Mac: signing, the image and the notary are Apple's programs.")
    if not (app / "Contents" / "Info.plist").is_file():
        raise Failed(f"{app} is no app. “python3 dev.py freeze” makes it.")
    identity = os.environ.get(IDENTITY, "")
    if identity:
        sign.sign(app, identity)
    else:
        say(f"not signed: {IDENTITY} names no certificate. Macs open it after a question only.")
    output.parent.mkdir(parents=True, exist_ok=True)
    output.unlink(missing_ok=True)
    run(image(app, output, icon))
    if identity:
        run(["codesign", "--force", "--timestamp", "--sign", identity, str(output)])
        if notary := credentials(os.environ):
            run(["xcrun", "notarytool", "submit", str(output), "--wait", *notary])
            run(["xcrun", "stapler", "staple", str(output)])
            run(["spctl", "--assess", "--type", "open", "--context", "context:primary-signature", str(output)])
        else:
            say("not notarised: the environment names no credentials (docs/install.md).")
    return output


def image(app: Path, output: Path, icon: Path) -> list[str]:
    """The command that makes the disk image."""
    told = [f"-Dapp={app}", f"-Dicon={icon}"]
    return [venv_program("dmgbuild"), "-s", str(SETTINGS), *told, "OfficeDesk", str(output)]


def credentials(env: Mapping[str, str]) -> list[str]:
    """What notarytool is told about who submits: nothing secret, only where it lies. Empty where nothing is said."""
    if profile := env.get("OFFICEDESK_NOTARY_PROFILE"):
        return ["--keychain-profile", profile]
    names = ("OFFICEDESK_NOTARY_KEY", "OFFICEDESK_NOTARY_KEY_ID", "OFFICEDESK_NOTARY_ISSUER")
    found = [env.get(name, "") for name in names]
    if not any(found):
        return []
    if missing := [name for name, value in zip(names, found, strict=True) if not value]:
        raise Failed(f"The notary needs {', '.join(missing)} as well.")
    return ["--key", found[0], "--key-id", found[1], "--issuer", found[2]]
