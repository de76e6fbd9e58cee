#!/bin/bash
# The Debian root file system that hosts of one image share read-only: rootfs.sh OUT RELEASE
set -euo pipefail
. "$(dirname "$0")/../lib/common.sh"
out=$1 release=$2 tmp=$1.tmp

packages=(systemd systemd-sysv dbus udev libpam-systemd openssh-server sudo snapd squashfuse fuse3 iproute2 procps kmod
  ca-certificates curl busybox util-linux cron)

main() {
  rm -rf "$tmp"
  debootstrap
  ! ls "$tmp"/usr/bin/python3* >/dev/null 2>&1 || die "python came in as a dependency; hosts must have none"
  add_users
  like_ubuntu
  quiet_services
  boot_service
  : >"$tmp/etc/machine-id"
  rm -f "$tmp"/etc/ssh/ssh_host_* "$tmp"/var/cache/apt/*.bin
  rm -rf "$tmp"/var/lib/apt/lists/* "$tmp"/var/cache/apt/archives/*.deb
  mv "$tmp" "$out"
}

debootstrap() {
  TMPDIR=$LAB mmdebstrap --quiet --variant=minbase --components=main \
    --include="$(IFS=,; echo "${packages[*]}")" \
    --keyring=/usr/share/keyrings/debian-archive-keyring.gpg \
    --aptopt='Apt::Install-Recommends "false"' \
    --dpkgopt='path-exclude=/usr/share/man/*' --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/locale/*' \
    "$release" "$tmp" ${BULWARK_LAB_MIRROR:+"$BULWARK_LAB_MIRROR"}
}

# root and ubuntu as on cloud images; operator must type a password for sudo; nosudo may not become root at all.
add_users() {
  local user group
  add_key root /root
  for user in ubuntu operator nosudo; do
    case $user in operator) group=(--gid operator) ;; *) group=(--user-group) ;; esac # Debian has a group "operator"
    chroot "$tmp" useradd --create-home --shell /bin/bash "${group[@]}" "$user"
    add_key "$user" "/home/$user"
  done
  echo 'operator:lab-operator-pw' | chroot "$tmp" chpasswd
  sudoers ubuntu 'ubuntu ALL=(ALL) NOPASSWD:ALL'
  sudoers operator 'operator ALL=(ALL) ALL'
  sudoers path 'Defaults secure_path="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"'
}
add_key() {
  install -d -m700 "$tmp$2/.ssh"
  install -m600 "$LAB/id_ed25519.pub" "$tmp$2/.ssh/authorized_keys"
  chroot "$tmp" chown -R "$1:" "$2/.ssh"
}
sudoers() { echo "$2" >"$tmp/etc/sudoers.d/$1" && chmod 440 "$tmp/etc/sudoers.d/$1"; }

like_ubuntu() {
  echo 'PATH="/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin"' >"$tmp/etc/environment"
  echo 'UseDNS no' >"$tmp/etc/ssh/sshd_config.d/lab.conf"
  echo 'nameserver 127.0.0.1' >"$tmp/etc/resolv.conf" # refused at once, instead of a timeout
  echo 'LANG=C.UTF-8' >"$tmp/etc/default/locale"
}

# Devices belong to the machine underneath: udevadm, which snapd calls, answers success and does nothing.
quiet_services() {
  local unit
  chroot "$tmp" dpkg-divert --quiet --local --rename --divert /usr/bin/udevadm.real --add /usr/bin/udevadm
  printf '#!/bin/sh\nexit 0\n' >"$tmp/usr/bin/udevadm"
  chmod 755 "$tmp/usr/bin/udevadm"
  for unit in apt-daily.timer apt-daily-upgrade.timer dpkg-db-backup.timer e2scrub_all.timer fstrim.timer e2scrub_reap.service \
    console-getty.service getty@.service systemd-udevd.service systemd-udev-trigger.service snapd.failure.service \
    snapd.snap-repair.timer cron.service; do # cron: a test that is a controller switches it on
    ln -sf /dev/null "$tmp/etc/systemd/system/$unit"
  done
  mkdir -p "$tmp/etc/systemd/journald.conf.d"
  printf '[Journal]\nStorage=volatile\nRuntimeMaxUse=8M\n' >"$tmp/etc/systemd/journald.conf.d/lab.conf"
}

# Before systemd-sysctl of every boot: global sysctls (files bound over /proc/sys) fall back to the kernel's defaults.
boot_service() {
  install -D -m755 "$SRC/host/boot" "$tmp/usr/local/lib/bulwark-lab/boot"
  install -m644 "$SRC/host/sysctl-defaults" "$tmp/usr/local/lib/bulwark-lab/sysctl-defaults"
  install -m644 "$SRC/host/bulwark-lab-boot.service" "$tmp/etc/systemd/system/bulwark-lab-boot.service"
  mkdir -p "$tmp/etc/systemd/system/sysinit.target.wants"
  ln -s ../bulwark-lab-boot.service "$tmp/etc/systemd/system/sysinit.target.wants/"
}

main
