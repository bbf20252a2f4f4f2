"""Run migrations: on the service's own connection, or for the alembic command on `-x url=…`."""

from alembic import context
from sqlalchemy import Connection, create_engine, event

from badgeservice.storage.recognition_tables import basis_edition


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=basis_edition.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        # SQLite can do it as well, as long as nothing commits in between.
        transactional_ddl=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def _migrate_from_command_line() -> None:
    url = context.get_x_argument(as_dictionary=True).get("url")
    if url is None:
        message = "Say which database: alembic -x url=sqlite:///badges.db upgrade head"
        raise SystemExit(message)
    engine = create_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda raw, _: setattr(raw, "isolation_level", None))
        event.listen(engine, "begin", lambda began: began.exec_driver_sql("BEGIN IMMEDIATE"))
    with engine.begin() as connection:
        _migrate(connection)


given: Connection | None = context.config.attributes.get("connection")
if given is None:
    _migrate_from_command_line()
else:
    _migrate(given)
