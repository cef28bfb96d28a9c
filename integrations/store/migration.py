from __future__ import annotations

from sqlalchemy import Engine

from integrations.store.schema import metadata


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date."""
    metadata.create_all(engine)
