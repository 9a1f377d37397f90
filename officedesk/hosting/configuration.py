"""What is written into the server's configuration: safe first, small second, fast third."""

from officedesk.hosting.folder import HostFolder, HostSettings

ADMIN = "office_admin"
"""The role that administers the server; only from this computer."""
OWNER = "office_owner"
"""Owns the office's tables; nobody signs in as it."""
DESKS = "office_desks"
"""What every desktop's role is a member of: may read and write rows, nothing else."""
GUESTS = "office_guests"
"""Roles of invitations: may do one thing, join."""
KEEPER = "office_keeper"
"""Owns the function that lets an invited desktop in; nobody signs in as it."""


def server_configuration(folder: HostFolder, settings: HostSettings, memory: int) -> str:
    """The text of ``officedesk.conf``. ``memory`` is the computer's, in bytes."""
    shared = max(64, min(512, memory // 8 // 2**20))
    sockets = str(folder.run).replace("'", "''") if folder.peers else ""
    lines = {
        "listen_addresses": "'127.0.0.1'",
        "port": str(settings.inner_port),
        "unix_socket_directories": f"'{sockets}'",
        "unix_socket_permissions": "0700",
        "max_connections": "200",
        "password_encryption": "'scram-sha-256'",
        "scram_iterations": "4096",
        # What was acknowledged is on the disk.
        "fsync": "on",
        "synchronous_commit": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{shared}MB",
        "effective_cache_size": f"{max(256, memory // 2 // 2**20)}MB",
        "maintenance_work_mem": "64MB",
        "work_mem": "8MB",
        "max_wal_size": "512MB",
        # Plans of an office take milliseconds; compiling them takes longer than it saves.
        "jit": "off",
        "timezone": "'UTC'",
        "log_timezone": "'UTC'",
        "lc_messages": "'C'",
        # A desktop that vanished must not hold its locks.
        "tcp_keepalives_idle": "30",
        "tcp_keepalives_interval": "10",
        "tcp_keepalives_count": "3",
        "idle_in_transaction_session_timeout": "'5min'",
        "deadlock_timeout": "'500ms'",
        # A week of logs, a file per weekday; in them what happened, never what people typed.
        "logging_collector": "on",
        "log_directory": f"'{str(folder.logs).replace(chr(39), chr(39) * 2)}'",
        "log_filename": "'server-%a.log'",
        "log_rotation_age": "1d",
        "log_rotation_size": "0",
        "log_truncate_on_rotation": "on",
        "log_statement": "'none'",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_parameter_max_length": "0",
        "log_parameter_max_length_on_error": "0",
        "log_min_duration_statement": "-1",
        "log_checkpoints": "off",
        "log_line_prefix": "'%m [%p] %u@%d '",
    }
    head = "# Written by OfficeDesk each time the server starts; changes belong into postgresql.conf.\n"
    return head + "".join(f"{name} = {value}\n" for name, value in lines.items())


def access_rules(folder: HostFolder, settings: HostSettings) -> str:
    """``pg_hba.conf``: the network comes through the TLS gate on this computer only, and always with a password."""
    office = [
        f"host {settings.database} +{DESKS} 127.0.0.1/32 scram-sha-256",
        f"host {settings.database} +{GUESTS} 127.0.0.1/32 scram-sha-256",
    ]
    if folder.peers:
        return "\n".join([f"local all {ADMIN} peer map=office_host", "local all all reject", *office, ""])
    return "\n".join([f"host all {ADMIN} 127.0.0.1/32 scram-sha-256", *office, ""])


def identities(users: set[str]) -> str:
    """``pg_ident.conf``: the users of this computer that may administer the server."""
    return "".join(f'office_host "{user}" {ADMIN}\n' for user in sorted(users))
