"""rule rows"""

from alembic import op
import sqlalchemy as sa

from integrations.store import schema as types

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_changes",
        sa.Column("sequence", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.Column("who", sa.String(length=64), nullable=False),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("detail", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_rule_changes")),
    )
    with op.batch_alter_table("rule_changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_changes_rule_id"), ["rule_id"], unique=False)

    op.create_table(
        "rule_drafts",
        sa.Column("token", sa.String(length=64), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("wish", types.Json(), nullable=True),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.Column("saved_version", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("token", name=op.f("pk_rule_drafts")),
    )
    op.create_table(
        "rule_firings",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("event_id", sa.String(length=64), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(length=255), nullable=False),
        sa.Column("at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "event_id", "slot", name=op.f("pk_rule_firings")),
    )
    with op.batch_alter_table("rule_firings", schema=None) as batch_op:
        batch_op.create_index("ix_rule_firings_rule_id_slot", ["rule_id", "slot", "subject", "at"], unique=False)

    op.create_table(
        "rule_gates",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("passed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_rule_gates")),
    )
    op.create_table(
        "rule_switches",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("changed_by", sa.String(length=64), nullable=False),
        sa.Column("changed_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_rule_switches")),
    )
    op.create_table(
        "rule_versions",
        sa.Column("rule_id", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("body", types.Json(), nullable=False),
        sa.Column("wish", types.Json(), nullable=True),
        sa.Column("made_by", sa.String(length=64), nullable=False),
        sa.Column("made_at", types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("rule_id", "version", name=op.f("pk_rule_versions")),
    )


def downgrade() -> None:
    op.drop_table("rule_versions")
    op.drop_table("rule_switches")
    op.drop_table("rule_gates")
    with op.batch_alter_table("rule_firings", schema=None) as batch_op:
        batch_op.drop_index("ix_rule_firings_rule_id_slot")

    op.drop_table("rule_firings")
    op.drop_table("rule_drafts")
    with op.batch_alter_table("rule_changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_changes_rule_id"))

    op.drop_table("rule_changes")
