"""Parsers of what RGOS prints: Ruijie switches and routers, releases 10 to 12."""
