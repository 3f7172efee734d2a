"""A contract to play with: five simulated months, from the first round to the settlement.

    story (*.yml) → Timeline → Player → the real desks → a station of its own

What happens is data, `hfcheck/demo/*.yml`, to be read as a story. It is played through the same desks that people use,
by people whose keys everybody can make, before a clock that stands where the story puts it: played twice it leaves the
same ledger, byte by byte.
"""

from hfcheck.demo.board import MonthRow, board
from hfcheck.demo.player import Player
from hfcheck.demo.stage import DemoStation, prepare
from hfcheck.demo.story import Story, read_story

__all__ = ["DemoStation", "MonthRow", "Player", "Story", "board", "prepare", "read_story"]
