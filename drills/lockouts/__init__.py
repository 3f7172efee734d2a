"""Ways to lock everybody out of a server, tried on a fresh one with the real playbook."""
