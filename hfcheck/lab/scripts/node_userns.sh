#!/bin/sh
# One node in namespaces of its own, without root: node_userns.sh NODE TREE. The first process becomes busybox init.
set -eu
. "$(dirname "$0")/node_root.sh"
node_root "$1" "$2" ,userxattr
cd "nodes/$1/root"
mount -t proc proc proc
mount -t sysfs -o ro sysfs sys || mount --rbind /sys sys
mount -t tmpfs -o mode=755 dev dev
for device in null zero full random urandom tty; do
  : >"dev/$device"
  mount --bind "/dev/$device" "dev/$device"
done
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620 devpts dev/pts
mount -t tmpfs -o mode=1777 shm dev/shm
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
mount -t tmpfs -o mode=755 run run
mount -t tmpfs -o mode=1777,size=64m tmp tmp
# chroot would do, but the node's sshd makes a user namespace, which a chroot forbids.
pivot_root . .
umount -l .
exec /bin/busybox init
