"""Figures entered by hand"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    op.create_table(
        "figure_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("is_target", sa.Boolean(), nullable=False),
        sa.Column("amount", sa.Double(), nullable=True),
        sa.Column("whole", sa.Double(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_figure_entry_added_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["row_id"], ["plan_row.id"], name=op.f("fk_figure_entry_row_id_plan_row")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_figure_entry")),
    )
    with op.batch_alter_table("figure_entry", schema=None) as batch_op:
        batch_op.create_index("ix_figure_entry_row_id", ["row_id"], unique=False)


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("figure_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_figure_entry_row_id")
    op.drop_table("figure_entry")
