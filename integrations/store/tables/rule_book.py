"""The rules that Jorge made or changed, every version kept, and how often rules have acted."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text

from integrations.store.schema import Json, Moment, metadata

# `body` is the rule as its YAML file would say it; `wish` the plain choices it was made of, where it was made so.
rule_versions = Table(
    "rule_versions",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("body", Json, nullable=False),
    Column("wish", Json),
    Column("made_by", String(64), nullable=False),
    Column("made_at", Moment, nullable=False),
)

# Switched on or off by hand; rules of the book too.
rule_switches = Table(
    "rule_switches",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("enabled", Boolean, nullable=False),
    Column("changed_by", String(64), nullable=False),
    Column("changed_at", Moment, nullable=False),
)

# What was changed, by whom and when. Every process looks here whether its rules are still the newest.
rule_changes = Table(
    "rule_changes",
    metadata,
    Column("sequence", Integer, primary_key=True, autoincrement=True),
    Column("at", Moment, nullable=False),
    Column("who", String(64), nullable=False),
    Column("what", String(32), nullable=False),
    Column("rule_id", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("detail", Text, nullable=False, server_default=""),
)

# A rule that is made but not yet saved: what the card shows, and what its Save button saves.
rule_drafts = Table(
    "rule_drafts",
    metadata,
    Column("token", String(64), primary_key=True),
    Column("body", Json, nullable=False),
    Column("wish", Json),
    Column("made_at", Moment, nullable=False),
    Column("saved_version", Integer),
)

# One row for each time a rule with caps acted, and for each of its caps.
rule_firings = Table(
    "rule_firings",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("event_id", String(64), primary_key=True),
    Column("slot", Integer, primary_key=True),
    Column("subject", String(255), nullable=False),
    Column("at", Moment, nullable=False),
    Index("ix_rule_firings_rule_id_slot", "rule_id", "slot", "subject", "at"),
)

# One row a rule with caps, held while its firings are counted, so that of two events at once one counts the other.
rule_gates = Table(
    "rule_gates",
    metadata,
    Column("rule_id", String(64), primary_key=True),
    Column("passed_at", Moment, nullable=False),
)
