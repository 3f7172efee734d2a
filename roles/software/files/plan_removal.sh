# Arguments: packages to keep, `--`, names or patterns of forbidden packages. Prints `remove <package>` for each installed
# one that can go, and `keep <package> <others>` for one whose removal would take others along or bring others in.
kept=' '
while [ "$1" != -- ]; do kept="$kept$1 "; shift; done
shift
if command -v dpkg-query >/dev/null 2>&1; then
  installed() { dpkg-query -W -f '${db:Status-Abbrev}${Package}\n' "$@" 2>/dev/null | sed -n 's/^.i. *//p' | sort -u; }
  touched() { apt-get -s -o Debug::NoLocking=1 purge "$@" | awk '$1 == "Remv" || $1 == "Purg" || $1 == "Inst" { print $2 }'; }
else
  installed() { rpm -qa --qf '%{NAME}\n' "$@" | sort -u; }
  touched() { rpm -e --test "$@" 2>&1 | sed -n 's/.* is needed by (installed) //p'; }
fi
forbidden=
for name in $(installed "$@"); do
  case $kept in *" $name "*) ;; *) forbidden="$forbidden$name
" ;; esac
done
others() { touched "$@" | sort -u | while read -r name; do printf '%s' "$forbidden" | grep -qxF -e "$name" || echo "$name"; done; }
[ -n "$forbidden" ] || exit 0
if [ -z "$(others $forbidden)" ]; then
  printf 'remove %s\n' $forbidden
else
  for name in $forbidden; do
    along=$(others "$name")
    if [ -z "$along" ]; then echo "remove $name"; else echo "keep $name" $along; fi
  done
fi
