# Sourced: node_root NODE TREE [OPTIONS] assembles nodes/NODE/root from the tree, the node's files and its volumes.
# What a node writes goes to memory, so that its disk use is its own and not the machine's, and nothing is left behind.
node_root() {
  base=nodes/$1
  mount -t tmpfs -o size=256m,mode=755 node "$base/rw"
  mkdir "$base/rw/upper" "$base/rw/work"
  mount -t overlay -o "lowerdir=$base/files:$2,upperdir=$base/rw/upper,workdir=$base/rw/work${3-}" overlay "$base/root"
  while read -r path mebibytes percent; do
    mkdir -p "$base/root$path"
    mount -t tmpfs -o "size=${mebibytes}m,mode=755" volume "$base/root$path"
    head -c "$((mebibytes * 1048576 / 100 * percent))" /dev/zero >"$base/root$path/content"
  done <"$base/volumes"
}
