# Installs what the lab needs on this machine, only what is missing.
# shellcheck shell=bash

install_tools() {
  local missing=() tool
  for tool in systemd-nspawn:systemd-container mmdebstrap:mmdebstrap mksquashfs:squashfs-tools ssh-keygen:openssh-client ip:iproute2 \
    gcc:gcc openssl:openssl curl:curl nsenter:util-linux; do
    command -v "${tool%%:*}" >/dev/null || missing+=("${tool##*:}")
  done
  [ -e /usr/include/openssl/ssl.h ] || missing+=(libssl-dev)
  [ -e /usr/include/stdio.h ] || missing+=(libc6-dev)
  [ -e /usr/share/keyrings/debian-archive-keyring.gpg ] || missing+=(debian-archive-keyring)
  [ ${#missing[@]} -gt 0 ] || return 0
  command -v apt-get >/dev/null || die "missing: ${missing[*]} (Debian package names); install them, or use a Debian or Ubuntu machine"
  say "installing ${missing[*]}"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}
