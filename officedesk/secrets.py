"""Passwords and tokens: in the system's keyring, else in memory until the program ends; never in a file of ours."""

import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol

log = logging.getLogger(__name__)

SERVICE = "OfficeDesk"
NOTICE = "This computer has no keyring: passwords are kept only until OfficeDesk is closed."
"""Shown wherever something is to be remembered and cannot be."""


class SecretStore(Protocol):
    """Secrets by name. ``lasting`` is false where they are gone when the program ends."""

    @property
    def lasting(self) -> bool: ...

    @property
    def notice(self) -> str:
        """What to tell where secrets are gone when the program ends; empty where they last."""

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


class MemorySecrets:
    """Secrets as long as the program runs: for tests, and where there is no keyring."""

    lasting = False
    notice = NOTICE

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def delete(self, name: str) -> None:
        self._values.pop(name, None)


class SystemSecrets:
    """The system's keyring, looked for at the first use; in memory where the system has none, or it does not answer."""

    def __init__(self) -> None:
        self._keyring: Any = None
        self._looked = False
        self._lock = threading.Lock()
        self._memory = MemorySecrets()

    @property
    def lasting(self) -> bool:
        return self._backend() is not None

    @property
    def notice(self) -> str:
        return "" if self.lasting else NOTICE

    def get(self, name: str) -> str | None:
        held = self._memory.get(name)
        return held if held is not None else self._asked(lambda backend: backend.get_password(SERVICE, name))

    def set(self, name: str, value: str) -> None:
        done = self._asked(lambda backend: (backend.set_password(SERVICE, name, value), True)[1])
        if done:
            self._memory.delete(name)
        else:
            self._memory.set(name, value)

    def delete(self, name: str) -> None:
        self._memory.delete(name)
        if self._asked(lambda backend: backend.get_password(SERVICE, name)) is not None:
            self._asked(lambda backend: backend.delete_password(SERVICE, name))

    def _asked(self, ask: Callable[[Any], Any]) -> Any:
        """What the keyring says; ``None`` where there is none, or it is locked and stays so."""
        backend = self._backend()
        if backend is None:
            return None
        from keyring.errors import KeyringError

        try:
            return ask(backend)
        except (KeyringError, OSError, RuntimeError) as error:
            # Not the words of the error: nobody knows what a backend puts into them.
            log.warning("the keyring does not answer (%s): secrets are kept in memory", type(error).__name__)
            self._keyring = None
            return None

    def _backend(self) -> Any:
        with self._lock:
            if not self._looked:
                import keyring

                self._keyring = _best(keyring.get_keyring())
                self._looked = True
                if self._keyring is None:
                    log.info("no system keyring: secrets are kept in memory")
            return self._keyring


def _best(backend: Any) -> Any:
    """The backend to use, or ``None``. Those below priority 1 keep secrets in plain files, or nowhere."""
    parts = getattr(backend, "backends", None)
    if parts is not None:
        return next((part for part in parts if _best(part) is not None), None)
    try:
        return backend if backend.priority >= 1 and "keyrings.alt" not in type(backend).__module__ else None
    except (RuntimeError, OSError):
        return None
