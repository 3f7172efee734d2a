#!/bin/sh
# One node as a container with its own systemd: node_nspawn.sh NODE TREE, in a mount namespace of its own.
set -eu
. "$(dirname "$0")/node_root.sh"
node_root "$1" "$2"
# Without a service manager and a bus on the machine there is nobody to register with, and no unit to create.
exec systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$1" --directory="nodes/$1/root" \
  --network-bridge=room0 --resolv-conf=off --timezone=off --link-journal=no --console=pipe
