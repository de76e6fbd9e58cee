# shellcheck disable=SC2034 # used by the scripts that source this
# Sourced by every lab script: settings, progress lines, locks, addresses.
# Settings (environment): BULWARK_LAB folder for all; BULWARK_LAB_STATE folder of the hosts alone (a second lab shares the
# layers); BULWARK_LAB_NET network namespace; BULWARK_LAB_PREFIX first two bytes of the addresses.
# shellcheck shell=bash
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:$PATH

SRC=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
LAB=${BULWARK_LAB:-/var/tmp/bulwark-lab}
NET=${BULWARK_LAB_NET:-bulwark-lab}
SCALE_NET=${BULWARK_LAB_SCALE_NET:-bulwark-scale}
PREFIX=${BULWARK_LAB_PREFIX:-10.77}
IMAGES=(bookworm trixie) # Debian releases: snapd 2.57 and 2.68; the first is the default
STATE=${BULWARK_LAB_STATE:-$LAB}
HOSTS=$STATE/hosts   # one folder a host: up/ work/ root/ (overlay), pid, role, address, lower, keys/
LAYERS=$LAB/layers   # base-HASH, golden-ROLE-HASH: read-only overlay layers
SNAPS=$LAB/snaps     # k8s_VERSION-HASH.snap and the stand-ins for core22 and snapd
CLUSTER=$STATE/cluster # what the API servers of the lab share (stands in for etcd's content)
K8S_VERSIONS=(1.32.8 1.32.9 1.33.0)
K8S_BROKEN=1.33.1 # its post-refresh hook fails, so that snapd takes the refresh back
IN_HOST=/var/lib/bulwark-lab # inside a host: sysctl/ cluster/ fail/ snaps/

START_MS=$(date +%s%3N)
say() { printf 'lab: [%5.1fs] %s\n' "$(elapsed)" "$*" >&2; }
die() { printf 'lab: error: %s\n' "$*" >&2; exit 1; }
elapsed() { local ms=$(($(date +%s%3N) - START_MS)); echo "$((ms / 1000)).$((ms % 1000 / 100))"; }

# The machine must be Linux, and we must be root; through sudo if need be.
require_linux_root() {
  [ "$(uname -s)" = Linux ] ||
    die "the lab boots real Linux hosts in containers: run it on Linux (Debian 12 or Ubuntu 22.04 or newer, a virtual machine will do)"
  [ "$(id -u)" = 0 ] && return
  command -v sudo >/dev/null || die "the lab needs root (mounts, network namespaces): run it as root, or install sudo"
  exec sudo --preserve-env=BULWARK_LAB,BULWARK_LAB_STATE,BULWARK_LAB_NET,BULWARK_LAB_PREFIX,BULWARK_LAB_SCALE_NET,BULWARK_LAB_MIRROR "$SRC/lab" "$@"
}

# Content hash of files and strings: a cache key, 12 characters.
hash_of() {
  local x
  for x in "$@"; do if [ -f "$x" ]; then cat "$x"; else printf '%s\n' "$x"; fi; done | sha256sum | cut -c1-12
}

# Runs the rest of the script alone. Children that outlive us must be started with 9>&-.
lock() {
  mkdir -p "$LAB"
  exec 9>"$LAB/lock"
  flock -n 9 && return
  say "another lab command is running in $LAB; waiting for it"
  flock -w 600 9 || die "waited 10 minutes for $LAB/lock: see which lab command hangs (fuser $LAB/lock)"
}
unlock() { exec 9>&-; }

known_image() { [[ " ${IMAGES[*]} " == *" $1 "* ]] || die "no image '$1'; there are: ${IMAGES[*]}"; }

# --- hosts
address_of() { # cp-3 -> PREFIX.1.3, worker-300 -> PREFIX.3.44
  local i=${1##*-}
  case $1 in cp-*) echo "$PREFIX.1.$i" ;; *) echo "$PREFIX.$((2 + (i >> 8))).$((i & 255))" ;; esac
}
image_of() { cat "$HOSTS/$1/image" 2>/dev/null || echo "${IMAGES[0]}"; }
role_of() { case $1 in cp-*) echo control-plane ;; *) echo worker ;; esac; }
netns_of() { echo "$NET-$1"; }
host_names() { (cd "$HOSTS" 2>/dev/null && ls -d -- */ 2>/dev/null || true) | tr -d / | sort -V; }
known_host() { [ -d "$HOSTS/$1/up" ] || die "no host named '$1'; there are: $(host_names | tr '\n' ' ')"; }

# nspawn_pid and leader_pid print nothing when the host is off.
nspawn_pid() { local p; p=$(cat "$HOSTS/$1/pid" 2>/dev/null) && child_of "$p"; }
leader_pid() { local p; p=$(nspawn_pid "$1") && [ -n "$p" ] && child_of "$p"; }
child_of() { local c=""; read -r c _ 2>/dev/null <"/proc/$1/task/$1/children" || true; [ -n "$c" ] && echo "$c"; } # the file has no newline
is_on() { local p; p=$(cat "$HOSTS/$1/pid" 2>/dev/null) && grep -qs host-init "/proc/$p/cmdline"; }

# Runs a command as root inside a host by entering its namespaces: no ssh, some 10 ms.
in_host() {
  local host=$1 leader
  shift
  leader=$(leader_pid "$host") || true
  [ -n "$leader" ] || die "$host is off; start it: lab start $host"
  enter_cgroup "$leader" nsenter --target "$leader" --mount --uts --ipc --net --pid --cgroup \
    env -i --chdir=/root HOME=/root USER=root LOGNAME=root TERM="${TERM:-dumb}" SHELL=/bin/bash \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin "$@"
}
# snapd wants the caller in a cgroup that the host can see: join the one of the host's PID 1 first.
enter_cgroup() {
  local leader=$1 path dir
  shift
  path=$(sed -n 's/^0:://p' "/proc/$leader/cgroup")
  for dir in /sys/fs/cgroup/unified /sys/fs/cgroup; do [ -e "$dir/cgroup.procs" ] && break; done
  (echo "$BASHPID" >"$dir$path/cgroup.procs" 2>/dev/null || true; exec "$@")
}
