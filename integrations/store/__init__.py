"""The book of record: what Jorge knows, in SQLite or PostgreSQL."""

from integrations.store.book import Connection, Store

__all__ = ["Connection", "Store"]
