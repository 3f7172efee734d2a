"""Runbooks (处置手册): what they say of themselves, how far a run came, its page, and its entry in the ledger.

    runbooks/<verb>_<noun>.yml     a playbook of five stages; shape.py reads it without Ansible
    var/runbooks/<incident>/       the journals: one fsynced line a step done (journal.py, progress.py)
    runbooks/<verb>_<noun>.md      the generated page (page.py); runbooks/README.md the index by symptom

docs/runbooks.md says how one is written. The actions `decide`, `step`, `verify` and `record` are its verbs.
"""
