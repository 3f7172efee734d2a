"""The embedded lab: a small centre on this machine, with planted faults that an inspection has to name.

`hfcheck lab up` starts the nodes of `nodes.py` in the best tier that this machine allows (`tiers.py`), furnished by
`furnish.py` with the faults of `faults.py`, and the hosted channels of `channels.py`. See docs/lab.md.
"""

from __future__ import annotations

from hfcheck.errors import CollectError


class LabError(CollectError):
    """The lab could not be made or started; the message says what is missing and how to get it."""
