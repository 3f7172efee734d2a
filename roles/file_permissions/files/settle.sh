# Reads limits, '<pattern> <octal mode> <user:group>[,<user:group>]' a line, and prints what it changes, one file a line.
# With the argument "tell" it changes nothing, so that a dry run says exactly what a real one does.
settle() { # file mode owners
  set -- "$1" "$2" "$3" "$(stat -c '%a' "$1")" "$(stat -c '%U:%G' "$1")"
  keep=$((0$4 & 0$2))
  if [ "$keep" -ne "$((0$4))" ]; then
    printf '%s %s -> %o\n' "$1" "$4" "$keep"
    loose=$keep
  else
    loose=
  fi
  case ",$3," in
    *",$5,"*) ;;
    *) printf '%s %s -> %s\n' "$1" "$5" "${3%%,*}"
       [ "$word" = tell ] || chown "${3%%,*}" "$1" || exit 1
       # A change of owner takes special bits away, never those of a limit: only they are given back.
       loose=$keep ;;
  esac
  [ -z "$loose" ] || [ "$word" = tell ] || chmod "$(printf '%o' "$loose")" "$1" || exit 1
}
word=$1
while read -r pattern mode owners; do
  [ -n "$owners" ] || { echo "expected a pattern, a mode and owners, found: $pattern $mode" >&2; exit 2; }
  for file in $pattern; do
    if [ -e "$file" ] && [ ! -L "$file" ]; then settle "$file" "$mode" "$owners"; fi
  done
done
