"""Proof: who was there and how it is known, versions and decisions, files, questions"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WAITING = sa.text("status = 'waiting'")
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Go forward."""
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fact_reason", sa.Text(), nullable=True))
        batch_op.add_column(sa.Column("fact_source", sa.String(length=16), nullable=True))
        batch_op.alter_column("answered_by", existing_type=sa.Integer(), nullable=True)
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("code_word", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("closed_at", _MOMENT, nullable=True))
    with op.batch_alter_table("plan_row", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("own_form", sa.JSON(), nullable=True))
    with op.batch_alter_table("dialog", schema=None) as batch_op:
        batch_op.add_column(sa.Column("nudged_at", _MOMENT, nullable=True))
    _reports_of_places()
    _histories()
    _files_and_questions()
    _parcels()


def _reports_of_places() -> None:
    """A report may be about more than the school that sends it."""
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_constraint("uq_report_occurrence_id_school_id", type_="unique")
        batch_op.drop_constraint("fk_report_school_id_place", type_="foreignkey")
        batch_op.drop_index("ix_report_school_id")
        batch_op.alter_column("school_id", new_column_name="place_id", existing_type=sa.Integer())
        batch_op.add_column(
            sa.Column("by", sa.String(length=16), server_default="school", nullable=False)
        )
        batch_op.add_column(
            sa.Column("person_id", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(
            sa.Column("proofs", sa.JSON(), server_default='["event_result"]', nullable=False)
        )
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_report_place_id_place"), "place", ["place_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_occurrence_id_by_place_id_person_id"),
            ["occurrence_id", "by", "place_id", "person_id"],
        )
        batch_op.create_index(batch_op.f("ix_report_place_id"), ["place_id"], unique=False)


def _histories() -> None:
    op.create_table(
        "report_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("proofs", sa.JSON(), nullable=False),
        sa.Column("form_version", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("submitted_by", sa.Integer(), nullable=True),
        sa.Column("submitted_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_version_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by"], ["person.id"], name=op.f("fk_report_version_submitted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_version")),
        sa.UniqueConstraint(
            "report_id", "version", name=op.f("uq_report_version_report_id_version")
        ),
    )
    op.create_table(
        "report_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("verdict", sa.String(length=16), nullable=False),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_report_decision_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_report_decision_decided_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_decision")),
    )
    with op.batch_alter_table("report_decision", schema=None) as batch_op:
        batch_op.create_index(
            "ix_report_decision_report_id_version", ["report_id", "version"], unique=False
        )
    # What was sent and decided before histories were kept is their beginning.
    op.execute(
        "INSERT INTO report_version (report_id, version, proofs, form_version, answers, late,"
        " submitted_by, submitted_at) SELECT id, version, proofs, form_version, answers, late,"
        " submitted_by, submitted_at FROM report"
    )
    op.execute(
        "INSERT INTO report_decision (report_id, version, step, verdict, comment, decided_by,"
        " decided_at) SELECT id, version, 'curator', CASE status WHEN 'returned' THEN 'returned'"
        " ELSE 'accepted' END, comment, decided_by, decided_at FROM report"
        " WHERE status IN ('returned', 'confirmed') AND decided_at IS NOT NULL"
    )


def _files_and_questions() -> None:
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=True),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("trouble", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["report_id"], ["report.id"], name=op.f("fk_stored_file_report_id_report")
        ),
        sa.ForeignKeyConstraint(
            ["added_by"], ["person.id"], name=op.f("fk_stored_file_added_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    with op.batch_alter_table("stored_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_stored_file_report_id"), ["report_id"], unique=False)
        batch_op.create_index(
            "ix_stored_file_waiting",
            ["id"],
            unique=False,
            sqlite_where=_WAITING,
            postgresql_where=_WAITING,
        )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("school_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("occurrence_id", sa.Integer(), nullable=True),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", _MOMENT, nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["school_id"], ["place.id"], name=op.f("fk_question_school_id_place")
        ),
        sa.ForeignKeyConstraint(
            ["occurrence_id"],
            ["occurrence.id"],
            name=op.f("fk_question_occurrence_id_occurrence"),
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["person.id"], name=op.f("fk_question_asked_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by"], ["person.id"], name=op.f("fk_question_answered_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_school_id"), ["school_id"], unique=False)


def _parcels() -> None:
    op.create_table(
        "parcel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("sent_as", sa.String(length=64), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("received_at", _MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_parcel_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parcel")),
        sa.UniqueConstraint("person_id", "sent_as", name=op.f("uq_parcel_person_id_sent_as")),
        sqlite_autoincrement=True,
    )


def downgrade() -> None:
    """Go back: what only the newer tables hold is lost, as are reports not by schools."""
    op.drop_table("parcel")
    op.drop_table("question")
    op.drop_table("stored_file")
    op.drop_table("report_decision")
    op.drop_table("report_version")
    op.execute("DELETE FROM report WHERE by <> 'school'")
    op.execute("UPDATE report SET status = 'confirmed' WHERE status = 'accepted'")
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.drop_constraint("uq_report_occurrence_id_by_place_id_person_id", type_="unique")
        batch_op.drop_constraint("fk_report_place_id_place", type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_report_place_id"))
        batch_op.drop_column("proofs")
        batch_op.drop_column("person_id")
        batch_op.drop_column("by")
        batch_op.alter_column("place_id", new_column_name="school_id", existing_type=sa.Integer())
    with op.batch_alter_table("report", schema=None) as batch_op:
        batch_op.create_foreign_key(
            batch_op.f("fk_report_school_id_place"), "place", ["school_id"], ["id"]
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_report_occurrence_id_school_id"), ["occurrence_id", "school_id"]
        )
        batch_op.create_index(batch_op.f("ix_report_school_id"), ["school_id"], unique=False)
    with op.batch_alter_table("dialog", schema=None) as batch_op:
        batch_op.drop_column("nudged_at")
    with op.batch_alter_table("plan_row", schema=None) as batch_op:
        batch_op.drop_column("own_form")
        batch_op.drop_column("steps")
    with op.batch_alter_table("occurrence", schema=None) as batch_op:
        batch_op.drop_column("closed_at")
        batch_op.drop_column("code_word")
    op.execute("DELETE FROM attendance WHERE answered_by IS NULL")
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.alter_column("answered_by", existing_type=sa.Integer(), nullable=False)
        batch_op.drop_column("fact_source")
        batch_op.drop_column("fact_reason")
