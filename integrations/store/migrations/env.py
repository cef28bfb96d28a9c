from alembic import context

from integrations.store.book import load_tables
from integrations.store.schema import metadata


def compare_nothing_of_others(name: str | None, kind: str, _parents: object) -> bool:
    return kind != "schema" or name is None


load_tables()
connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    version_table="jorge_version",
    include_name=compare_nothing_of_others,
    user_module_prefix="types.",
)
with context.begin_transaction():
    context.run_migrations()
