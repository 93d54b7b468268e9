"""What every test shares: how hypothesis searches.

The profile ``house`` tries the same examples on every machine and every run, without a deadline, so that a red run
is red for everybody. ``HYPOTHESIS_PROFILE=search`` looks for new examples, many of them.
"""

import os

from hypothesis import settings

settings.register_profile("house", derandomize=True, deadline=None, database=None, print_blob=True)
settings.register_profile("search", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "house"))
