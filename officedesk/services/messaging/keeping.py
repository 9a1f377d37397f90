"""Secrets of any length in a keyring: Windows holds 1,280 letters under a name, and tokens are longer."""

from officedesk.secrets import SecretStore

_ROOM = 1_000
_IN_PARTS = "officedesk-parts:"
_MOST_PARTS = 50


def put(secrets: SecretStore, name: str, value: str) -> None:
    """Keep ``value`` under ``name``."""
    remove(secrets, name)
    if len(value) <= _ROOM and not value.startswith(_IN_PARTS):
        secrets.set(name, value)
        return
    parts = [value[start : start + _ROOM] for start in range(0, len(value), _ROOM)]
    for number, part in enumerate(parts):
        secrets.set(f"{name}#{number}", part)
    # Last of all: without it nobody looks for the parts.
    secrets.set(name, f"{_IN_PARTS}{len(parts)}")


def get(secrets: SecretStore, name: str) -> str | None:
    """What is kept under ``name``; ``None`` where there is nothing, or not all of it."""
    value = secrets.get(name)
    if value is None or not value.startswith(_IN_PARTS):
        return value
    parts = [secrets.get(f"{name}#{number}") for number in range(_count(value))]
    return "".join(part for part in parts if part is not None) if all(parts) else None


def remove(secrets: SecretStore, name: str) -> None:
    """Forget what is kept under ``name``."""
    value = secrets.get(name)
    secrets.delete(name)
    if value is not None and value.startswith(_IN_PARTS):
        for number in range(_count(value)):
            secrets.delete(f"{name}#{number}")


def keep_typed(secrets: SecretStore, name: str, typed: str) -> None:
    """Keep what was typed into a field, without what stands around it; an empty field forgets what was kept."""
    if value := typed.strip():
        put(secrets, name, value)
    else:
        remove(secrets, name)


def _count(value: str) -> int:
    number = value.removeprefix(_IN_PARTS)
    return min(int(number), _MOST_PARTS) if number.isdecimal() else 0
