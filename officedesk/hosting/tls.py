"""The office's own certificate authority, and the certificate that it gives this computer."""

import ipaddress
import os
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from officedesk.errors import OfficeDamaged

AUTHORITY_YEARS = 20
DAYS = 397
RENEW_BEFORE = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Certificates:
    """Two pairs of files in a folder that only the server's user may enter."""

    folder: Path

    @property
    def authority(self) -> Path:
        return self.folder / "ca.pem"

    @property
    def certificate(self) -> Path:
        return self.folder / "server.pem"

    @property
    def key(self) -> Path:
        return self.folder / "server.key"

    @property
    def fingerprint(self) -> bytes:
        """SHA-256 of the authority's certificate: what an invitation pins."""
        return fingerprint(self.authority.read_text(encoding="ascii"))

    def ensure(self, names: tuple[str, ...], now: datetime | None = None) -> bool:
        """Make what is missing, renew what runs out or lacks one of ``names``; says whether anything is new.

        The authority stays for the office's life, so a renewed certificate needs nobody's attention.
        """
        now = now or datetime.now(UTC)
        self.folder.mkdir(parents=True, exist_ok=True)
        if not self.authority.exists():
            self._make_authority(now)
        elif self.certificate.exists() and not self._worn(names, now):
            return False
        self._make_certificate(names, now)
        return True

    def context(self) -> ssl.SSLContext:
        """For the gate: TLS 1.2 and later, with this computer's certificate."""
        made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        made.minimum_version = ssl.TLSVersion.TLSv1_2
        try:
            made.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise OfficeDamaged(
                f"The certificate in {self.folder} cannot be used ({error}).",
                hint="Delete server.pem there; it is made anew.",
            ) from error
        return made

    def _worn(self, names: tuple[str, ...], now: datetime) -> bool:
        from cryptography import x509

        there = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        if there.not_valid_after_utc - now < RENEW_BEFORE or there.not_valid_before_utc > now:
            return True
        found = there.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        known = {*found.get_values_for_type(x509.DNSName), *map(str, found.get_values_for_type(x509.IPAddress))}
        return not set(names) <= known

    def _make_authority(self, now: datetime) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives.asymmetric import ec

        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("OfficeDesk office")
        made = (
            _builder(name, name, key.public_key(), now, timedelta(days=365 * AUTHORITY_YEARS))
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs=True), critical=True)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        )
        _write_key(self.folder / "ca.key", key)
        _write_certificate(self.authority, made, key)

    def _make_certificate(self, names: tuple[str, ...], now: datetime) -> None:
        from cryptography import x509
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec
        from cryptography.x509.oid import ExtendedKeyUsageOID

        authority = x509.load_pem_x509_certificate(self.authority.read_bytes())
        signer: Any = serialization.load_pem_private_key((self.folder / "ca.key").read_bytes(), None)
        key = ec.generate_private_key(ec.SECP256R1())
        by = x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key())
        made = (
            _builder(_name(names[0]), authority.subject, key.public_key(), now, timedelta(days=DAYS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_usage(signs=False), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(x509.SubjectAlternativeName([_alternative(name) for name in names]), critical=False)
            .add_extension(by, critical=False)
        )
        _write_key(self.key, key)
        _write_certificate(self.certificate, made, signer)


def fingerprint(pem: str) -> bytes:
    """SHA-256 of a certificate given as PEM text."""
    return sha256(ssl.PEM_cert_to_DER_cert(pem)).digest()


def _name(text: str) -> Any:
    from cryptography import x509

    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text[:64])])


def _builder(subject: Any, issuer: Any, key: Any, now: datetime, life: timedelta) -> Any:
    from cryptography import x509

    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        # Clocks of an office differ.
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + life)
    )


def _usage(*, signs: bool) -> Any:
    from cryptography import x509

    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs, content_commitment=False,
        key_encipherment=False, data_encipherment=False, key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _alternative(name: str) -> Any:
    from cryptography import x509

    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _write_key(path: Path, key: Any) -> None:
    from cryptography.hazmat.primitives import serialization

    content = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    draft.replace(path)


def _write_certificate(path: Path, builder: Any, signer: Any) -> None:
    from cryptography.hazmat.primitives import hashes, serialization

    signed = builder.sign(signer, hashes.SHA256())
    draft = path.with_suffix(".new")
    draft.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    draft.replace(path)
