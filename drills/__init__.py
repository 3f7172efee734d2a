"""Drills: a failure of the platform is made in the lab, and how long users feel it is measured."""
