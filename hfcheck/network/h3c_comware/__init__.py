"""H3C Comware (V7, and V5 where it prints the same): one file a command."""
