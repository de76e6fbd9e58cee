# The box: a machine of the lab that no role was given yet, packed as vagrant-lxc wants it.
# shellcheck shell=bash
# shellcheck disable=SC2154 # sourced by ../lxc

box_hash() { hash_of "$(golden_layer worker "${IMAGES[0]}")" "$folder/lib/box.sh" "$SRC/image/node-files.sh" "$(k8s_snap "${K8S_VERSIONS[1]}")"; }
box_is_current() { grep -qs "$(box_hash)" "$VAGRANT_HOME"/boxes/bulwark-VAGRANTSLASH-lab/0/lxc/metadata.json; }

build_box() {
  local work
  say "packing the box"
  mkdir -p "$VAGRANT_HOME"
  work=$(mktemp -d "$LAB/box.XXXXXX")
  # shellcheck disable=SC2064
  trap "umount '$work/rootfs' 2>/dev/null || true; rm -rf '$work'" EXIT
  mkdir "$work"/{up,work,rootfs,box}
  mount -t overlay "$NET-box" -o "lowerdir=$(golden_layer worker "${IMAGES[0]}"):$(base_layer "${IMAGES[0]}"),upperdir=$work/up,workdir=$work/work" "$work/rootfs"
  no_role "$work/rootfs"
  vagrant_user "$work/rootfs"
  lab_files "$work/rootfs"
  # The template strips two components from the names: ./rootfs/
  tar -C "$work" --numeric-owner -I 'gzip -1' -cf "$work/box/rootfs.tar.gz" ./rootfs
  umount "$work/rootfs"
  box_files "$work/box"
  tar -C "$work/box" -cf "$work/lab.box" metadata.json rootfs.tar.gz lxc-config lxc-template
  vagrant box add --force --name bulwark/lab "$work/lab.box" >/dev/null 9>&-
  rm -rf "$work"
  trap - EXIT
  say "packed the box, $(du -sh "$VAGRANT_HOME/boxes" | cut -f1)"
}

# The layer's snap was installed on a worker: its files go; bulwark-lab-node makes those of the machine.
no_role() {
  rm -rf "$1"/etc/kubernetes "$1"/var/snap/k8s/common/{args,lock} "$1"/etc/systemd/system/*.wants/snap.k8s.*
  echo bulwark-lab >"$1/etc/hostname"
}

# Whom Vagrant logs in as; it puts a key of its own in place of the well-known one at the first `up`.
vagrant_user() {
  local root=$1 known
  known=$(echo /usr/share/rubygems-integration/all/gems/vagrant-[0-9]*/keys/vagrant.pub)
  chroot "$root" useradd --create-home --shell /bin/bash vagrant
  install -d -m700 "$root/home/vagrant/.ssh"
  install -m600 "$known" "$root/home/vagrant/.ssh/authorized_keys"
  chroot "$root" chown -R vagrant: /home/vagrant/.ssh
  echo 'vagrant ALL=(ALL) NOPASSWD:ALL' >"$root/etc/sudoers.d/vagrant"
  chmod 440 "$root/etc/sudoers.d/vagrant"
}

# The program that makes a machine a node, and the snap of the next version, to refresh to.
lab_files() {
  local root=$1 lab=/usr/local/lib/bulwark-lab key value
  install -d -m755 "$root$lab"/{image,lib,pki} "$root$IN_HOST"/{sysctl,fail,snaps,cluster}
  install -m755 "$SRC/image/node-files.sh" "$root$lab/image/"
  install -m644 "$SRC/lib/common.sh" "$root$lab/lib/"
  cp "$LAB"/pki/* "$root$lab/pki/"
  cp "$(k8s_snap "${K8S_VERSIONS[1]}")" "$root$IN_HOST/snaps/k8s.snap"
  # Each machine makes host keys of its own when its sshd starts first.
  install -d -m755 "$root/etc/systemd/system/ssh.service.d"
  printf '[Service]\nExecStartPre=\nExecStartPre=/usr/bin/ssh-keygen -A\nExecStartPre=/usr/sbin/sshd -t\n' \
    >"$root/etc/systemd/system/ssh.service.d/host-keys.conf"
  while read -r key value; do echo "$value" >"$root$IN_HOST/sysctl/$key"; done <"$SRC/host/sysctl-defaults"
  install -m755 "$folder/lib/lab-node" "$root/usr/local/sbin/bulwark-lab-node"
}

box_files() {
  local out=$1 plugin
  plugin=$(echo /usr/share/rubygems-integration/all/gems/vagrant-lxc-[0-9]*)
  printf '{"provider":"lxc","version":"1.0.0","lab":"%s"}\n' "$(box_hash)" >"$out/metadata.json"
  install -m755 "$plugin/scripts/lxc-template" "$out/lxc-template"
  cat >"$out/lxc-config" <<'CONFIG'
lxc.include = /usr/share/lxc/config/common.conf
lxc.apparmor.profile = unconfined
lxc.mount.auto =
lxc.mount.auto = proc:mixed sys:rw cgroup:rw
lxc.cap.drop =
lxc.tty.max = 0
lxc.pty.max = 1024
CONFIG
}
