#!/bin/sh
# One fresh server: node.sh TREE CGROUP DIRECTORY NAME, inside the room, first process of its own namespaces.
# Killing it is pulling the plug: nothing of the node runs on, and its files stay as they are.
set -eu
tree=$1 cgroup=$2 directory=$3 name=$4
PATH=$PATH:/usr/sbin:/sbin
base=$directory/nodes/$name
for top in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
  [ ! -f "$top/cgroup.procs" ] || { mkdir -p "$top/$cgroup/$name" && echo 0 >"$top/$cgroup/$name/cgroup.procs"; }
done
mount -t overlay -o "lowerdir=$base/files:$tree,upperdir=$base/upper,workdir=$base/work" overlay "$base/root"
# What is mounted where is the release's matter: nspawn would put a file system of its own at /tmp.
export SYSTEMD_NSPAWN_TMPFS_TMP=0
# nspawn ends with 133 when the node asked for a reboot.
code=133
while [ "$code" = 133 ]; do
  ip link delete "vb-$name" 2>/dev/null || :
  code=0
  systemd-nspawn --quiet --boot --register=no --keep-unit --machine="$name" --directory="$base/root" \
    --network-bridge=room0 --resolv-conf=off --timezone=off --link-journal=no --console=pipe || code=$?
done
