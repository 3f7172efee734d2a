#!/bin/sh
# The room of fresh servers: room.sh DIRECTORY ADDRESS..., in namespaces of its own, whose first process it is.
# When it ends, the nodes, their mounts and links end with it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
shift
mount -t tmpfs -o mode=755 run /run
ip link set lo up
echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6
ip link add room0 type bridge
for address; do
  case $address in
  *:*) ip address add "$address" dev room0 nodad ;;
  *) ip address add "$address" dev room0 ;;
  esac
done
ip link set room0 up
sleep infinity &
wait
