"""The receiver of the 7x24 watch: `hfcheck receive`.

    POST → bounded, authenticated (server, tokens) → on disk before it is answered (inbox) → the ledger (booking)
                                                                                          └→ chat robots (robots)

What was answered with 200 is never lost: a file of the inbox goes only when the ledger has said that it holds what the
file says. Alertmanager and the switching nodes repeat everything else by themselves.
"""
