"""Debian's own mail server on loopback: postfix takes mail from whoever signs in, dovecot knows the passwords and
has the mailboxes.

Each has its configuration, queue and mailboxes in a folder of the test's; the system's own, if any, are left alone.
"""

from __future__ import annotations

import email
import email.policy
import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from tempfile import mkdtemp
from threading import Event
from time import monotonic
from typing import TypeVar

from tests.support.mail_server import PASSWORD, USER

Found = TypeVar("Found")
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin"
_MAIL_USER = 5000
"""Nobody's number: to whom the mailboxes belong."""


def why_not() -> str:
    """Why no mail server can be started here, or nothing."""
    if not sys.platform.startswith("linux"):
        return "needs postfix and dovecot on Linux"
    if os.geteuid():
        return "needs root to start postfix"
    for program in ("postfix", "dovecot"):
        if not shutil.which(program, path=_PATH):
            return f"needs {program} (packages postfix and dovecot-imapd)"
    return ""


class Postfix:
    """Takes mail for ``@lakeside.example`` and ``@abc.example``: at ``port`` by SMTP, read at ``imap_port`` by IMAP.

    Whoever writes to ``gone@abc.example`` gets it back; other names than :data:`MAILBOXES` are refused at once.
    """

    MAILBOXES = (USER, "john@abc.example", "kim@abc.example")

    def __init__(self, certificate: Path) -> None:
        # Their programs run as users of their own, who cannot look into pytest's folders.
        self._folder = Path(mkdtemp(prefix="officedesk-mail-"))
        self._folder.chmod(0o755)
        self.port, self.imap_port = _free_port(), _free_port()
        self._mail = self._folder / "mail"
        self._mail.mkdir()
        os.chown(self._mail, _MAIL_USER, _MAIL_USER)
        pem = self._folder / "server.pem"
        shutil.copy(certificate, pem)
        pem.chmod(0o600)
        self._dovecot = self._write("dovecot.conf", _DOVECOT.format(**self._values(pem)))
        self._write("users", f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        for name in ("queue", "data"):
            (self._folder / name).mkdir()
        shutil.chown(self._folder / "data", "postfix")
        self._config = self._folder / "postfix"
        self._config.mkdir()
        self._write("postfix/main.cf", _MAIN.format(**self._values(pem)))
        self._write("postfix/master.cf", _MASTER.format(**self._values(pem)))
        try:
            self._start(["dovecot", "-c", str(self._dovecot)])
            self._start(["postfix", "-c", str(self._config), "start"])
            for port in (self.port, self.imap_port):
                wait_for(lambda port=port: _answers(port), f"port {port} to answer")  # type: ignore[misc]
        except BaseException:
            self.close()
            raise

    def mailbox(self, address: str) -> list[EmailMessage]:
        """What was delivered to it."""
        name, _, domain = address.partition("@")
        found = sorted(self._mail.glob(f"{domain}/{name}/new/*")) + sorted(self._mail.glob(f"{domain}/{name}/cur/*"))
        parsed = [email.message_from_bytes(path.read_bytes(), policy=email.policy.default) for path in found]
        return parsed

    def delivered(self, address: str, count: int = 1) -> list[EmailMessage]:
        """The same, as soon as there are so many."""

        def there() -> list[EmailMessage] | None:
            found = self.mailbox(address)
            return found if len(found) >= count else None

        return wait_for(there, f"mail for {address}")

    def stop_sending(self) -> None:
        """End postfix; dovecot goes on."""
        subprocess.run([_program("postfix"), "-c", str(self._config), "stop"], check=False, capture_output=True)

    def close(self) -> None:
        """End both, and remove what they stored."""
        self.stop_sending()
        if (pid := self._folder / "run" / "master.pid").exists():
            os.kill(int(pid.read_text()), signal.SIGTERM)
            wait_for(lambda: not pid.exists(), "dovecot to end")
        shutil.rmtree(self._folder, ignore_errors=True)

    def _write(self, name: str, text: str) -> Path:
        path = self._folder / name
        path.write_text(text)
        return path

    def _start(self, command: list[str]) -> None:
        # Into a file: a server goes on holding what it was given to write to.
        said = self._folder / "said.txt"
        with said.open("w") as out:
            code = subprocess.run(
                [_program(command[0]), *command[1:]], check=False, stdout=out, stderr=out, timeout=60
            ).returncode
        assert code == 0, f"{command}: {said.read_text()}"

    def _values(self, pem: Path) -> dict[str, object]:
        return {
            "folder": self._folder,
            "port": self.port,
            "imap_port": self.imap_port,
            "pem": pem,
            "uid": _MAIL_USER,
            "mailboxes": " ".join(
                f"{{ {one} = {one.partition('@')[2]}/{one.partition('@')[0]}/ }}" for one in self.MAILBOXES
            ),
        }


def _program(name: str) -> str:
    return shutil.which(name, path=_PATH) or name


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def wait_for(found: Callable[[], Found | None], what: str, seconds: float = 30.0) -> Found:
    """Look until there is something. Raises ``AssertionError``."""
    until, pause = monotonic() + seconds, Event()
    while not (there := found()):
        assert monotonic() < until, f"waited {seconds:.0f} s for {what}"
        pause.wait(0.02)
    return there


_DOVECOT = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
instance_name = officedesk-tests-{imap_port}
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{pem}
ssl_key = <{pem}
ssl_min_protocol = TLSv1.2
disable_plaintext_auth = yes
auth_mechanisms = plain login
mail_location = maildir:{folder}/mail/%d/%n
first_valid_uid = {uid}
passdb {{
  driver = passwd-file
  args = {folder}/users
}}
userdb {{
  driver = static
  args = uid={uid} gid={uid} home={folder}/mail/%d/%n allow_all_users=yes
}}
service auth {{
  unix_listener {folder}/auth {{
    mode = 0666
  }}
}}
service imap-login {{
  inet_listener imap {{
    port = 0
  }}
  inet_listener imaps {{
    port = {imap_port}
    ssl = yes
  }}
}}
"""
_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/postfix.log
maillog_file_prefixes = {folder}
myhostname = mail.lakeside.example
mydestination =
mynetworks =
inet_interfaces = loopback-only
inet_protocols = ipv4
alias_maps =
virtual_mailbox_domains = lakeside.example abc.example
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = inline:{{ {mailboxes} {{ gone@abc.example = gone/ }} }}
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{uid}
virtual_minimum_uid = {uid}
transport_maps = inline:{{ {{ gone@abc.example = nobody: }} }}
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_tls_chain_files = {pem}
smtpd_sasl_auth_enable = yes
smtpd_sasl_type = dovecot
smtpd_sasl_path = {folder}/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject
smtpd_recipient_restrictions = reject_unlisted_recipient, permit_sasl_authenticated, reject
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
nobody unix - n n - - pipe user=nobody argv=/bin/sh -c "exit 67"
"""
