"""Passwords and tokens: in the system's keyring, nowhere else."""

import logging
from typing import Any, Protocol

log = logging.getLogger(__name__)

SERVICE = "OfficeDesk"


class SecretStore(Protocol):
    """Secrets by name. ``lasting`` is false where they are gone when the program ends."""

    @property
    def lasting(self) -> bool: ...

    def get(self, name: str) -> str | None: ...

    def set(self, name: str, value: str) -> None: ...

    def delete(self, name: str) -> None: ...


class MemorySecrets:
    """Secrets as long as the program runs: for tests, and where there is no keyring."""

    lasting = False

    def __init__(self) -> None:
        self._values: dict[str, str] = {}

    def get(self, name: str) -> str | None:
        return self._values.get(name)

    def set(self, name: str, value: str) -> None:
        self._values[name] = value

    def delete(self, name: str) -> None:
        self._values.pop(name, None)


class SystemSecrets:
    """The system's keyring, looked for at the first use; in memory where the system has none."""

    def __init__(self) -> None:
        self._store: SecretStore | None = None

    @property
    def lasting(self) -> bool:
        return self._found().lasting

    def get(self, name: str) -> str | None:
        return self._found().get(name)

    def set(self, name: str, value: str) -> None:
        self._found().set(name, value)

    def delete(self, name: str) -> None:
        self._found().delete(name)

    def _found(self) -> SecretStore:
        if self._store is None:
            import keyring
            from keyring.backends import fail, null

            backend = keyring.get_keyring()
            if isinstance(backend, fail.Keyring | null.Keyring):
                log.info("no system keyring: secrets are kept in memory")
                self._store = MemorySecrets()
            else:
                self._store = _Keyring(backend)
        return self._store


class _Keyring:
    lasting = True

    def __init__(self, backend: Any) -> None:
        self._backend = backend

    def get(self, name: str) -> str | None:
        value: str | None = self._backend.get_password(SERVICE, name)
        return value

    def set(self, name: str, value: str) -> None:
        self._backend.set_password(SERVICE, name, value)

    def delete(self, name: str) -> None:
        if self.get(name) is not None:
            self._backend.delete_password(SERVICE, name)
