"""Who may enter the hosted office: one role per desktop, with the least that a desktop needs.

Passwords reach the server as SCRAM verifiers only, so neither it nor its log ever sees one.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from officedesk.errors import NotFound
from officedesk.hosting.configuration import DESKS, GUESTS, KEEPER, OWNER
from officedesk.hosting.invitation import Invitation

_JOIN = f"""
CREATE FUNCTION host.join_office(desktop text, verifier text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog AS $$
DECLARE
    made text := 'desk_' || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12);
BEGIN
    IF verifier !~ '^SCRAM-SHA-256[$][0-9]+:[A-Za-z0-9+/=]+[$][A-Za-z0-9+/=]+:[A-Za-z0-9+/=]+$' THEN
        RAISE EXCEPTION 'no verifier';
    END IF;
    PERFORM 1 FROM host.invitation
        WHERE role = session_user AND used_at IS NULL AND expires_at > now() FOR UPDATE;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'invitation used';
    END IF;
    EXECUTE format('CREATE ROLE %I LOGIN CONNECTION LIMIT 30 PASSWORD %L IN ROLE {DESKS}', made, verifier);
    EXECUTE format('ALTER ROLE %I NOLOGIN', session_user);
    UPDATE host.invitation SET used_at = now(), used_by = left(desktop, 100) WHERE role = session_user;
    INSERT INTO host.desktop (role, name) VALUES (made, left(desktop, 100));
    RETURN made;
END $$
"""  # noqa: S608 - names of our own

_REACHED = """
CREATE FUNCTION host.reached_by() RETURNS text[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog AS
$$ SELECT coalesce(array_agg(name ORDER BY place), '{}') FROM host.reached $$
"""


@dataclass(frozen=True, slots=True)
class JoinedDesktop:
    """A desktop that may enter. ``here`` is the one that hosts the office; ``connected`` counts its connections."""

    role: str
    name: str
    joined_at: datetime
    connected: int
    here: bool


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that nobody used yet."""

    role: str
    made_at: datetime
    expires_at: datetime


def prepare(admin: Any, database: str) -> None:
    """Make the roles and the empty database that an office is moved into. ``admin`` is an autocommit connection."""
    from psycopg import sql

    there = {row[0] for row in admin.execute("SELECT rolname FROM pg_roles")}
    for role, rights in ((OWNER, ""), (DESKS, ""), (GUESTS, ""), (KEEPER, "CREATEROLE")):
        if role not in there:
            admin.execute(f"CREATE ROLE {role} NOLOGIN {rights}")
    admin.execute(f"GRANT {DESKS} TO {KEEPER} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE")
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", (database,)).fetchone() is None:
        admin.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), sql.Identifier(OWNER)))
    name = sql.Identifier(database)
    for statement in (
        "REVOKE ALL ON DATABASE {} FROM PUBLIC",
        f"GRANT CONNECT, TEMPORARY ON DATABASE {{}} TO {DESKS}",
        f"GRANT CONNECT ON DATABASE {{}} TO {GUESTS}",
    ):
        admin.execute(sql.SQL(statement).format(name))


def equip(inside: Any) -> None:
    """What the office's database needs besides the office. ``inside`` is an administrator's connection to it."""
    later = f"ALTER DEFAULT PRIVILEGES FOR ROLE {OWNER} IN SCHEMA public"
    for statement in (
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {DESKS}",
        f"{later} GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {DESKS}",
        f"{later} GRANT USAGE, SELECT ON SEQUENCES TO {DESKS}",
    ):
        inside.execute(statement)
    if inside.execute("SELECT to_regnamespace('host')").fetchone()[0] is not None:
        return
    with inside.transaction():
        inside.execute(f"CREATE SCHEMA host AUTHORIZATION {KEEPER}")
        inside.execute(f"SET LOCAL ROLE {KEEPER}")
        inside.execute(
            "CREATE TABLE host.invitation (role text PRIMARY KEY, made_at timestamptz NOT NULL DEFAULT now(), "
            "expires_at timestamptz NOT NULL, used_at timestamptz, used_by text)"
        )
        inside.execute(
            "CREATE TABLE host.desktop (role text PRIMARY KEY, name text NOT NULL, "
            "joined_at timestamptz NOT NULL DEFAULT now(), here boolean NOT NULL DEFAULT false)"
        )
        inside.execute("CREATE TABLE host.reached (name text PRIMARY KEY, place int NOT NULL)")
        inside.execute(_JOIN)
        inside.execute(_REACHED)
        inside.execute("REVOKE ALL ON FUNCTION host.join_office, host.reached_by FROM PUBLIC")
        inside.execute(f"GRANT USAGE ON SCHEMA host TO {GUESTS}")
        inside.execute(f"GRANT EXECUTE ON FUNCTION host.join_office, host.reached_by TO {GUESTS}")


def grant(connection: Connection) -> None:
    """In the transaction that moves an office in: what even a desktop must not do. History is not deleted."""
    connection.exec_driver_sql(f"REVOKE DELETE ON change_log FROM {DESKS}")
    connection.exec_driver_sql(f"REVOKE INSERT, UPDATE, DELETE ON alembic_version FROM {DESKS}")


def invite(inside: Any, invitation: Invitation, names: tuple[str, ...] = ()) -> None:
    """Let whoever has ``invitation``'s code join once. ``names`` lead here when a number in the code has changed."""
    from psycopg import sql

    role = sql.Identifier(invitation.role)
    with inside.transaction():
        inside.execute(
            sql.SQL(
                f"CREATE ROLE {{}} LOGIN CONNECTION LIMIT 2 PASSWORD {{}} VALID UNTIL {{}} IN ROLE {GUESTS}"
            ).format(
                role,
                sql.Literal(verifier(inside, invitation.role, invitation.password)),
                sql.Literal(invitation.expires.isoformat()),
            )
        )
        inside.execute(sql.SQL(f"GRANT {{}} TO {KEEPER} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE").format(role))
        inside.execute(
            "INSERT INTO host.invitation (role, expires_at) VALUES (%s, %s)", (invitation.role, invitation.expires)
        )
        inside.execute("DELETE FROM host.reached")
        for place, name in enumerate(names):
            inside.execute("INSERT INTO host.reached VALUES (%s, %s)", (name, place))


def admit(inside: Any, desktop: str, role: str = "") -> tuple[str, str]:
    """Let the computer that hosts the office enter: its role and a new password. ``role`` is the one it had."""
    from psycopg import sql

    password = new_password()
    known = inside.execute("SELECT 1 FROM host.desktop WHERE role = %s", (role,)).fetchone() is not None
    role = role if known else f"desk_{secrets.token_hex(6)}"
    word = "ALTER ROLE {} LOGIN PASSWORD {}" if known else f"CREATE ROLE {{}} LOGIN PASSWORD {{}} IN ROLE {DESKS}"
    with inside.transaction():
        inside.execute(sql.SQL(word).format(sql.Identifier(role), sql.Literal(verifier(inside, role, password))))
        if not known:
            inside.execute("INSERT INTO host.desktop (role, name, here) VALUES (%s, %s, true)", (role, desktop))
    return role, password


def desktops(inside: Any) -> list[JoinedDesktop]:
    """The desktops that may enter, in the order in which they joined."""
    rows = inside.execute(
        "SELECT d.role, d.name, d.joined_at, d.here, "
        "(SELECT count(*) FROM pg_stat_activity a WHERE a.usename = d.role) FROM host.desktop d ORDER BY d.joined_at"
    )
    return [JoinedDesktop(role, name, at, int(connected), here) for role, name, at, here, connected in rows]


def invitations(inside: Any) -> list[OpenInvitation]:
    """Invitations that still can be used. Those that ran out, and those used, are swept away."""
    old = inside.execute("SELECT role FROM host.invitation WHERE used_at IS NOT NULL OR expires_at <= now()").fetchall()
    for (role,) in old:
        withdraw(inside, role)
    rows = inside.execute("SELECT role, made_at, expires_at FROM host.invitation ORDER BY made_at")
    return [OpenInvitation(*row) for row in rows]


def withdraw(inside: Any, role: str) -> None:
    """Make an invitation void."""
    with inside.transaction():
        inside.execute("DELETE FROM host.invitation WHERE role = %s", (role,))
        _drop(inside, role)


def revoke(inside: Any, role: str) -> None:
    """Keep a desktop out from now on; its connections end at once. Raises :class:`NotFound` for an unknown one."""
    with inside.transaction():
        if inside.execute("DELETE FROM host.desktop WHERE role = %s", (role,)).rowcount == 0:
            raise NotFound("This desktop may not enter the office any more already.")
        _drop(inside, role)


def new_password() -> str:
    """A desktop's password: nobody ever types it."""
    return secrets.token_urlsafe(24)


def verifier(connection: Any, role: str, password: str) -> str:
    """What the server keeps of ``password``."""
    made: bytes = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    return made.decode("ascii")


def _drop(inside: Any, role: str) -> None:
    from psycopg import sql

    name = sql.Identifier(role)
    if inside.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", (role,)).fetchone() is None:
        return
    inside.execute(sql.SQL("ALTER ROLE {} NOLOGIN").format(name))
    inside.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = %s", (role,))
    inside.execute(sql.SQL("DROP ROLE {}").format(name))
