"""Announcements: audiences kept, times, media, acknowledgements"""

import sqlalchemy as sa
from alembic import op

from db.types import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go forward."""
    _delivery_up()


def downgrade() -> None:
    """Go back."""
    _delivery_down()


def _delivery_up() -> None:
    """What happens to an announcement after it was sent."""
    op.add_column("outbox", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("outbox", sa.Column("edition", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("acknowledged_at", UtcDateTime(), nullable=True))
    op.add_column(
        "broadcast", sa.Column("edition", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("broadcast", sa.Column("recalled_at", UtcDateTime(), nullable=True))


def _delivery_down() -> None:
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_column("recalled_at")
        batch_op.drop_column("edition")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_column("acknowledged_at")
        batch_op.drop_column("edition")
        batch_op.drop_column("parts")
