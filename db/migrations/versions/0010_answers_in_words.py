"""Answers in words to announcements, and which words were read"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("broadcast_answer", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("read_edition", sa.Integer(), server_default="0", nullable=False)
        )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.add_column(sa.Column("broadcast_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_question_broadcast_id_broadcast"), "broadcast", ["broadcast_id"], ["id"]
        )
        batch_op.create_index(
            batch_op.f("ix_question_broadcast_id"), ["broadcast_id"], unique=False
        )


def downgrade() -> None:
    """Go back."""
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_question_broadcast_id"))
        batch_op.drop_constraint(
            batch_op.f("fk_question_broadcast_id_broadcast"), type_="foreignkey"
        )
        batch_op.drop_column("broadcast_id")
    with op.batch_alter_table("broadcast_answer", schema=None) as batch_op:
        batch_op.drop_column("read_edition")
