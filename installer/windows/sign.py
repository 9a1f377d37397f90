"""Signs files for Windows with what the environment says; the installer's script runs it on what it has written.

    python installer/windows/sign.py FILE …

OFFICEDESK_SIGN_TIMESTAMP is the address of a timestamp server. The certificate is OFFICEDESK_SIGN_THUMBPRINT in the
computer's store, or OFFICEDESK_SIGN_PFX with OFFICEDESK_SIGN_PASSWORD, or that of a signing service whose library and
settings file OFFICEDESK_SIGN_DLIB and OFFICEDESK_SIGN_METADATA name. OFFICEDESK_SIGNTOOL is signtool, where it is not
on the path. Without OFFICEDESK_SIGN_TIMESTAMP nothing is signed.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence

_P = "OFFICEDESK_SIGN_"


class CannotSign(Exception):
    """The environment asks for signatures and does not say all that they take."""


def wanted(env: Mapping[str, str]) -> bool:
    """Whether files are to be signed."""
    return bool(env.get(f"{_P}TIMESTAMP"))


def command(env: Mapping[str, str]) -> list[str]:
    """The command that signs the files whose names follow it. Raises :class:`CannotSign`."""
    made = [env.get("OFFICEDESK_SIGNTOOL", "signtool"), "sign", "/fd", "sha256", "/d", "OfficeDesk"]
    made += ["/tr", env[f"{_P}TIMESTAMP"], "/td", "sha256"]
    if thumbprint := env.get(f"{_P}THUMBPRINT"):
        return [*made, "/sha1", thumbprint]
    if pfx := env.get(f"{_P}PFX"):
        if f"{_P}PASSWORD" not in env:
            raise CannotSign(f"{_P}PFX needs {_P}PASSWORD.")
        return [*made, "/f", pfx, "/p", env[f"{_P}PASSWORD"]]
    if library := env.get(f"{_P}DLIB"):
        if not env.get(f"{_P}METADATA"):
            raise CannotSign(f"{_P}DLIB needs {_P}METADATA.")
        return [*made, "/dlib", library, "/dmdf", env[f"{_P}METADATA"]]
    raise CannotSign(f"{_P}TIMESTAMP needs one of {_P}THUMBPRINT, {_P}PFX and {_P}DLIB.")


def sign(files: Sequence[str], env: Mapping[str, str]) -> int:
    """Sign files; signtool's exit code."""
    # The password of a certificate is on no command line but that of signtool itself, and is not printed.
    return subprocess.run([*command(env), *files], check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(sign(sys.argv[1:], os.environ))
    except CannotSign as problem:
        sys.exit(str(problem))
