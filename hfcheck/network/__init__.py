"""Network gear: what a command printed, as typed values. Text in, values out; no session and no file.

A file `hfcheck/network/<platform>/<slug>.py` that defines `COMMAND` is found by its path; the slug is the command with
its blanks and dashes as underscores. `reply` says first whether an output is an answer at all.
"""
