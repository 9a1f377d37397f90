"""Alembic's entry: runs the migrations on the engine that ``database.schema`` hands over."""

from alembic import context

from officedesk.database.engine import APPLICATION_ID, WRITE
from officedesk.models.tables import Base

engine = context.config.attributes["engine"]
with engine.connect().execution_options(**{WRITE: True}) as connection, connection.begin():
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
