"""Shell functions that several snippets share; each is text to stand at the head of a snippet."""

from __future__ import annotations

# The names of the target's own processes, one a line, as the kernel keeps them (15 characters). Those of its containers
# are left out: NSpid holds a second number for them. A process may end while it is looked at, hence cat and not awk.
PROCESS_NAMES = r"""
process_names() {
  cat /proc/[0-9]*/status 2>/dev/null | awk '
    /^Name:/ { if (name != "" && own) print name; name = $2; own = 1 }
    /^NSpid:/ { own = (NF == 2) }
    END { if (name != "" && own) print name }'
}
"""

# Ends a reading about software that its arguments do not name: `declared nginx "$@"`.
DECLARED = r"""
declared() {
  wanted=$1
  shift
  for one; do [ "$one" = "$wanted" ] && return; done
  absent "$wanted is not declared"
}
"""
