"""Programs that run on the target: Python 3.8 and its standard library only, sent over the connection."""
