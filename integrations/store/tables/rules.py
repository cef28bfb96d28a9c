from __future__ import annotations

from sqlalchemy import Column, Integer, String, Table, Text

from integrations.store.schema import Cents, Moment, metadata

rule_cooldowns = Table(
    "rule_cooldowns",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("subject", String(255), primary_key=True),
    Column("event_id", String(64), nullable=False),
    Column("until", Moment, nullable=False),
)

# What Jorge allowed a rule to do without asking each time. It holds for one version: an edited rule asks again.
standing_approvals = Table(
    "standing_approvals",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("rule_version", Integer, primary_key=True),
    Column("max_audience", Integer, nullable=False),
    Column("max_amount", Cents, nullable=False),
    Column("given_by", String(64), nullable=False),
    Column("given_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("revoked_at", Moment),
)

# Effects at vendors that take no key of ours: begun before the call, done after it.
rule_effects = Table(
    "rule_effects",
    metadata,
    Column("key", String(255), primary_key=True),
    Column("begun_at", Moment, nullable=False),
    Column("done_at", Moment),
    Column("said", Text, nullable=False, server_default=""),
)
