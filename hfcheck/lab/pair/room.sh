# The room of a pair: two switches and the link between them. Argument: the directory of the lab.
set -eu
mkdir -p "$1/inside"
mount -t tmpfs -o mode=0755 pair "$1/inside"
ip link set lo up
ip link add left type bridge
ip link add right type bridge
ip link add trunk-left type veth peer name trunk-right
for side in left right; do
  ip link set "trunk-$side" master "$side" up
  ip link set "$side" up
done
exec sleep infinity
