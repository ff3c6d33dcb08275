"""Time and delivery: habits of readers, chosen reminders, mutes, escalations"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_PENDING = sa.text("status = 'planned'")
_HABITS = ("quiet_from", "quiet_until", "weekly_budget", "digest_weekday", "digest_hour")


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mute_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mute")),
        sa.UniqueConstraint(
            "person_id", "kind", "target_id", name=op.f("uq_mute_person_id_kind_target_id")
        ),
    )
    op.create_table(
        "escalation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["place.id"], name=op.f("fk_escalation_school_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_escalation_occurrence_id_occurrence"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_escalation")),
        sa.UniqueConstraint(
            "school_id",
            "occurrence_id",
            "cause",
            "level",
            name=op.f("uq_escalation_school_id_occurrence_id_cause_level"),
        ),
    )
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_escalation_occurrence_id"), ["occurrence_id"], unique=False
        )
        batch_op.create_index(
            "ix_escalation_pending",
            ["due_at"],
            unique=False,
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        )
    with op.batch_alter_table("person", schema=None) as batch_op:
        for name in _HABITS:
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("workdays_only", sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        batch_op.add_column(sa.Column("muted_until", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rounds", sa.Integer(), server_default="0", nullable=False))
    for table in ("plan_row", "occurrence"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.add_column(sa.Column("reminder_codes", sa.JSON(), nullable=True))
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outbox_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_reminder_outbox_id_outbox"), "outbox", ["outbox_id"], ["id"]
        )
        batch_op.create_index(batch_op.f("ix_reminder_outbox_id"), ["outbox_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("reminder", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reminder_outbox_id"))
        batch_op.drop_constraint(batch_op.f("fk_reminder_outbox_id_outbox"), type_="foreignkey")
        batch_op.drop_column("outbox_id")
    for table in ("occurrence", "plan_row"):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_column("reminder_codes")
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_column("rounds")
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("muted_until")
        batch_op.drop_column("workdays_only")
        for name in reversed(_HABITS):
            batch_op.drop_column(name)
    with op.batch_alter_table("escalation", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_escalation_pending", sqlite_where=_PENDING, postgresql_where=_PENDING
        )
        batch_op.drop_index(batch_op.f("ix_escalation_occurrence_id"))
    op.drop_table("escalation")
    op.drop_table("mute")
