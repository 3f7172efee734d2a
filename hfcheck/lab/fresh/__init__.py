"""Fresh servers: newly installed Debian 11, 12 and 13 as containers with their own systemd, for what changes servers.

    with servers(directory, {"n12": "bookworm", "n13": "trixie"}) as fresh:
        subprocess.run(["ansible-playbook", "-i", str(fresh.inventory), ...])
        fresh.console("n12", ["systemctl", "is-active", "ssh"])   # root at the console: works when ssh does not

Unlike the embedded lab they hold nothing of ours but a login user, and packages can be installed in them: a relay
gives them the machine's own Debian mirrors and nothing else of its network. Root only. See docs/lab.md.
"""

from __future__ import annotations

from hfcheck.lab.fresh.fleet import RELEASES, Servers, attach, obstacle, servers

__all__ = ["RELEASES", "Servers", "attach", "obstacle", "servers"]
