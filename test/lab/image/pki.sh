#!/bin/bash
# One certificate authority and one token per kubeconfig for all hosts of the lab: pki.sh OUT
set -euo pipefail
. "$(dirname "$0")/../lib/common.sh"
out=$1 tmp=$1.tmp
rm -rf "$tmp" && mkdir -p "$tmp" && cd "$tmp"
certificate() { # NAME SUBJECT-ALTERNATIVE-NAMES: signed by the ca
  openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$1.key" -subj "/CN=$1" -out "$1.csr" 2>/dev/null
  openssl x509 -req -in "$1.csr" -CA ca.crt -CAkey ca.key -CAcreateserial -days 3650 -out "$1.crt" \
    -extfile <(echo "subjectAltName=$2") 2>/dev/null
}
for name in ca client-ca front-proxy-ca self-signed; do
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout "$name.key" -out "$name.crt" -days 3650 -subj "/CN=$name" 2>/dev/null
done
certificate server DNS:localhost,DNS:kubernetes,DNS:kubernetes.default.svc,IP:127.0.0.1
certificate client DNS:client
openssl ecparam -genkey -name prime256v1 -noout -out serviceaccount.key
for user in admin controller scheduler kubelet proxy; do echo "token::$(openssl rand -hex 16)" >"token.$user"; done
rm -f ./*.csr ./*.srl
mv "$tmp" "$out"
