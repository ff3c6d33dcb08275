"""Announcements: audiences kept, times, media, acknowledgements"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_MOMENT = sa.DateTime(timezone=True)
_DUE = sa.text("status IN ('held', 'scheduled')")


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(sa.Column("content", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("audience", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("send_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("repeats", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("repeat_of", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("decided_at", _MOMENT, nullable=True))
        batch_op.add_column(sa.Column("started_at", _MOMENT, nullable=True))
    _put_words_together()
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_column("text")
        batch_op.drop_column("file_kind")
        batch_op.drop_column("file_id")
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_repeat_of_broadcast"), "broadcast", ["repeat_of"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_broadcast_decided_by_person"), "person", ["decided_by"], ["id"]
        )
        batch_op.create_index(
            "ix_broadcast_due", ["send_at"], sqlite_where=_DUE, postgresql_where=_DUE
        )
    _answers()
    _audiences()
    _delivery_up()


def _put_words_together() -> None:
    """Text and file become one value; those that were forgotten have none."""
    connection = op.get_bind()
    rows = connection.execute(sa.text("SELECT id, text, file_kind, file_id FROM broadcast")).all()
    for number, words, kind, file_id in rows:
        if not words and file_id is None:
            continue
        content: dict[str, Any] = {
            "text": {"ru": words, "en": None},
            "media": [{"kind": kind, "file_id": file_id, "name": ""}] if file_id else [],
            "poll": None,
            "wants_ack": False,
        }
        connection.execute(
            sa.text("UPDATE broadcast SET content = :content WHERE id = :id").bindparams(
                sa.bindparam("content", type_=sa.JSON())
            ),
            {"content": content, "id": number},
        )


def _answers() -> None:
    op.create_table(
        "broadcast_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("broadcast_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("acknowledged_at", _MOMENT, nullable=True),
        sa.Column("choices", sa.JSON(), nullable=True),
        sa.Column("nudged_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(
            ["broadcast_id"],
            ["broadcast.id"],
            name=op.f("fk_broadcast_answer_broadcast_id_broadcast"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_broadcast_answer_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcast_answer")),
        sa.UniqueConstraint(
            "broadcast_id", "person_id", name=op.f("uq_broadcast_answer_broadcast_id_person_id")
        ),
    )
    op.create_index("ix_broadcast_answer_person_id", "broadcast_answer", ["person_id"])


def _audiences() -> None:
    op.create_table(
        "saved_audience",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("created_at", _MOMENT, nullable=False),
        sa.Column("used_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_saved_audience_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_audience")),
        sa.UniqueConstraint("person_id", "title", name=op.f("uq_saved_audience_person_id_title")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Go back: what goes out later is dropped, of words the first language stays."""
    _delivery_down()
    op.drop_table("saved_audience")
    op.drop_table("broadcast_answer")
    op.execute(
        "UPDATE outbox SET status = 'skipped', error = 'called_off'"
        " WHERE status IN ('queued', 'paused')"
        " AND broadcast_id IN (SELECT id FROM broadcast WHERE status NOT IN"
        " ('sending', 'asking', 'done'))"
    )
    op.execute(
        "UPDATE broadcast SET status = 'done' WHERE status NOT IN ('sending', 'asking', 'done')"
    )
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("file_kind", sa.String(length=16), nullable=True))
        batch_op.add_column(sa.Column("file_id", sa.Text(), nullable=True))
    _take_words_apart()
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.alter_column("text", existing_type=sa.Text(), server_default=None)
        batch_op.drop_index("ix_broadcast_due")
        batch_op.drop_constraint("fk_broadcast_repeat_of_broadcast", type_="foreignkey")
        batch_op.drop_constraint("fk_broadcast_decided_by_person", type_="foreignkey")
        for name in (
            "content",
            "audience",
            "send_at",
            "repeats",
            "repeat_of",
            "decided_by",
            "decided_at",
            "started_at",
        ):
            batch_op.drop_column(name)


def _take_words_apart() -> None:
    connection = op.get_bind()
    for number, stored in connection.execute(sa.text("SELECT id, content FROM broadcast")).all():
        content = json.loads(stored) if isinstance(stored, str) else stored
        if not content:
            continue
        said = content["text"]
        file = (content["media"] or [{}])[0]
        connection.execute(
            sa.text(
                "UPDATE broadcast SET text = :words, file_kind = :kind, file_id = :file_id"
                " WHERE id = :id"
            ),
            {
                "words": said.get("ru") or said.get("en") or "",
                "kind": file.get("kind"),
                "file_id": file.get("file_id"),
                "id": number,
            },
        )


def _delivery_up() -> None:
    """What happens to an announcement after it was sent."""
    op.add_column("outbox", sa.Column("parts", sa.JSON(), nullable=True))
    op.add_column("outbox", sa.Column("edition", sa.Integer(), server_default="0", nullable=False))
    op.add_column("outbox", sa.Column("poll_id", sa.String(length=64), nullable=True))
    op.create_index("ix_outbox_poll_id", "outbox", ["poll_id"])
    op.add_column(
        "broadcast", sa.Column("edition", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column("broadcast", sa.Column("recalled_at", _MOMENT, nullable=True))


def _delivery_down() -> None:
    with op.batch_alter_table("broadcast", schema=None) as batch_op:
        batch_op.drop_column("recalled_at")
        batch_op.drop_column("edition")
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.drop_index("ix_outbox_poll_id")
        batch_op.drop_column("poll_id")
        batch_op.drop_column("edition")
        batch_op.drop_column("parts")
