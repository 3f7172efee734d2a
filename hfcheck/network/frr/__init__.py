"""FRRouting (vtysh of a Linux router): commands and their parsers, seen with release 8.4."""
