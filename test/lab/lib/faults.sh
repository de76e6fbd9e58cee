# Failures on order, refreshes, and the choice of /bin/sh.
# shellcheck shell=bash

fail_command() {
  local host=${1:-} service=${2:-} mode=${3:-} when=''
  known_host "$host"
  [ -n "$mode" ] || die "usage: lab fail HOST SERVICE MODE [--when SUBSTRING]"
  [[ " $(services_of control-plane) k8s-apiserver-proxy " == *" $service "* ]] || die "unknown service '$service'; there are: $(services_of control-plane) k8s-apiserver-proxy"
  case $mode in
  exit | unready | hang | refuse | never-start | ignore-term | oom | oom=[0-9]* | slow=[0-9]* | die-after=[0-9]*) ;;
  *) die "unknown mode '$mode'; there are: exit die-after=N oom[=N] unready hang refuse never-start slow=N ignore-term" ;;
  esac
  case ${4:-} in
  --when) when=${5:?"--when needs a text"} ;;
  --when=?*) when=${4#--when=} ;;
  ?*) die "fail: unknown argument '$4'" ;;
  esac
  printf '%s\n%s\n' "$mode" "$when" >"$HOSTS/$host/root$IN_HOST/fail/$service"
  case $mode in unready | hang | ignore-term) ;; *) say "takes effect when the service starts next: lab sh $host systemctl restart snap.k8s.$service" ;; esac
}
heal_command() {
  known_host "${1:-}"
  if [ -n "${2:-}" ]; then rm -f "$HOSTS/$1/root$IN_HOST/fail/$2"; else rm -f "$HOSTS/$1/root$IN_HOST"/fail/*; fi
}
drift_command() { known_host "${1:-}"; in_host "$1" systemctl kill --kill-whom=main --signal=USR1 snap.k8s.k8sd; }

shell_command() {
  known_host "${1:-}"
  case ${2:-} in dash | busybox) in_host "$1" ln -sf "$2" /bin/sh ;; *) die "usage: lab shell HOST dash|busybox" ;; esac
}

refresh_command() {
  local to='' hosts=() host
  while [ $# -gt 0 ]; do
    case $1 in --to) to=$2; shift ;; *) hosts+=("$1") ;; esac
    shift
  done
  [ ${#hosts[@]} -gt 0 ] || mapfile -t hosts < <(host_names)
  build
  unlock
  TO=$to each_host refresh_host "${hosts[@]}"
}
# As a refresh from the store, except that the file is local: snapd stops the services, deletes the units, writes them anew.
refresh_host() {
  local host=$1 to=${TO:-} from
  from=$(in_host "$host" snap list k8s | awk '$1 == "k8s" { print $2 }')
  [ -n "$to" ] || { if [ "$from" = "${K8S_VERSIONS[0]}" ]; then to=${K8S_VERSIONS[1]}; else to=${K8S_VERSIONS[0]}; fi; }
  [ -f "$(k8s_snap "$to")" ] || die "no snap of version $to; there are: ${K8S_VERSIONS[*]}"
  mkdir -p "$HOSTS/$host/root$IN_HOST/snaps"
  cp "$(k8s_snap "$to")" "$HOSTS/$host/root$IN_HOST/snaps/k8s.snap"
  in_host "$host" snap install --dangerous --classic "$IN_HOST/snaps/k8s.snap" >/dev/null
  rm "$HOSTS/$host/root$IN_HOST/snaps/k8s.snap"
  say "$host: k8s $from -> $to"
}
