"""The month's sheet (月考核表): rulings and what both sides said of them, as points, or as what stands in the way.

候选 candidate → 待认定 review → 供方确认 accepted | 申诉 disputed → 认定 decided → 签字 signed; or 豁免 waived
"""

from hfcheck.scorecard.changes import differs
from hfcheck.scorecard.event import finalised, from_event, in_month, plain, terms_of
from hfcheck.scorecard.form import STAGES, ItemSheet, Line, Obstacle, Sheet, Stage
from hfcheck.scorecard.month import sheet
from hfcheck.scorecard.once import astray

__all__ = [
    "STAGES",
    "ItemSheet",
    "Line",
    "Obstacle",
    "Sheet",
    "Stage",
    "astray",
    "differs",
    "finalised",
    "from_event",
    "in_month",
    "plain",
    "sheet",
    "terms_of",
]
