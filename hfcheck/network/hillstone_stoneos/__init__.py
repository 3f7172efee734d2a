"""Parsers of what StoneOS prints: Hillstone firewalls, SG-6000, release 5.5."""
