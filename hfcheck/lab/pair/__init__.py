"""A pair of nodes with a service behind it, in namespaces: keepalived, haproxy and nginx, from their packages.

The daemons run with files that the role service_failover renders. Needs root; nothing outside the room is touched, and
nothing of it outlives the process that made it.
"""
