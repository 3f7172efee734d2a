"""python -m hfcheck."""

from hfcheck.cli import main

main()
