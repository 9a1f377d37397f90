"""Encrypted connections to servers of others. Certificates are always checked."""

import ssl


def context() -> ssl.SSLContext:
    """What the system trusts; where the system names nobody, what the world's browsers do."""
    made = ssl.create_default_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    if not made.cert_store_stats()["x509_ca"]:
        import certifi

        made.load_verify_locations(certifi.where())
    return made


def words(error: BaseException) -> str:
    """What went wrong, as a person reads it."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"The server's certificate is not valid: {error.verify_message or 'it could not be checked'}."
    if isinstance(error, ssl.SSLError):
        return f"The encrypted connection failed: {(error.reason or 'unknown').replace('_', ' ').lower()}."
    if isinstance(error, TimeoutError):
        return "The server did not answer in time."
    if isinstance(error, ConnectionRefusedError):
        return "Nothing answers at this address and port."
    if isinstance(error, OSError):
        return f"The connection failed: {error.strerror or error}."
    return str(error) or type(error).__name__
