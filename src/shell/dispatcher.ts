import { quote } from './quote.ts';

/** Seconds without a beat after which a dispatcher that holds a lock ends itself, and how often it looks. */
export interface Silence {
  readonly limit: number;
  readonly poll: number;
}

/** architecture.md, section 7 "The lock". */
export const SILENCE: Silence = { limit: 90, poll: 5 };

/** What the dispatcher itself runs, and `stat`, `sha256sum`, `readlink`, `mktemp`, which nearly every module does. */
const NEEDED_TOOLS = [
  'dd',
  'cat',
  'id',
  'flock',
  'setsid',
  'sleep',
  'mkdir',
  'stat',
  'sha256sum',
  'mktemp',
  'readlink',
];

/**
 * The script that serves one identity on one host, for `sh -c` (dash, busybox sh and bash). It never comes on
 * standard input, where dash and busybox read ahead and would execute data.
 *
 * In: the session's nonce on the first line, then lines `OP LENGTH SEQUENCE ARGUMENT`, each followed by LENGTH bytes.
 * Out: `NONCE:word:…` lines; `h` hello, `b` frame begun, `c` command ended, `t` frame ended, `k` frame killed, `p` put, `l` lock, `u` unlock.
 *
 * Descriptors: 4 the real standard error (2 is silent, so that no shell's own complaint gets into an answer);
 * 5 and 6 the read ends of the pipes that a frame writes to, 7 and 8 their write ends; 9 the lock.
 * A frame writes to pipes of its own, relayed by two `cat`s that end before the next frame: a child that
 * survives its command can neither hold up nor pollute what follows (what it writes before they end comes before `b`). The pipes are here-documents' (no process, no
 * file); /proc/self/fd opens their write end.
 * Leaving (end of input, TERM): the running batch is let finish, at most its own timeout long, with its output drained.
 */
export const dispatcherText = (silence: Silence = SILENCE): string => `
PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/snap/bin LC_ALL=C
export PATH LC_ALL
umask 077
cd /
exec 4>&2 2>/dev/null
W=${quote(WRAPPER)}
D=${quote(WATCHDOG)}
K=${quote(LIMITER)}
w= d= f=
say() { printf '%s:%s\\n' "$n" "$1"; }
end() { kill -STOP "$1"; kill -KILL -"$1" || kill -KILL "$1"; wait "$1"; }
settle() { [ "$w" ] || return 0; kill -KILL "$o" "$e"; exec 7>&- 8>&-; wait "$w" "$o" "$e"; exec 5<&- 6<&-; w=; }
unlock() { [ "$d" ] && end "$d"; [ "$f" ] && : >"$f.holder"; exec 9>&-; d= f=; }
leave() {
  trap '' TERM HUP INT
  [ "$d" ] && end "$d"; d=
  if [ "$w" ]; then
    kill -KILL "$o" "$e"; wait "$o" "$e"
    cat <&5 >/dev/null 4>&- 7>&- 8>&- 9>&- & o=$!
    cat <&6 >/dev/null 4>&- 7>&- 8>&- 9>&- & e=$!
    setsid sh -c "$K" k "$t" "$w" 9>&- & k=$!
    wait "$w"; end "$k"; settle
  fi
  unlock; exit
}
run() {
  s=$(exec dd bs="$l" count=1 iflag=fullblock 9>&-)
  case $s in *"#$n") ;; *) leave ;; esac
  exec 5<<P 6<<P

P

P
  read -r x <&5; read -r x <&6
  exec 7>/proc/self/fd/5 8>/proc/self/fd/6
  cat <&5 4>&- 7>&- 8>&- 9>&- & o=$!
  cat <&6 >&4 4>&- 7>&- 8>&- 9>&- & e=$!
  printf '%s %s\\n%s\\n' "$n" "$q" "$s" 4>&- 7>&- 8>&- 9>&- |
    setsid sh -c "$W" >&7 2>&8 4>&- 5<&- 6<&- 7>&- 8>&- 9>&- & w=$! s= t=$a
}
cut() { end "$w"; say "k:$q" >&7; say "k:$q" >&8; }
put() {
  x=$(exec 9>&-; dd bs="$l" count=1 iflag=fullblock status=none | { cat >>"$a"; } 2>&1) && x= || x=\${x:-failed}
  say "p:$q:\${x%%
*}"
}
lock() {
  h=$(exec dd bs="$l" count=1 iflag=fullblock 9>&-)
  [ -d "\${a%/*}" ] || mkdir "\${a%/*}"
  if ! ( : >>"$a" ); then say "l:$q:error"; return; fi
  exec 9>>"$a"
  if flock -n 9; then
    f=$a; printf '%s\\n' "$h" >"$f.holder"
    setsid sh -c "$D" d $$ ${silence.limit} ${silence.poll} >/dev/null 4>&- 9>&- & d=$!
    say "l:$q:taken"
  else
    exec 9>&-; x=; read -r x <"$a.holder"; say "l:$q:busy:$x"
  fi
}
beat() { [ "$d" ] || return 0; kill -USR1 "$d"; printf '%s; last heard from at %s\\n' "$h" "$a" >"$f.holder"; }
trap : PIPE
trap leave TERM HUP INT
read -r n || exit
m=
for x in ${NEEDED_TOOLS.join(' ')}; do command -v $x >/dev/null || m="$m $x"; done
[ -e /proc/self/fd/1 ] || m="$m /proc"
x="h:$(id -u):$m"; say "$x"; say "$x" >&4
while read -r c l q a; do
  case $c in
    run) settle; run ;;
    kill) [ "$w" ] && cut ;;
    new) settle; ( : >"$a" ); put ;;
    add) settle; put ;;
    lock) settle; lock ;;
    unlock) settle; unlock; say "u:$q" ;;
    beat) beat ;;
  esac
done
leave
`;

/** Runs one batch: nonce and sequence come with it, on standard input, so that no other process can read them. */
const WRAPPER = `read -r n q
s=$(cat)
_m() { printf '%s:c:%s:%s:%s\\n' "$n" "$q" "$1" "$2"; printf '%s:c:%s:%s:%s\\n' "$n" "$q" "$1" "$2" >&2; }
printf '%s:b:%s\\n' "$n" "$q"; printf '%s:b:%s\\n' "$n" "$q" >&2
(eval "$s") </dev/null
printf '%s:t:%s\\n' "$n" "$q"; printf '%s:t:%s\\n' "$n" "$q" >&2`;

/**
 * Ends a dispatcher ($1) that has heard no beat (USR1) for $2 seconds: TERM, and KILL as long after that if it is stuck.
 * Goes with its parent. The dispatcher ends it before it waits for a running batch.
 */
const WATCHDOG = `a=0
trap a=0 USR1
while sleep "$3"; do
  read -r x x x p x </proc/$$/stat
  [ "$p" = "$1" ] || exit
  a=$((a + $3))
  [ $a -lt "$2" ] || kill -TERM "$1"
  [ $a -lt $((2 * $2)) ] || kill -KILL "$1"
done`;

/** Cuts a batch ($2) whose controller is gone once its frame's timeout ($1, seconds) is over. */
const LIMITER = `sleep "$1"; kill -KILL -"$2"`;
