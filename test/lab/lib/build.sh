# Everything that hosts share, each piece named by the hash of what it is made from: a change rebuilds only what it touches.
# shellcheck shell=bash

build() { # [IMAGE]
  local image=${1:-${IMAGES[0]}}
  install_tools
  mkdir -p "$LAYERS" "$SNAPS" "$HOSTS" "$CLUSTER/heartbeats"
  [ -f "$LAB/id_ed25519" ] || ssh-keygen -q -t ed25519 -N '' -C bulwark-lab -f "$LAB/id_ed25519"
  [ -d "$LAB/pki" ] || "$SRC/image/pki.sh" "$LAB/pki"
  piece "base $image" "$(base_layer "$image")" "$SRC/image/rootfs.sh" "$(base_layer "$image")" "$image"
  local version
  piece "snap core22" "$SNAPS/core22.snap" "$SRC/image/snaps.sh" "$SNAPS/core22.snap" core22
  piece "snap snapd" "$SNAPS/snapd.snap" "$SRC/image/snaps.sh" "$SNAPS/snapd.snap" snapd
  for version in "${K8S_VERSIONS[@]}" "$K8S_BROKEN"; do
    piece "snap k8s $version" "$(k8s_snap "$version")" "$SRC/image/snaps.sh" "$(k8s_snap "$version")" "$version"
  done
  if [ ! -d "$(golden_layer control-plane "$image")" ] || [ ! -d "$(golden_layer worker "$image")" ]; then build_golden "$image"; fi
}

piece() { # LABEL RESULT COMMAND...
  local label=$1 result=$2
  shift 2
  [ ! -e "$result" ] || return 0
  say "building $label"
  "$@" 9>&-
  say "built $label, $(du -sh "$result" | cut -f1)"
}

base_layer() { # IMAGE
  echo "$LAYERS/base-$1-$(hash_of "$SRC/image/rootfs.sh" "$SRC"/host/{boot,sysctl-defaults,bulwark-lab-boot.service} "$LAB/id_ed25519.pub" "$1")"
}
k8s_snap() { echo "$SNAPS/k8s_$1-$(hash_of "$SRC/image/snaps.sh" "$SRC"/snap/* "$LAB"/pki/ca.crt).snap"; }
golden_layer() { # ROLE IMAGE
  echo "$LAYERS/golden-$1-$2-$(hash_of "$(base_layer "$2")" "$(k8s_snap "${K8S_VERSIONS[0]}")" "$SRC/lib/build.sh" "$SRC/image/node-files.sh")"
}

services_of() {
  case $1 in
  control-plane) echo k8sd containerd etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy ;;
  worker) echo k8sd containerd k8s-apiserver-proxy kubelet kube-proxy ;;
  esac
}

# One host per role boots, lets its real snapd install the snaps and enable the role's services, and powers off; its overlay is the layer.
build_golden() { # IMAGE
  local role
  say "building golden layers of $1: a host per role installs the snaps"
  prepare_machine
  for role in control-plane worker; do golden_role "$role" "$1" & done
  wait_all
  for role in control-plane worker; do say "built golden $role $1, $(du -sh "$(golden_layer "$role" "$1")" | cut -f1)"; done
}

golden_role() { # ROLE IMAGE
  local role=$1 image=$2 host=golden-$1 upper
  drop_host "$host"
  make_disk "$host" "$role" "$PREFIX.0.$((10 + ${#role}))" "$(base_layer "$image")" "$image"
  mkdir -p "$HOSTS/$host/root$IN_HOST/snaps"
  cp "$SNAPS"/{snapd,core22}.snap "$(k8s_snap "${K8S_VERSIONS[0]}")" "$HOSTS/$host/root$IN_HOST/snaps/"
  boot_host "$host"
  wait_for "golden $role boots" 60 in_host_quiet "$host" systemctl is-active snapd.socket
  # shellcheck disable=SC2016
  in_host "$host" bash -euc '
    cd '"$IN_HOST"'/snaps
    snap wait system seed.loaded
    for snap in snapd core22; do snap install --dangerous ./$snap.snap; done
    snap install --dangerous --classic ./k8s_*.snap
    snap set system refresh.timer=sat,03:00
    for service in "$@"; do snap start --enable k8s.$service; done
    # snapd knows no channel of a snap that came from a file: as if it had come from the channel of its version.
    systemctl stop snapd.socket snapd
    sed -i "s/\"k8s\":{\"type\":\"app\",/&\"channel\":\"'"${K8S_VERSIONS[0]%.*}"'-classic\/stable\",/" /var/lib/snapd/state.json
    systemctl start snapd.socket snapd
    snap list k8s | grep -q classic/stable
    rm -rf '"$IN_HOST"'/snaps' golden $(services_of "$role") >"$HOSTS/$host/golden.log" 2>&1 ||
    die "the golden $role host could not install the snaps: see $HOSTS/$host/golden.log"
  stop_host "$host"
  upper=$HOSTS/$host/up
  rm -rf "$upper"/etc/ssh/ssh_host_* "$upper"/etc/{hostname,hosts} "$upper"/var/log/journal "$upper"/run "$upper"/tmp "$upper$IN_HOST"
  : >"$upper/etc/machine-id"
  rm -rf "$(golden_layer "$role" "$image")"
  mv "$upper" "$(golden_layer "$role" "$image")"
  drop_host "$host"
}

# Layers and snaps that neither a host nor the next build uses.
prune() {
  local path keep image version
  keep=$(cat /proc/mounts "$HOSTS"/*/lower 2>/dev/null || true
    for image in "${IMAGES[@]}"; do base_layer "$image"; golden_layer control-plane "$image"; golden_layer worker "$image"; done
    for version in "${K8S_VERSIONS[@]}" "$K8S_BROKEN"; do k8s_snap "$version"; done; echo "$SNAPS/core22.snap $SNAPS/snapd.snap")
  for path in "$LAYERS"/* "$SNAPS"/*; do [[ $keep == *"$path"* ]] || { say "removing unused $(basename "$path")"; rm -rf "$path"; }; done
}
