# Reads '<mount point> <option>[,<option>]' lines and remounts each with these options too; with "tell" it only says so.
while read -r point options; do
  echo "$point +$options"
  [ "$1" = tell ] || mount -o "remount,$options" "$point" || exit 1
done
