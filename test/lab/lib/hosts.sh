# Hosts: disk, network, boot, stop. Disk = overlay of the golden layer of the host's role.
# shellcheck shell=bash

# --- the machine underneath
prepare_machine() {
  local key
  for key in max_user_instances=8192 max_user_watches=1048576; do # each systemd takes about 5 instances
    local name=fs.inotify.${key%%=*} have
    have=$(sysctl -n "$name")
    [ "$have" -ge "${key#*=}" ] && continue
    [ -f "$LAB/machine-$name" ] || echo "$have" >"$LAB/machine-$name"
    sysctl -qw "$name=${key#*=}"
  done
  modprobe -q overlay 2>/dev/null || true
  modprobe -q fuse 2>/dev/null || true
  [ -e "/run/netns/$NET" ] && return
  ip netns add "$NET"
  ip -n "$NET" link set lo up
  ip -n "$NET" link add lab0 type bridge
  ip -n "$NET" link set lab0 up
  ip -n "$NET" addr add "$PREFIX.0.1/16" dev lab0
}
restore_machine() {
  local file
  ! grep -q "lowerdir=$LAYERS" /proc/mounts || return 0 # another lab is up
  for file in "$LAB"/machine-fs.*; do
    [ -f "$file" ] || continue
    sysctl -qw "${file##*/machine-}=$(cat "$file")"
    rm "$file"
  done
}

# --- disk
make_disk() { # HOST ROLE ADDRESS LOWER IMAGE
  local host=$1 role=$2 address=$3 lower=$4 dir=$HOSTS/$1
  mkdir -p "$dir"/{up,work,root,keys}
  echo "$role" >"$dir/role"
  echo "$address" >"$dir/address"
  echo "$lower" >"$dir/lower"
  echo "$5" >"$dir/image"
  mount_disk "$host"
  host_keys "$host"
  echo "$host" >"$dir/root/etc/hostname"
  printf '127.0.0.1 localhost\n%s %s\n' "$address" "$host" >"$dir/root/etc/hosts"
  "$SRC/image/node-files.sh" "$dir/root" "$role" "$host" "$address"
}
mount_disk() {
  local dir=$HOSTS/$1 options
  ! mountpoint -q "$dir/root" || return 0
  rm -rf "$dir"/work/* # a volatile overlay refuses the work folder of an earlier mount
  options="lowerdir=$(cat "$dir/lower"),upperdir=$dir/up,workdir=$dir/work,volatile"
  mount -t overlay "$NET-$1" -o "$options" "$dir/root"
}
# Keys outlive `lab reset`, so that known_hosts stays true; `lab rekey` replaces them.
host_keys() {
  local dir=$HOSTS/$1 type
  for type in ed25519 ecdsa rsa; do
    [ -f "$dir/keys/ssh_host_${type}_key" ] || ssh-keygen -q -t "$type" ${KEY_BITS[$type]:+-b ${KEY_BITS[$type]}} -N '' -C "$1" -f "$dir/keys/ssh_host_${type}_key"
  done
  cp -p "$dir"/keys/* "$dir/root/etc/ssh/"
}
declare -A KEY_BITS=([rsa]=2048 [ecdsa]=256)

# --- power
boot_host() {
  local host=$1 dir=$HOSTS/$1
  ! is_on "$host" || return 0
  mount_disk "$host"
  plug_in "$host"
  CLUSTER=$CLUSTER setsid "$SRC/host/host-init" "$host" "$dir" "$(netns_of "$host")" </dev/null >"$dir/console.log" 2>&1 9>&- &
  echo $! >"$dir/pid"
}
plug_in() {
  local host=$1 netns port
  netns=$(netns_of "$host")
  [ ! -e "/run/netns/$netns" ] || return 0
  port=v$(printf '%s' "$host" | cksum | cut -d' ' -f1)
  ip netns add "$netns"
  ip -n "$NET" link add "$port" type veth peer name eth0 netns "$netns"
  ip -n "$NET" link set "$port" master lab0 up
  ip -n "$netns" link set lo up
  # The hardware address follows from the address: a reset host is not looked for under its old one (ARP).
  # shellcheck disable=SC2046
  ip -n "$netns" link set eth0 address "$(printf '02:00:%02x:%02x:%02x:%02x' $(tr . ' ' <"$HOSTS/$host/address"))"
  ip -n "$netns" link set eth0 up
  ip -n "$netns" addr add "$(cat "$HOSTS/$host/address")/16" dev eth0
  ip -n "$netns" route add default via "$PREFIX.0.1"
}

stop_host() { # a clean power-off; after a minute the plug
  local host=$1 pid
  is_on "$host" || return 0
  pid=$(cat "$HOSTS/$host/pid")
  kill -TERM "$pid" 2>/dev/null || true
  for ((i = 0; i < 600; i++)); do [ -e "/proc/$pid" ] || break; sleep 0.1; done
  cut_power "$host"
}
cut_power() {
  local host=$1 init nspawn leader
  init=$(cat "$HOSTS/$host/pid" 2>/dev/null) || return 0
  if is_on "$host"; then
    nspawn=$(nspawn_pid "$host") || true
    leader=$(leader_pid "$host") || true
    kill -KILL "$init" ${nspawn:+"$nspawn"} ${leader:+"$leader"} 2>/dev/null || true
    for ((i = 0; i < 100; i++)); do [ -e "/proc/${leader:-$init}" ] || break; sleep 0.1; done
  fi
  rm -f "$HOSTS/$host/pid"
}
unplug() {
  local host=$1 netns tree
  netns=$(netns_of "$host")
  ip netns del "$netns" 2>/dev/null || true
  umount -R -l "$HOSTS/$host/root" 2>/dev/null || true
  for tree in /sys/fs/cgroup/{systemd,unified,memory} /sys/fs/cgroup; do
    [ ! -d "$tree/$netns" ] || find "$tree/$netns" -depth -type d -exec rmdir {} + 2>/dev/null || true
  done
}
drop_host() { stop_host "$1"; unplug "$1"; rm -rf "${HOSTS:?}/$1" "$CLUSTER/heartbeats/$1"; }

# --- waiting
wait_for() { # WHAT SECONDS COMMAND...
  local what=$1 limit=$2
  local end=$((SECONDS + limit))
  shift 2
  until "$@"; do
    [ $SECONDS -lt $end ] || die "$what: not within $limit s"
    sleep 0.3
  done
}
wait_all() { # of the jobs started with &
  local job failed=0
  for job in $(jobs -p); do wait "$job" 2>/dev/null || failed=$?; done
  [ $failed -ne 127 ] && [ $failed -ne 0 ] && die "one of the parallel steps failed; see above"
  return 0
}
in_host_quiet() { [ -n "$(leader_pid "$1")" ] && in_host "$@" >/dev/null 2>&1; }

# sshd greets, and every health endpoint of the role answers from inside the host's network.
healthy() {
  local host=$1 probes='http://127.0.0.1:10248/healthz http://127.0.0.1:10256/healthz' netns
  netns=$(netns_of "$host")
  [ "$(cat "$HOSTS/$host/role")" = worker ] || probes="https://127.0.0.1:10257/healthz https://127.0.0.1:10259/healthz $probes"
  # shellcheck disable=SC2086
  nsenter --net="/run/netns/$netns" bash -c '
    exec 3<>/dev/tcp/127.0.0.1/22 && read -r -t 5 -u 3 banner && [[ $banner == SSH* ]] || exit 1
    exec 3>&-
    shift
    for url; do curl --silent --fail --insecure --max-time 3 --output /dev/null "$url" || exit 1; done' - - $probes 2>/dev/null
}
wait_healthy() {
  local host
  unlock # a host that never gets healthy must not stop other lab commands
  for host in "$@"; do (wait_for "$host: ssh and the services of its role are healthy" "${LAB_WAIT:-180}" healthy "$host") & done
  wait_all
}
