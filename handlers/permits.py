"""Which actions let somebody reach a handler; what is not said is denied.

The middleware asks the policy table before a handler runs; the service asks again about the very
object.
"""

from typing import Any

from services.access import Action

FLAG = "actions"


def permits(*actions: Action) -> dict[str, Any]:
    """Flags of a handler: any of the actions is enough."""
    return {FLAG: actions}
