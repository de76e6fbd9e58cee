# Cheap hosts for load: own overlay of a golden layer, own sshd on its own loopback address, no systemd, some 5 MB each.
# shellcheck shell=bash

SCALE=$STATE/scale

scale_up() {
  local count=${1:-100} role name address control_planes=1
  build
  prepare_machine
  mkdir -p "$SCALE/disks"
  [ -e "/run/netns/$SCALE_NET" ] || { ip netns add "$SCALE_NET"; ip -n "$SCALE_NET" link set lo up; }
  [ -f "$SCALE/ssh_host_ed25519_key" ] || ssh-keygen -q -t ed25519 -N '' -C scale -f "$SCALE/ssh_host_ed25519_key"
  mountpoint -q "$SCALE/disks" || { scale_layer; mount -t tmpfs -o size=50%,nr_inodes=0 "$SCALE_NET" "$SCALE/disks"; } # in RAM: quick to make and to drop
  [ "$count" -lt 5 ] || control_planes=3
  for ((i = 1; i <= count; i++)); do
    role=worker
    [ "$i" -gt "$control_planes" ] || role=control-plane
    scale_host "s$i" "127.1.$((i >> 8)).$((i & 255))" "$role"
  done
  scale_inventory "$count"
  for ((i = 1; i <= count; i++)); do
    address=127.1.$((i >> 8)).$((i & 255))
    wait_for "s$i: sshd" 60 nsenter --net="/run/netns/$SCALE_NET" bash -c "exec 3<>/dev/tcp/$address/22" 2>/dev/null
  done
  say "up: $count hosts; inventory $SCALE/inventory.yaml; a controller: nsenter --net=/run/netns/$SCALE_NET CMD"
}

scale_host() {
  local name=$1 address=$2 role=$3 dir=$SCALE/disks/$1
  ! kill -0 "$(cat "$dir/pid" 2>/dev/null || echo none)" 2>/dev/null || return 0
  mkdir -p "$dir"/{up,work,root}
  echo "$role" >"$dir/role"
  setsid nsenter --net="/run/netns/$SCALE_NET" unshare --mount --pid --uts --fork --kill-child --propagation private \
    "$SRC/host/scale-init" "$dir" "$name" "$address" "$(golden_layer "$role" "${IMAGES[0]}"):$(base_layer "${IMAGES[0]}")" "$SCALE" </dev/null >"$dir/log" 2>&1 9>&- &
  echo $! >"$dir/pid"
}

# What scale hosts have on top of a golden layer: the snap's files, unpacked (nobody mounts it there), and copies of the
# machine's global sysctls at the lab's defaults, which each host binds over its /proc/sys.
scale_layer() {
  local layer=$SCALE/layer key value
  rm -rf "$layer"
  mkdir -p "$layer"/{proc-sys,snap/k8s}
  unsquashfs -quiet -no-progress -dest "$layer/snap/k8s/x1" "$(k8s_snap "${K8S_VERSIONS[0]}")" >/dev/null
  (cd /proc/sys && find vm kernel fs dev -type f -perm /400) | while read -r key; do
    mkdir -p "$layer/proc-sys/${key%/*}"
    cat "/proc/sys/$key" >"$layer/proc-sys/$key" 2>/dev/null || rm -f "$layer/proc-sys/$key"
  done
  while read -r key value; do
    [ ! -e "$layer/proc-sys/${key//.//}" ] || echo "$value" >"$layer/proc-sys/${key//.//}"
  done <"$SRC/host/sysctl-defaults"
}

scale_inventory() {
  local role group
  : >"$SCALE/known_hosts"
  for ((i = 1; i <= $1; i++)); do
    echo "127.1.$((i >> 8)).$((i & 255)),s$i $(cut -d' ' -f1,2 "$SCALE/ssh_host_ed25519_key.pub")" >>"$SCALE/known_hosts"
  done
  {
    printf 'all:\n  vars:\n    ansible_user: ubuntu\n    ansible_ssh_private_key_file: %s\n    cluster_name: scale\n  children:\n' "$LAB/id_ed25519"
    for role in control-plane worker; do
      if [ $role = worker ]; then group=workers; else group=control_plane; fi
      printf '    %s:\n      hosts:\n' "$group"
      for ((i = 1; i <= $1; i++)); do
        [ "$(cat "$SCALE/disks/s$i/role")" != $role ] || printf '        s%s:\n          ansible_host: 127.1.%s.%s\n' "$i" $((i >> 8)) $((i & 255))
      done
    done
  } >"$SCALE/inventory.yaml"
}

scale_down() {
  local file
  for file in "$SCALE"/disks/*/pid; do
    [ ! -f "$file" ] || kill -KILL "$(cat "$file")" 2>/dev/null || true # --kill-child takes the host along
  done
  sleep 1
  umount -l "$SCALE/disks" 2>/dev/null || true
  ip netns del "$SCALE_NET" 2>/dev/null || true
  restore_machine
  say "scale hosts are down"
}
