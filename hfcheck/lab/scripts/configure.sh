#!/bin/sh
# Configure the unpacked packages of a tree: configure.sh TREE PACKAGES
# Runs in a mount and network namespace of its own: whatever happens, nothing stays mounted and nothing is started.
set -eu
tree=$1 packages=$2
mount -t proc proc "$tree/proc"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/run"
mkdir "$tree/run/packages"
mount --bind "$packages" "$tree/run/packages"

cp "$tree/usr/share/base-passwd/passwd.master" "$tree/etc/passwd"
cp "$tree/usr/share/base-passwd/group.master" "$tree/etc/group"
: >"$tree/var/lib/dpkg/status"
printf '#!/bin/sh\nexit 101\n' >"$tree/usr/sbin/policy-rc.d"
chmod 755 "$tree/usr/sbin/policy-rc.d"

export DEBIAN_FRONTEND=noninteractive DEBCONF_NONINTERACTIVE_SEEN=true LC_ALL=C LANG=C
export PATH=/usr/sbin:/usr/bin:/sbin:/bin
chroot "$tree" sh -c 'dpkg --install --force-depends --force-unsafe-io --force-confnew /run/packages/*.deb'
broken=$(chroot "$tree" dpkg --audit)
[ -z "$broken" ] || { echo "$broken" >&2; exit 1; }

chroot "$tree" useradd --create-home --shell /bin/bash --password '*' --uid 1000 inspect
# Host keys belong to a lab, not to a tree; the machine's identity to a boot.
rm -f "$tree"/etc/ssh/ssh_host_* "$tree/usr/sbin/policy-rc.d" "$tree/etc/machine-id"
# Hardware, consoles and sleep are the machine's; a node has none of them.
for unit in apt-daily.timer apt-daily-upgrade.timer systemd-timesyncd.service e2scrub_all.timer e2scrub_reap.service \
    fstrim.timer getty@tty1.service console-getty.service
do
  ln -sf /dev/null "$tree/etc/systemd/system/$unit"
done
chroot "$tree" systemctl enable systemd-networkd.service nftables.service >/dev/null 2>&1
