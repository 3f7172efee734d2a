"""Three answers: yes, no, and not known (Kleene's logic), so that what is not known counts only where it matters."""

from __future__ import annotations


def all_of(*answers: bool | None) -> bool | None:
    """Whether all are so: one no is enough to say no, whatever is not known."""
    if False in answers:
        return False
    return None if None in answers else True


def any_of(*answers: bool | None) -> bool | None:
    """Whether one is so: one yes is enough, whatever is not known; without any answer it is no."""
    if True in answers:
        return True
    return None if None in answers else False
