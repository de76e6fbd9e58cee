#!/bin/bash
# Packs the snaps: snaps.sh OUT VERSION | OUT core22 | OUT snapd. The last two are empty: they keep snapd from asking the store.
set -euo pipefail
. "$(dirname "$0")/../lib/common.sh"
out=$1 what=$2 work=$(mktemp -d "$LAB/snap.XXXXXX")
trap 'rm -rf "$work"' EXIT
arch=$(dpkg --print-architecture)

services=(k8sd containerd etcd kube-apiserver kube-controller-manager kube-scheduler kubelet kube-proxy k8s-apiserver-proxy)

main() {
  mkdir -p "$work/meta"
  case $what in core22) pack_core22 ;; snapd) pack_snapd ;; *) pack_k8s ;; esac
  chmod 755 "$work"
  mksquashfs "$work" "$out.tmp" -noappend -noI -noD -noF -noX -no-xattrs -all-root -no-progress -quiet >/dev/null
  mv "$out.tmp" "$out"
}

pack_core22() {
  (cd "$work" && mkdir -p usr etc bin dev proc sys tmp var run snap lib lib64 root home media mnt opt srv)
  meta core22 20250101 base
}
pack_snapd() { # older than the distribution's snapd, which therefore never re-executes from here
  mkdir -p "$work/usr/lib/snapd"
  echo 'VERSION=2.0' >"$work/usr/lib/snapd/info"
  meta snapd 2.0 snapd
}
meta() {
  printf 'name: %s\nversion: "%s"\ntype: %s\nsummary: lab stand-in\ndescription: empty\narchitectures: [%s]\n' "$1" "$2" "$3" "$arch" \
    >"$work/meta/snap.yaml"
}

pack_k8s() {
  local service
  mkdir -p "$work"/{bin,wrappers,tls}
  sed -e "s/@VERSION@/$what/" -e "s/@ARCH@/$arch/" "$SRC/snap/snap.yaml" >"$work/meta/snap.yaml"
  compile "$work/bin/component"
  for service in "${services[@]}"; do
    ln "$work/bin/component" "$work/bin/$service"
    install -m755 "$SRC/snap/service" "$work/wrappers/$service"
  done
  rm "$work/bin/component"
  install -m755 "$SRC/snap/k8s" "$work/bin/k8s"
  cp "$LAB/pki/self-signed.crt" "$LAB/pki/self-signed.key" "$work/tls/"
  printf '{"k8s":{"version":"v%s"},"components":{"kubernetes":{"version":"v%s"},"containerd":{"version":"v1.7.27"},"etcd":{"version":"v3.5.21"},"runc":{"version":"v1.2.6"},"cni":{"version":"v1.6.2"}}}\n' \
    "$what" "$what" >"$work/bom.json"
  [ "$what" != "$K8S_BROKEN" ] || failing_hook
}
failing_hook() {
  mkdir "$work/meta/hooks"
  printf '#!/bin/sh\necho "lab: told to fail" >&2\nexit 1\n' >"$work/meta/hooks/post-refresh"
  chmod 755 "$work/meta/hooks/post-refresh"
}

# Linked statically unless this machine has the C library of the oldest image.
compile() {
  local static=(-static)
  grep -q "^VERSION_CODENAME=${IMAGES[0]}" /etc/os-release && static=()
  awk -F'\t' '!/^#/ { gsub(/\\/, "\\\\"); gsub(/"/, "\\\""); printf "{\"%s\",\"%s\",\"%s\",\"%s\",\"%s\"},\n", $1, $2, $3, $4, $5 }' \
    "$SRC/snap/flags.tsv" >"$work/flags.inc"
  gcc -std=gnu17 -D_GNU_SOURCE -Os -Wall -Wextra "-DVERSION=\"$what\"" "-I$work" "${static[@]}" -s -o "$1" "$SRC"/snap/*.c -lssl -lcrypto
  rm "$work/flags.inc"
}

main
