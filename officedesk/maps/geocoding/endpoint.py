"""The service on the network that an office asks where addresses are, and the manners it wants."""

from dataclasses import dataclass
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

from officedesk.models.text import email_problem

PUBLIC = {
    "nominatim.openstreetmap.org": "https://nominatim.openstreetmap.org",
    "photon.komoot.io": "https://photon.komoot.io",
}
"""Servers that everybody shares, by host: they ask for at most one request a second, and to be told who asks."""
PUBLIC_PAUSE = 1.0
"""Seconds between two requests to them, at least."""
PUBLIC_MOST = 1_000
"""Addresses of one run that looks up many: for more they ask that one runs a server of one's own."""
LEAST_PAUSE, LONGEST_PAUSE = 0.02, 60.0
LONGEST_KEY = 500


class Kind(StrEnum):
    """What the service understands."""

    NOMINATIM = "nominatim"
    PHOTON = "photon"

    @property
    def label(self) -> str:
        """As the settings name it."""
        return self.value.capitalize()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where to ask, and how. Without an ``address`` nothing is asked."""

    kind: Kind = Kind.NOMINATIM
    address: str = ""
    """``https://nominatim.example.com``; the path of the search is added where it is not there."""
    email: str = ""
    """Whom the service can write to when something goes wrong."""
    pause: float = PUBLIC_PAUSE
    """Seconds between two requests."""

    @property
    def ready(self) -> bool:
        """Whether a service was set."""
        return bool(self.address)

    @property
    def host(self) -> str:
        """``nominatim.example.com``; empty where the address is none."""
        try:
            return (urlsplit(self.address).hostname or "").rstrip(".")
        except ValueError:
            return ""

    @property
    def public(self) -> bool:
        """Whether everybody shares it."""
        return self.host in PUBLIC or self.host.endswith((".openstreetmap.org", ".komoot.io"))

    @property
    def wait(self) -> float:
        """Seconds that are waited, whatever is stored: a public server gets its second."""
        least = PUBLIC_PAUSE if self.public else LEAST_PAUSE
        return min(max(self.pause, least), LONGEST_PAUSE) if self.pause == self.pause else PUBLIC_PAUSE

    @property
    def most(self) -> int | None:
        """How many addresses one run may ask for; ``None``: any number."""
        return PUBLIC_MOST if self.public else None

    @property
    def provider(self) -> str:
        """By which its answers are kept."""
        return f"{self.kind.value} {self.url}"[:200]

    @property
    def url(self) -> str:
        """What is asked."""
        base = self.address.rstrip("/")
        path = urlsplit(base).path
        if self.kind is Kind.PHOTON:
            return base if path.endswith("/api") else f"{base}/api"
        return base if path.endswith(("/search", "/search.php")) else f"{base}/search"

    @property
    def attribution(self) -> str:
        """Stands beside its answers: both answer from OpenStreetMap's data."""
        return "© OpenStreetMap contributors"


def problems(endpoint: Endpoint) -> dict[str, str]:
    """What is wrong with an endpoint, by field; nothing for one without an address."""
    if not endpoint.address:
        return {}
    found: dict[str, str] = {}
    if wrong := _address_problem(endpoint):
        found["address"] = wrong
    if not endpoint.email:
        found["email"] = "Enter an email address: services want to know whom to write to."
    elif problem := email_problem(endpoint.email):
        found["email"] = problem
    least = PUBLIC_PAUSE if endpoint.public else LEAST_PAUSE
    if not least <= endpoint.pause <= LONGEST_PAUSE:
        what = f"{endpoint.host} is shared by everybody: wait" if endpoint.public else "Wait"
        found["pause"] = f"{what} {least:g} to {LONGEST_PAUSE:g} seconds between requests."
    return found


def _address_problem(endpoint: Endpoint) -> str:
    try:
        parts = urlsplit(endpoint.address)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return "This is no address of a server."
    if parts.scheme not in ("https", "http") or not host or len(endpoint.address) > 180:
        return "Enter an address such as https://nominatim.openstreetmap.org."
    if any(sign.isspace() or not sign.isprintable() for sign in endpoint.address):
        return "This is no address of a server."
    if parts.username is not None or parts.query or parts.fragment:
        return "Leave passwords and parameters out of the address: the key has a field of its own."
    if parts.scheme == "http" and not _near(host):
        return "Customers' addresses are sent there: the address must begin with https://."
    return ""


def _near(host: str) -> bool:
    """In the office's own network: there a server may do without a certificate."""
    try:
        where = ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".local", ".lan", ".internal", ".home.arpa"))
    return where.is_private or where.is_loopback
