#!/bin/sh
# A machine in a room: machine.sh DIRECTORY NAME, in the room's namespaces. Killing it is pulling the plug.
set -eu
base=$1/nodes/$2 name=$2
PATH=$PATH:/usr/sbin:/sbin
ip link show "vm-$name" >/dev/null 2>&1 || ip tuntap add "vm-$name" mode tap
ip link set "vm-$name" master room0 up
exec qemu-system-x86_64 -name "$name" -accel tcg,thread=multi -smp 2 -m 1536 -display none -nodefaults -no-user-config \
  -kernel "$base/kernel" -initrd "$base/initrd" -append 'root=/dev/vda rw console=ttyS0 quiet' -serial stdio \
  -drive "file=$base/disk,format=raw,if=virtio,cache=unsafe" -device virtio-rng-pci \
  -netdev "tap,id=room,ifname=vm-$name,script=no,downscript=no" -device virtio-net-pci,netdev=room
