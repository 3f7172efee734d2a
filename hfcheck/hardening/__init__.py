"""Hardening of servers: what is staged, what the target answered, what was changed."""
