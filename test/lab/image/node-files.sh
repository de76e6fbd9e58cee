#!/bin/bash
# What bootstrap or join leaves on a node: node-files.sh ROOT ROLE NAME ADDRESS
# Arguments as k8sd writes them: one --key="value" a line, sorted, 0600 in 0700.
set -euo pipefail
. "$(dirname "$0")/../lib/common.sh"
root=$1 role=$2 name=$3 address=$4
args=$root/var/snap/k8s/common/args
pki=/etc/kubernetes/pki
umask 077

ecdhe=TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305,TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305

main() {
  mkdir -p "$args/conf.d" "$root$pki" "$root"/var/snap/k8s/common/{lock,var/lib/k8sd/state} "$root"/var/lib/{kubelet,containerd} \
    "$root"/etc/{containerd,cni/net.d}
  printf 'version = 2\n' >"$root/etc/containerd/config.toml"
  common_args
  if [ "$role" = control-plane ]; then control_plane; else worker; fi
  k8sd_sysctl
}

write_args() { local service=$1; shift; printf '%s\n' "$@" | LC_ALL=C sort >"$args/$service"; }

common_args() {
  write_args k8sd '--port="6400"' '--state-dir="/var/snap/k8s/common/var/lib/k8sd/state"'
  write_args containerd '--address="/run/containerd/containerd.sock"' '--config="/etc/containerd/config.toml"' \
    '--root="/var/lib/containerd"' '--state="/run/containerd"'
  write_args kubelet '--anonymous-auth="false"' '--authentication-token-webhook="true"' '--authorization-mode="Webhook"' \
    '--cgroup-driver="systemd"' "--client-ca-file=\"$pki/client-ca.crt\"" '--cluster-dns="10.152.183.10"' '--cluster-domain="cluster.local"' \
    '--container-runtime-endpoint="unix:///run/containerd/containerd.sock"' \
    '--eviction-hard="memory.available<100Mi,nodefs.available<1Gi,imagefs.available<1Gi"' '--fail-swap-on="false"' \
    '--kubeconfig="/etc/kubernetes/kubelet.conf"' "--node-ip=\"$address\"" "--node-labels=\"$(node_labels)\"" '--read-only-port="0"' \
    '--register-with-taints=""' '--root-dir="/var/lib/kubelet"' '--serialize-image-pulls="false"' \
    "--tls-cert-file=\"$pki/kubelet.crt\"" "--tls-private-key-file=\"$pki/kubelet.key\"" \
    "--tls-cipher-suites=\"$ecdhe,TLS_RSA_WITH_AES_128_GCM_SHA256,TLS_RSA_WITH_AES_256_GCM_SHA384\""
  write_args kube-proxy '--cluster-cidr="10.1.0.0/16"' '--healthz-bind-address="127.0.0.1:10256"' '--kubeconfig="/etc/kubernetes/proxy.conf"' \
    '--profiling="false"'
  cp "$LAB/pki/ca.crt" "$LAB/pki/client-ca.crt" "$root$pki/"
  pair server kubelet
  kubeconfig kubelet
  kubeconfig proxy
}
node_labels() {
  if [ "$role" = worker ]; then echo 'node-role.kubernetes.io/worker='; else echo 'node-role.kubernetes.io/control-plane=,node-role.kubernetes.io/worker='; fi
}

control_plane() {
  local leader=('--leader-elect-lease-duration="30s"' '--leader-elect-renew-deadline="15s"')
  mkdir -p "$root$pki/etcd" "$root/var/snap/k8s/common/var/lib/etcd/data"
  cp "$LAB"/pki/{ca,client-ca,front-proxy-ca}.{crt,key} "$LAB/pki/serviceaccount.key" "$root$pki/"
  cp "$LAB/pki/self-signed.crt" "$root$pki/etcd/ca.crt" # a key of its own, as k8sd makes it
  pair server apiserver
  pair server etcd/server
  for name_of in apiserver-kubelet-client front-proxy-client apiserver-etcd-client etcd/peer; do pair client "$name_of"; done
  for user in admin controller scheduler; do kubeconfig "$user"; done
  printf 'apiVersion: v1\nkind: Config\nclusters:\n- name: k8s-token-auth-service\n  cluster:\n    server: https://127.0.0.1:6400/1.0/kubernetes/auth/webhook\n' \
    >"$args/conf.d/auth-token-webhook.conf"
  write_args etcd "--name=\"$name\"" '--data-dir="/var/snap/k8s/common/var/lib/etcd/data"' '--auto-tls="false"' '--client-cert-auth="true"' \
    "--cert-file=\"$pki/etcd/server.crt\"" "--key-file=\"$pki/etcd/server.key\"" "--trusted-ca-file=\"$pki/etcd/ca.crt\"" \
    '--peer-auto-tls="false"' '--peer-client-cert-auth="true"' "--peer-cert-file=\"$pki/etcd/peer.crt\"" "--peer-key-file=\"$pki/etcd/peer.key\"" \
    "--peer-trusted-ca-file=\"$pki/etcd/ca.crt\"" "--listen-client-urls=\"https://127.0.0.1:2379,https://$address:2379\"" \
    "--advertise-client-urls=\"https://$address:2379\"" "--listen-peer-urls=\"https://$address:2380\"" \
    "--initial-advertise-peer-urls=\"https://$address:2380\""
  write_args kube-apiserver "--advertise-address=\"$address\"" '--allow-privileged="true"' '--anonymous-auth="false"' \
    "--authentication-token-webhook-config-file=\"/var/snap/k8s/common/args/conf.d/auth-token-webhook.conf\"" \
    '--authorization-mode="Node,RBAC"' "--client-ca-file=\"$pki/client-ca.crt\"" '--enable-admission-plugins="NodeRestriction"' \
    "--etcd-cafile=\"$pki/etcd/ca.crt\"" "--etcd-certfile=\"$pki/apiserver-etcd-client.crt\"" "--etcd-keyfile=\"$pki/apiserver-etcd-client.key\"" \
    '--etcd-servers="https://127.0.0.1:2379"' "--kubelet-certificate-authority=\"$pki/ca.crt\"" \
    "--kubelet-client-certificate=\"$pki/apiserver-kubelet-client.crt\"" "--kubelet-client-key=\"$pki/apiserver-kubelet-client.key\"" \
    '--kubelet-preferred-address-types="InternalIP,Hostname,InternalDNS,ExternalDNS,ExternalIP"' '--profiling="false"' \
    "--proxy-client-cert-file=\"$pki/front-proxy-client.crt\"" "--proxy-client-key-file=\"$pki/front-proxy-client.key\"" \
    '--request-timeout="300s"' '--requestheader-allowed-names="front-proxy-client"' "--requestheader-client-ca-file=\"$pki/front-proxy-ca.crt\"" \
    '--requestheader-extra-headers-prefix="X-Remote-Extra-"' '--requestheader-group-headers="X-Remote-Group"' \
    '--requestheader-username-headers="X-Remote-User"' '--secure-port="6443"' \
    '--service-account-issuer="https://kubernetes.default.svc"' "--service-account-key-file=\"$pki/serviceaccount.key\"" \
    "--service-account-signing-key-file=\"$pki/serviceaccount.key\"" '--service-cluster-ip-range="10.152.183.0/24"' \
    "--tls-cert-file=\"$pki/apiserver.crt\"" "--tls-private-key-file=\"$pki/apiserver.key\"" "--tls-cipher-suites=\"$ecdhe\"" \
    '--tls-min-version="VersionTLS12"'
  write_args kube-controller-manager '--authentication-kubeconfig="/etc/kubernetes/controller.conf"' \
    '--authorization-kubeconfig="/etc/kubernetes/controller.conf"' "--cluster-signing-cert-file=\"$pki/ca.crt\"" \
    "--cluster-signing-key-file=\"$pki/ca.key\"" '--kubeconfig="/etc/kubernetes/controller.conf"' '--profiling="false"' \
    "--root-ca-file=\"$pki/ca.crt\"" "--service-account-private-key-file=\"$pki/serviceaccount.key\"" '--terminated-pod-gc-threshold="12500"' \
    '--tls-min-version="VersionTLS12"' '--use-service-account-credentials="true"' "${leader[@]}"
  write_args kube-scheduler '--authentication-kubeconfig="/etc/kubernetes/scheduler.conf"' \
    '--authorization-kubeconfig="/etc/kubernetes/scheduler.conf"' '--kubeconfig="/etc/kubernetes/scheduler.conf"' '--profiling="false"' \
    '--tls-min-version="VersionTLS12"' "${leader[@]}"
}

# A worker's 127.0.0.1:6443 is its proxy to the API servers. $ENDPOINTS: their addresses.
worker() {
  local list='' endpoint
  : >"$root/var/snap/k8s/common/lock/worker"
  for endpoint in ${ENDPOINTS:-}; do list+="${list:+,}\"$endpoint:6443\""; done
  echo "{\"endpoints\":[$list]}" >"$args/conf.d/k8s-apiserver-proxy.json"
  write_args k8s-apiserver-proxy '--endpoints="/var/snap/k8s/common/args/conf.d/k8s-apiserver-proxy.json"' \
    '--kubeconfig="/etc/kubernetes/kubelet.conf"' '--listen="127.0.0.1:6443"'
}

pair() { # SOURCE NAME: certificate and key of the lab under the name that the node uses
  cp "$LAB/pki/$1.crt" "$root$pki/$2.crt"
  cp "$LAB/pki/$1.key" "$root$pki/$2.key"
}
kubeconfig() {
  cat >"$root/etc/kubernetes/$1.conf" <<Y
apiVersion: v1
kind: Config
clusters:
- name: k8s
  cluster:
    certificate-authority-data: $(base64 -w0 "$LAB/pki/ca.crt")
    server: https://127.0.0.1:6443
contexts:
- name: k8s
  context:
    cluster: k8s
    user: k8s-user
current-context: k8s
users:
- name: k8s-user
  user:
    token: $(cat "$LAB/pki/token.$1")
Y
}

# k8sd's own sysctl file: its number is the highest one there plus 1.
k8sd_sysctl() {
  local highest
  rm -f "$root"/etc/sysctl.d/*-k8s.conf
  highest=$(cd "$root/etc/sysctl.d" && for f in *.conf; do echo "${f%%-*}"; done | grep -E '^[0-9]+$' | sort -n | tail -1 || true)
  printf '# AUTOGENERATED by k8sd\nfs.inotify.max_user_instances=1024\nfs.inotify.max_user_watches=1048576\n' \
    >"$root/etc/sysctl.d/$((${highest:-9} + 1))-k8s.conf"
}

main
