"""The seam to Ansible: an action that observes a host, and a callback that plans, and closes, a run."""
