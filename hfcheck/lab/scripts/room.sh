#!/bin/sh
# The machine room: room.sh LAB TIER, started by hfcheck/lab/room.py in namespaces of its own (but for loopback).
# It is the first process of these namespaces: when it ends, nodes, mounts, links and addresses end with it.
set -eu
lab=$1 tier=$2
PATH=$PATH:/usr/sbin:/sbin
export PATH
scripts=$(dirname "$0")
cd "$lab"
. ./room.env # tree, gateway, cgroup, python

in_tree() { chroot "$tree" "$@"; }

own_cgroup() { # own_cgroup NODE: nspawn would let all nodes share the caller's; made and removed in room.py
  for top in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
    [ ! -d "$top/$cgroup/$1" ] || echo 0 >"$top/$cgroup/$1/cgroup.procs"
  done
}

start_nspawn() {
  (
    own_cgroup "$1"
    exec unshare -m sh "$scripts/node_nspawn.sh" "$1" "$tree"
  ) </dev/null >>"logs/$1.log" 2>&1 &
}

start_userns() {
  unshare -n -m -p -f -u -i --kill-child sh "$scripts/node_userns.sh" "$1" "$tree" </dev/null >>"logs/$1.log" 2>&1 &
  node=$! own=$(readlink /proc/self/ns/net)
  while [ "$(readlink "/proc/$node/ns/net")" = "$own" ]; do sleep 0.02; done
  in_tree ip link add "v-$1" type veth peer name host0 netns "$node"
  in_tree ip link set "v-$1" master room0 up
}

start_loopback() {
  "$sshd" -D -e -f "$lab/nodes/$1/files/etc/ssh/sshd_config" </dev/null >>"logs/$1.log" 2>&1 &
}

if [ "$tier" = loopback ]; then
  sshd=$(command -v sshd) || {
    sshd=$lab/$tree/usr/sbin/sshd
    LD_LIBRARY_PATH=$(echo "$lab/$tree"/usr/lib/*-linux-gnu*)
    export LD_LIBRARY_PATH
  }
  [ "$(id -u)" != 0 ] || mkdir -p /run/sshd
else
  mount -t tmpfs -o mode=755 run /run
  mount -t tmpfs -o mode=755 run "$tree/run"
  in_tree ip link set lo up
  in_tree ip link add room0 type bridge
  in_tree ip address add "$gateway/24" dev room0
  in_tree ip link set room0 up
  in_tree chronyd -x -d -u root "bindaddress $gateway" 'local stratum 8' 'allow all' \
    'cmdport 0' 'bindcmdaddress /' 'pidfile /run/clock.pid' </dev/null >>logs/clock.log 2>&1 &
  (cd "$scripts/../../.." && exec "$python" -m hfcheck.lab.names "$gateway") </dev/null >>logs/names.log 2>&1 &
fi
while read -r name; do
  "start_$tier" "$name"
done <nodes.running
wait
