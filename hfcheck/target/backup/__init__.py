"""Backups of a server's databases and files: taken, shipped, verified, restored and compared, on the server itself."""
