"""docs/access.md, made from the policy table.

python -m tests.access.test_page          writes it; a test fails when it is out of date
"""

import inspect
from pathlib import Path

from db.enums import Role
from services.access import (
    ANYBODY,
    EVERY_PERSON,
    HELD_AT,
    MAY_GIVE,
    POLICY,
    REPRESENTATIVES,
    Action,
)
from tests.access.test_services import methods

PAGE = Path(__file__).resolve().parents[2] / "docs" / "access.md"
_HEAD = """\
# Who may do what

Made from `services/access.py` by `make texts`; do not edit.

Somebody may do what his role allows at the place where he holds it and at all places below; a
published plan he may also read from below. At any other place the answer is «not found», the same
as for a thing that does not exist. What the table does not say is denied: a handler or a method of
a service that names no action is reached by nobody.
"""


def page() -> str:
    """The whole page."""
    roles = list(Role)
    lines = [_HEAD, "## By role, at one's own place and below\n"]
    lines.append("| action | " + " | ".join(str(role).replace("_", " ") for role in roles) + " |")
    lines.append("| --- |" + " :-: |" * len(roles))
    for action in Action:
        if action not in EVERY_PERSON:
            marks = ["●" if action in POLICY[role] else " " for role in roles]
            lines.append(f"| `{action}` | " + " | ".join(marks) + " |")
    lines.append("\n## By everybody, about himself\n")
    lines += [f"- `{one}`: also before the consent" for one in sorted(ANYBODY)]
    lines += [f"- `{one}`: after the consent" for one in sorted(EVERY_PERSON - ANYBODY)]
    lines.append("\n## Which roles one may give, and where they are held\n")
    lines += ["| role | held at | may be given by |", "| --- | --- | --- |"]
    for role in roles:
        givers = [str(giver) for giver in roles if role in MAY_GIVE.get(giver, ())]
        places = [str(kind) for kind in sorted(HELD_AT[role])]
        lines.append(
            f"| {role} | {', '.join(places)} | {', '.join(givers) or 'the command line only'} |"
        )
    asked = " or a ".join(f"`{role}`" for role in REPRESENTATIVES)
    deciders = ", ".join(f"`{role}`" for role in roles if Action.DECIDE_REQUEST in POLICY[role])
    lines.append(
        "\nThe table is about invitations. Beside it somebody becomes a "
        f"{asked} when his request\nis accepted (`decide_request`) from above: by "
        f"{deciders}."
    )
    lines.append("\n## What each action opens\n")
    for action in Action:
        named = sorted(
            name for name, method in methods() if action in getattr(method, "actions", ())
        )
        lines.append(f"- `{action}`: " + ", ".join(f"`{name}`" for name in named))
    return inspect.cleandoc("\n".join(lines)) + "\n"


def test_the_page_is_up_to_date():
    assert PAGE.read_text(encoding="utf-8") == page(), "make texts"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
