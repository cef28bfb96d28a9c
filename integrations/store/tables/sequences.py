from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, text

from integrations.store.schema import Moment, metadata

_RUNNING = text("status = 'running'")

# Who is in which nurture sequence, and when its next step is due.
sequence_runs = Table(
    "sequence_runs",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("sequence", String(64), nullable=False),
    Column("contact_id", String(64), nullable=False),
    Column("step", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("status", String(16), nullable=False),
    Column("reason", Text, nullable=False, server_default=""),
    Column("event_id", String(64), nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
    Index("ix_sequence_runs_status_due_at", "status", "due_at"),
    # Nobody is in one sequence twice at a time.
    Index("uq_sequence_runs_running", "contact_id", "sequence", unique=True, sqlite_where=_RUNNING,
          postgresql_where=_RUNNING),
)  # fmt: skip
