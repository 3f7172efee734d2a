#!/bin/sh
# What a node has on its disk, as a disk: disk.sh TREE DIRECTORY NAME. The node is off; its kernel and its start come apart.
set -eu
tree=$1 base=$2/nodes/$3
PATH=$PATH:/usr/sbin:/sbin
mkdir -p "$base/whole"
mount -t overlay -o "ro,lowerdir=$base/upper:$base/files:$tree" overlay "$base/whole"
cp "$base/whole"/boot/vmlinuz-* "$base/kernel"
cp "$base/whole"/boot/initrd.img-* "$base/initrd"
truncate -s 4G "$base/disk"
mke2fs -q -F -t ext4 -d "$base/whole" "$base/disk"
umount "$base/whole"
