"""hfcheck: observe what is, judge it against what should be, and keep the proof."""

__version__ = "0.1.0"
