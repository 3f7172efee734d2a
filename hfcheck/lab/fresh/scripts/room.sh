#!/bin/sh
# The room of fresh servers: room.sh DIRECTORY ADDRESS..., in namespaces of its own, whose first process it is.
# When it ends, the nodes, their mounts and links end with it.
set -eu
PATH=$PATH:/usr/sbin:/sbin
shift
mount -t tmpfs -o mode=755 run /run
ip link set lo up
echo 0 >/proc/sys/net/ipv6/conf/default/disable_ipv6
# As a router asks for a server: in the name of its address there. Hardened servers answer no other.
echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce
# A server that is gone is known to be gone after seven seconds, not after two minutes.
echo 2 >/proc/sys/net/ipv4/tcp_syn_retries
# An address of its own: a bridge otherwise takes a port's, and nobody reaches it for a while when that port goes.
ip link add room0 address 02:00:00:00:00:01 type bridge
for address; do
  case $address in
  *:*) ip address add "$address" dev room0 nodad ;;
  *) ip address add "$address" dev room0 ;;
  esac
done
ip link set room0 up
sleep infinity &
wait
