"""Outside judges: what scanners that are not ours say of a server that playbooks/harden_servers.yml was applied to."""
