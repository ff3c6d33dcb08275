"""Access: other names, cohorts, requests, terms of office"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

# The audit is only ever added to. Whole statements, because each database words them its own way.
_GUARD = {
    "sqlite": (
        "CREATE TRIGGER audit_keeps_{name} BEFORE {event} ON audit "
        "BEGIN SELECT RAISE(ABORT, 'the audit is append-only'); END"
    ),
    "postgresql": (
        "CREATE TRIGGER audit_keeps_{name} BEFORE {event} ON audit "
        "FOR EACH ROW EXECUTE FUNCTION audit_is_append_only()"
    ),
}
_GUARD_FUNCTION = """
CREATE FUNCTION audit_is_append_only() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END
$$ LANGUAGE plpgsql
"""


def upgrade() -> None:
    """Go forward."""
    dialect = op.get_bind().dialect.name
    op.create_table(
        "wrong_invite",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("telegram_id", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wrong_invite")),
    )
    with op.batch_alter_table("wrong_invite", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wrong_invite_telegram_id"), ["telegram_id"], unique=False
        )

    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("is_school_year", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("part", sa.String(length=16), nullable=False),
        sa.Column("partner_of_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_cohort_place_id_place")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("place_id", "year", name=op.f("uq_cohort_place_id_year")),
    )
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cohort_year"), ["year"], unique=False)

    op.create_table(
        "place_alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("search_key", sa.String(length=400), nullable=False),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_place_alias_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_alias")),
        sa.UniqueConstraint(
            "place_id", "search_key", name=op.f("uq_place_alias_place_id_search_key")
        ),
    )
    with op.batch_alter_table("place_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_place_alias_search_key"), ["search_key"], unique=False)

    op.create_table(
        "role_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=24), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_role_request_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["place.id"], name=op.f("fk_role_request_place_id_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_role_request")),
        # Ids of deleted requests are not used again.
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("role_request", schema=None) as batch_op:
        batch_op.create_index(
            "ix_role_request_open",
            ["person_id", "place_id"],
            unique=True,
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )
        batch_op.create_index(batch_op.f("ix_role_request_place_id"), ["place_id"], unique=False)

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("detail", sa.JSON(), nullable=True))
        batch_op.create_index(batch_op.f("ix_audit_place_id"), ["place_id"], unique=False)

    with op.batch_alter_table(
        "invite",
        schema=None,
        # Ids of deleted links are not used again: only a table made anew can promise that.
        recreate="always" if dialect == "sqlite" else "never",
        table_kwargs={"sqlite_autoincrement": True},
    ) as batch_op:
        batch_op.add_column(sa.Column("uses", sa.Integer(), server_default="1", nullable=False))
        batch_op.add_column(sa.Column("created_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("hands_over_id", sa.Integer(), nullable=True))

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("granted_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("until", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("stands_in_for", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("stands_in_until", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            "ix_membership_stands_in_for",
            ["stands_in_for"],
            unique=False,
            sqlite_where=sa.text("stands_in_for IS NOT NULL"),
            postgresql_where=sa.text("stands_in_for IS NOT NULL"),
        )

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("acting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("forgotten_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.add_column(sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("merged_into_id", sa.Integer(), nullable=True))

    if dialect == "postgresql":
        op.execute(_GUARD_FUNCTION)
    for event in ("UPDATE", "DELETE"):
        op.execute(_GUARD[dialect].format(name=event.lower(), event=event))


def downgrade() -> None:
    """Go back."""
    on_table = " ON audit" if op.get_bind().dialect.name == "postgresql" else ""
    for event in ("update", "delete"):
        op.execute(f"DROP TRIGGER audit_keeps_{event}{on_table}")
    if on_table:
        op.execute("DROP FUNCTION audit_is_append_only()")
    with op.batch_alter_table("place", schema=None) as batch_op:
        batch_op.drop_column("merged_into_id")
        batch_op.drop_column("archived_at")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("forgotten_at")
        batch_op.drop_column("withdrawn_at")
        batch_op.drop_column("acting_id")

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_membership_stands_in_for",
            sqlite_where=sa.text("stands_in_for IS NOT NULL"),
            postgresql_where=sa.text("stands_in_for IS NOT NULL"),
        )
        batch_op.drop_column("stands_in_until")
        batch_op.drop_column("stands_in_for")
        batch_op.drop_column("until")
        batch_op.drop_column("granted_by")

    with op.batch_alter_table("invite", schema=None) as batch_op:
        batch_op.drop_column("hands_over_id")
        batch_op.drop_column("until")
        batch_op.drop_column("revoked_at")
        batch_op.drop_column("created_by")
        batch_op.drop_column("uses")

    with op.batch_alter_table("audit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_audit_place_id"))
        batch_op.drop_column("detail")
        batch_op.drop_column("place_id")

    with op.batch_alter_table("role_request", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_role_request_place_id"))
        batch_op.drop_index(
            "ix_role_request_open",
            sqlite_where=sa.text("status = 'open'"),
            postgresql_where=sa.text("status = 'open'"),
        )

    op.drop_table("role_request")
    with op.batch_alter_table("place_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_place_alias_search_key"))

    op.drop_table("place_alias")
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cohort_year"))

    op.drop_table("cohort")
    with op.batch_alter_table("wrong_invite", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrong_invite_telegram_id"))

    op.drop_table("wrong_invite")
