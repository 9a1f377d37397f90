"""Alembic's entry: runs the migrations on the engine that ``database.schema`` hands over."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from sqlalchemy import Connection, Engine

from officedesk.database.engine import APPLICATION_ID, WRITE
from officedesk.models.tables import Base


@contextmanager
def _transaction() -> Iterator[Connection]:
    given: Connection | None = context.config.attributes.get("connection")
    if given is not None:
        # An office that is being moved here: its tables come and go with everything else of that transaction.
        yield given
        return
    engine: Engine = context.config.attributes["engine"]
    with engine.connect().execution_options(**{WRITE: True}) as made, made.begin():
        yield made


with _transaction() as connection:
    sqlite = connection.dialect.name == "sqlite"
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=sqlite,
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if sqlite:
        revision = int(context.get_context().get_current_revision() or 0)
        connection.exec_driver_sql(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.exec_driver_sql(f"PRAGMA user_version = {revision}")
