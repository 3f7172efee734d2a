#!/bin/sh
# A newly installed Debian: tree.sh TREE SUITE PACKAGES MIRRORS LATER
# MIRRORS is where debian and debian-security are served now, LATER where the nodes find them.
# Runs in mount and process namespaces of its own: whatever happens, nothing stays mounted and nothing stays running.
set -eu
tree=$1 suite=$2 packages=$3 mirrors=$4 later=$5
export LC_ALL=C DEBIAN_FRONTEND=noninteractive PATH=/usr/sbin:/usr/bin:/sbin:/bin

sources() {
  printf 'deb %s main\n' "$1/debian $suite" "$1/debian $suite-updates" "$1/debian-security $suite-security"
}

debootstrap --include="$packages" "$suite" "$tree" "$mirrors/debian"
{
  printf 'Acquire::Languages "none";\n'
  # A mirror that stands still in time is this machine's decision.
  apt-config dump --no-empty Acquire::Check-Valid-Until
  apt-config dump --no-empty Acquire::Check-Date
} >"$tree/etc/apt/apt.conf.d/90fresh"

# An installer brings the updates of the day.
mount -t proc proc "$tree/proc"
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 755 "$tree/usr/sbin/policy-rc.d"
sources "$mirrors" >"$tree/etc/apt/sources.list"
rm -rf "$tree"/var/lib/apt/lists/*
chroot "$tree" apt-get -q update
chroot "$tree" apt-get -q -y dist-upgrade
chroot "$tree" apt-get clean
rm "$tree/usr/sbin/policy-rc.d" "$tree/var/log/bootstrap.log"
# The package lists of the day stay, under the names that they have where the nodes find the mirrors.
sources "$later" >"$tree/etc/apt/sources.list"
for list in "$tree/var/lib/apt/lists/${mirrors#http://}"_*; do
  mv "$list" "$tree/var/lib/apt/lists/${later#http://}_${list#*_}"
done

chroot "$tree" useradd --create-home --shell /bin/bash --password '*' --uid 1000 inspect
printf 'inspect ALL=(ALL) NOPASSWD: ALL\n' >"$tree/etc/sudoers.d/inspect"
chmod 440 "$tree/etc/sudoers.d/inspect"
chroot "$tree" systemctl enable systemd-networkd.service
# Keys and identity belong to a node; there is no console to log in at, and nobody to ask at the first start.
rm -f "$tree"/etc/ssh/ssh_host_* "$tree/etc/machine-id" "$tree/var/lib/dbus/machine-id"
for unit in console-getty.service systemd-firstboot.service; do
  ln -s /dev/null "$tree/etc/systemd/system/$unit"
done
umount "$tree/proc"
