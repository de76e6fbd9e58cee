# Failures on order, what snapd does to a snap, and the choice of /bin/sh.
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
  from=$(version_on "$host")
  [ -n "$to" ] || { if [ "$from" = "${K8S_VERSIONS[0]}" ]; then to=${K8S_VERSIONS[1]}; else to=${K8S_VERSIONS[0]}; fi; }
  [ -f "$(k8s_snap "$to")" ] || die "no snap of version $to; there are: ${K8S_VERSIONS[*]}"
  install_snap "$host" "$to"
  say "$host: k8s $from -> $to"
}
fail_refresh_host() {
  ! install_snap "$1" "$K8S_BROKEN" 2>/dev/null || die "$1: the refresh to $K8S_BROKEN did not fail"
  say "$1: refresh to $K8S_BROKEN failed and was taken back"
}
revert_host() { in_host "$1" snap revert k8s >/dev/null; say "$1: k8s reverted to $(version_on "$1")"; }
reenable_host() { in_host "$1" sh -c 'snap disable k8s && snap enable k8s' >/dev/null; say "$1: k8s disabled and enabled"; }

version_on() { in_host "$1" snap list k8s | awk '$1 == "k8s" { print $2 }'; }
install_snap() { # HOST VERSION
  local folder=$HOSTS/$1/root$IN_HOST/snaps code=0
  mkdir -p "$folder"
  cp "$(k8s_snap "$2")" "$folder/k8s.snap"
  in_host "$1" snap install --dangerous --classic "$IN_HOST/snaps/k8s.snap" >/dev/null || code=$?
  rm "$folder/k8s.snap"
  return $code
}
