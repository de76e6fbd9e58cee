import { sh } from '../../shell/sh.ts';

/**
 * Shell functions that look at one service of the snap. They speak through variables: `look` sets what systemd says
 * (load active sub pid restarts result died), `process` sets exe, `ask` sets http and body, and `why` says what is
 * amiss: unit, failed, inactive, process, endpoint, restarted or replaced. `t` is the time in milliseconds.
 * A wrapper in bash counts as not started: snap wrappers loop until the API server answers (domain facts, section 2).
 */
export const lookFunctions = sh`unset http_proxy https_proxy all_proxy HTTP_PROXY HTTPS_PROXY ALL_PROXY
now() { IFS='. ' read -r s f x </proc/uptime; f=1$f; t=$((s * 1000 + (f - 100) * 10)); }
nap() { sleep "$1" 2>/dev/null || sleep 1; }
look() {
  load= active= sub= pid=0 restarts=0 result= died=
  while IFS='=' read -r k v; do
    case $k in
      LoadState) load=$v ;; ActiveState) active=$v ;; SubState) sub=$v ;; MainPID) pid=$v ;;
      NRestarts) restarts=$v ;; Result) result=$v ;; ExecMainStatus) died=$v ;;
    esac
  done <<UNIT
$(systemctl show --no-pager -p LoadState,ActiveState,SubState,MainPID,NRestarts,Result,ExecMainCode,ExecMainStatus -- "snap.k8s.$1.service" 2>&1)
UNIT
}
process() {
  exe=
  [ "$pid" -gt 0 ] && exe=$(readlink "/proc/$pid/exe") || return 1
  case $exe in
    */"$1" | */"$1 (deleted)") return 0 ;;
    */bash | */sh | */dash | */busybox) return 1 ;;
  esac
  x=$(tr '\0' '\n' <"/proc/$pid/cmdline" 2>/dev/null | head -n 1)
  case $x in "$1" | */"$1") return 0 ;; esac
  return 1
}
ask() {
  http= body=
  case $1 in
    none) return 0 ;;
    kubectl) body=$(timeout 10 k8s kubectl get --raw="$2" --request-timeout=5s 2>&1) && http=ok && return 0; http=failed; return 1 ;;
  esac
  if command -v curl >/dev/null; then
    body=$(curl -sSk --max-time 5 -w '\n%{http_code}' "$2" 2>&1); x=$?
    http=$(printf '%s\n' "$body" | tail -n 1)
    body=$(printf '%s\n' "$body" | sed '$d')
    case $x$http in 02??) return 0 ;; esac
    return 1
  fi
  if command -v wget >/dev/null; then
    body=$(wget -q -O - -T 5 --no-check-certificate "$2" 2>&1) && http=ok && return 0
  else
    body=$(timeout 10 k8s kubectl --kubeconfig=/dev/null --insecure-skip-tls-verify --server="$3" get --raw="$4" 2>&1) && http=ok && return 0
  fi
  http=failed; return 1
}
keep() { eval "a$1=\$after"; }
kept() { eval "after=\$a$1"; }
report() {
  printf '%s=%s\n' gate "$1" passed "$2" why "$why" ready_after "$after" stable "$stable" load "$load" active "$active" sub "$sub" \
    result "$result" died "$died" restarts_before "$before" restarts "$restarts" pid_before "$first" pid "$pid" exe "$exe" http "$http"
  printf 'body=%s\n' "$(printf %s "$body" | head -c 300 | tr '\n\r' '  ')"
  [ "$2" = yes ] && return
  x=$(journalctl -u "snap.k8s.$1.service" -n 40 -o cat --no-pager 2>/dev/null |
    grep -vE '^(Start|Stopp)(ed|ing) |: (Scheduled restart job,|Deactivated successfully|Consumed )' | cut -c 1-300)
  s=$(printf '%s\n' "$x" | grep -E "$amiss" | tail -n 3)
  [ -n "$s" ] || s=$(printf '%s\n' "$x" | tail -n 3)
  printf '%s\n' "$s" | sed '/^$/d; s/^/said=/'
}
amiss='^[EF][0-9]{4} |[Ee]rror|[Ff]atal|[Ff]ailed|[Pp]anic|[Kk]illed|OOM|refus|denied|cannot|Main process exited'`;

/** `ready COMPONENT TIMEOUT ENDPOINT…`: waits until it is ready. Gives up early on a unit that is missing, failed, or inactive for 10 s. */
export const readyFunction = sh`ready() {
  c=$1 limit=$2; shift 2
  now; begin=$t idle=$t after= stable= why=
  look "$c"; before=$restarts first=$pid
  until sound "$c" "$@"; do
    now
    [ "$active" = inactive ] || idle=$t
    case $load$active in not-found* | *failed) why=failed; return 1 ;; esac
    [ $((t - begin)) -lt "$limit" ] && [ $((t - idle)) -lt 10000 ] || return 1
    nap 0.5
  done
  now; after=$((t - begin))
}
sound() {
  c=$1; shift
  look "$c"; why= http= body= exe=
  if [ "$active" != active ]; then why=inactive; return 1; fi
  if ! process "$c"; then why=process; return 1; fi
  if ! ask "$@"; then why=endpoint; return 1; fi
  [ "$1" != kubectl ] || [ -z "$3" ] || ask kubectl "$3" || { why=endpoint; return 1; }
}`;

/** `base I COMPONENT` notes restarts and main process; `still I COMPONENT ENDPOINT…` fails when they moved or it is unwell, twice asked. */
export const watchFunctions = sh`base() { look "$2"; eval "r$1=\$restarts p$1=\$pid"; }
recall() { eval "before=\$r$1 first=\$p$1"; }
still() {
  recall "$1"; c=$2; shift 2
  look "$c"; why= http= body= exe=
  if [ "$restarts" != "$before" ]; then why=restarted
  elif [ "$active" = failed ]; then why=failed
  elif [ "$active" != active ]; then why=inactive
  elif [ "$pid" != "$first" ]; then why=replaced
  elif ! process "$c"; then why=process
  elif ask "$@" || { nap 0.5; ask "$@"; }; then return 0
  else why=endpoint; fi
  return 1
}`;
