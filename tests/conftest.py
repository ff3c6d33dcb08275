"""What holds for every test."""

import os

from hypothesis import settings

# No deadlines: the first example pays for imports. In CI, the same examples each time.
settings.register_profile("marshrut", deadline=None, derandomize=os.environ.get("CI") == "true")
settings.load_profile("marshrut")
