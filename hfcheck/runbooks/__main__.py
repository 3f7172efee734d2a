"""python -m hfcheck.runbooks: write the page of every runbook and the index anew."""

from __future__ import annotations

import sys

from hfcheck.errors import HfcheckError
from hfcheck.runbooks.page import write

if __name__ == "__main__":
    try:
        write()
    except HfcheckError as problem:
        sys.exit(f"runbooks: {problem}")
