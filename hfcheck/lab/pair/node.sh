# One machine of the room: its own files on top of this machine's, its own processes, its own network.
# Arguments: the directory of the lab, name.
set -eu
base=$1/inside/$2
mkdir -p "$base/upper" "$base/work" "$base/root"
mount -t overlay -o "lowerdir=/,upperdir=$base/upper,workdir=$base/work" "$2" "$base/root"
cd "$base/root"
mount --rbind /dev dev
mount -t proc proc proc
mount -t sysfs -o ro sys sys
mount -t tmpfs -o mode=0755 run run
mount -t tmpfs tmp tmp
[ ! -d "$1/rendered/$2" ] || cp -a "$1/rendered/$2/." .
mkdir -p run/haproxy run/nginx
exec chroot . sleep infinity
