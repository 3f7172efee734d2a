"""Cisco IOS and IOS XE: commands and their parsers, many over the templates of ntc-templates."""
