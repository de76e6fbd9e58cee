# Boots two hosts of its own beside the lab (same layers, other namespace) and proves what tests of Bulwark rely on.
# shellcheck shell=bash

selftest_command() {
  export BULWARK_LAB_STATE=$LAB/selftest BULWARK_LAB_NET=$NET-selftest
  "$SRC/lab" down --wipe 2>/dev/null
  trap '"$SRC/lab" down --wipe 2>/dev/null' EXIT
  "$SRC/lab" up --control-planes 1 --workers 1 >/dev/null
  RESULTS=$BULWARK_LAB_STATE/results
  : >"$RESULTS"
  on_control_plane &
  on_worker &
  wait
  printf '%s passed, %s failed\n' "$(grep -c '^ok' "$RESULTS" || true)" "$(grep -c '^not ok' "$RESULTS" || true)"
  ! grep -q '^not ok' "$RESULTS"
}

lab() { "$SRC/lab" "$@"; }
check() { # TITLE COMMAND...: tries for 15 s
  local title=$1 i output
  shift
  for ((i = 0; i < 30; i++)); do
    if output=$("$@" 2>&1); then echo "ok $title" | tee -a "$RESULTS"; return 0; fi
    sleep 0.5
  done
  echo "not ok $title" | tee -a "$RESULTS"
  printf '   %s\n' "$output" | head -5
}
has() { [[ "$("${@:2}" 2>&1)" == *"$1"* ]]; }  # TEXT COMMAND...
says() { [ "$("${@:2}" 2>&1)" = "$1" ]; }      # exact
fails() { ! "$@"; }
ssh_as() { lab exec ssh -qi "$LAB/id_ed25519" -o BatchMode=yes -o UserKnownHostsFile="$BULWARK_LAB_STATE/known_hosts" "$1@$(address_of "$2")" "${@:3}"; }
restart() { lab sh "$1" systemctl reset-failed "snap.k8s.$2"; lab sh "$1" systemctl restart "snap.k8s.$2"; }
main_exe() { lab sh "$1" sh -c "basename \$(readlink /proc/\$(systemctl show -p MainPID --value snap.k8s.$2)/exe)"; }
result_of() { lab sh "$1" systemctl show -p Result --value "snap.k8s.$2"; }
readyz() { lab sh cp-1 k8s kubectl get --raw=/readyz; }
fault() { lab fail "$@" 2>/dev/null; restart "$1" "$2"; }
healed() { lab heal "$1" "$2"; restart "$1" "$2"; }
args_file() { echo "/var/snap/k8s/common/args/$1"; }

on_control_plane() {
  local h=cp-1
  check 'ubuntu has sudo without a password' says root ssh_as ubuntu $h sudo -n whoami
  check 'operator has no sudo without a password' fails ssh_as operator $h sudo -n whoami
  check 'operator has sudo with the password' says root ssh_as operator $h 'echo lab-operator-pw | sudo -S -p "" whoami'
  check 'nosudo cannot become root' fails ssh_as nosudo $h sudo -n whoami
  check 'there is no python' fails lab sh $h sh -c 'command -v python || command -v python3'
  check 'the process is the component, with its flags' has --advertise-address="$(address_of $h)" lab sh $h sh -c \
    'tr "\0" " " </proc/$(systemctl show -p MainPID --value snap.k8s.kube-apiserver)/cmdline'
  check 'the API server answers readyz' says ok readyz
  check 'the API server refuses strangers' has Unauthorized lab sh $h curl -sk https://127.0.0.1:6443/readyz
  echo 'billing report-1 worker-1 acme/report:dev=Never' | lab sh $h sh -c 'cat > /var/lib/bulwark-lab/cluster/pods'
  check "pods are those of the lab's file" has '"image":"acme/report:dev","imagePullPolicy":"Never"' lab sh $h k8s kubectl get pods -A -o json
  check 'objects are told as lists' has '"kind":"ClusterRoleBindingList"' lab sh $h k8s kubectl get --raw /apis/rbac.authorization.k8s.io/v1/clusterrolebindings
  check 'a list comes in pages' has '"continue":"lab2","remainingItemCount":2' lab sh $h k8s kubectl get --raw '/api/v1/namespaces?limit=2'
  check 'of one namespace' fails has coredns lab sh $h k8s kubectl get --raw /api/v1/namespaces/default/services
  check 'an object that is not there' has 'pods "x" not found' lab sh $h k8s kubectl get --raw /api/v1/namespaces/default/pods/x
  check 'a kind that is not there' has 'could not find the requested resource' lab sh $h k8s kubectl get --raw /api/v1/gizmos
  check 'selectors are refused' has 'does not know selectors' lab sh $h k8s kubectl get --raw '/api/v1/pods?labelSelector=a%3Db'
  check 'both nodes are Ready' has '"name":"worker-1"' lab sh $h k8s kubectl get nodes -o json

  echo '--v="$((1 + 1))"' | lab sh $h sh -c "cat >> $(args_file kube-scheduler)"
  restart $h kube-scheduler
  check 'args are evaluated by bash' has --v=2 lab sh $h sh -c 'tr "\0" " " </proc/$(systemctl show -p MainPID --value snap.k8s.kube-scheduler)/cmdline'
  lab drift $h
  check 'k8sd reports drift that it cannot compare' has 'have drifted, restarting service=kube-scheduler' lab sh $h journalctl -u snap.k8s.k8sd --no-pager
  lab sh $h sed -i '/--v=/d' "$(args_file kube-scheduler)"
  lab drift $h
  check 'k8sd restarts a drifted service' fails has --v=2 lab sh $h sh -c 'tr "\0" " " </proc/$(systemctl show -p MainPID --value snap.k8s.kube-scheduler)/cmdline'

  lab fail $h kube-apiserver unready
  check 'unready: readyz fails at etcd' has '[-]etcd failed: reason withheld' readyz
  lab heal $h kube-apiserver
  check 'unready: healed at once' says ok readyz
  lab fail $h kube-apiserver hang
  check 'hang: accepts and never answers' fails lab sh $h curl -sk --max-time 1 https://127.0.0.1:6443/readyz
  lab heal $h kube-apiserver
  fault $h kube-scheduler exit --when no-such-text
  check 'exit --when: healthy while the text does not occur' says kube-scheduler main_exe $h kube-scheduler
  fault $h kube-scheduler exit --when --profiling=false
  check 'exit --when: dies while it occurs' has exit-code result_of $h kube-scheduler
  healed $h kube-scheduler
  fault $h kube-scheduler refuse
  check 'refuse: runs' says kube-scheduler main_exe $h kube-scheduler
  check 'refuse: does not listen' fails lab sh $h curl -sk https://127.0.0.1:10259/healthz
  fault $h kube-scheduler slow=3
  check 'slow: not at first' fails lab sh $h curl -sk https://127.0.0.1:10259/healthz
  check 'slow: ready later' says ok lab sh $h curl -sk https://127.0.0.1:10259/healthz
  fault $h kube-scheduler oom=1
  check 'oom: killed' has signal lab sh $h journalctl -u snap.k8s.kube-scheduler --no-pager
  healed $h kube-scheduler
  lab fail $h kube-apiserver ignore-term
  restart $h kube-apiserver
  check 'ignore-term: systemd has to kill it' has 'stop-sigterm' lab sh $h journalctl -u snap.k8s.kube-apiserver --no-pager
  lab heal $h kube-apiserver
  check 'a recovered API server is ready again' says ok readyz
  check 'a bad flag: the error of pflag in the journal' bad_flag $h
}
bad_flag() {
  echo '--no-such-flag="1"' | lab sh "$1" sh -c "cat >> $(args_file kube-controller-manager)"
  restart "$1" kube-controller-manager
  sleep 1
  has 'unknown flag: --no-such-flag' lab sh "$1" journalctl -u snap.k8s.kube-controller-manager --no-pager
}

on_worker() {
  local h=worker-1 unit=/etc/systemd/system/snap.k8s.kubelet.service before
  check 'the kubelet sets its six sysctls live' says 'kernel.panic = 10' lab sh $h sysctl kernel.panic
  echo '--protect-kernel-defaults="true"' | lab sh $h sh -c "cat >> $(args_file kubelet)"
  restart $h kubelet
  check 'protect-kernel-defaults passes after that' says kubelet main_exe $h kubelet
  lab reboot $h 2>/dev/null & # never becomes healthy: the time bomb
  local rebooting=$!
  check 'and is a time bomb: the next boot fails' has 'invalid kernel flag: kernel/panic, expected value: 10, actual value: 0' \
    lab sh $h journalctl -b -u snap.k8s.kubelet --no-pager
  printf 'vm.overcommit_memory=1\nvm.panic_on_oom=0\nkernel.panic=10\nkernel.panic_on_oops=1\nkernel.keys.root_maxkeys=1000000\nkernel.keys.root_maxbytes=25000000\n' |
    lab sh $h sh -c 'cat > /etc/sysctl.d/90-kubelet.conf'
  check 'sysctl --system applies without an error' lab sh $h sysctl -q --system
  restart $h kubelet
  wait $rebooting || true
  check 'with persisted sysctls the kubelet starts' says kubelet main_exe $h kubelet
  lab reboot $h 2>/dev/null
  check 'and starts after a reboot' says kubelet main_exe $h kubelet

  lab sh $h chmod 600 $unit
  before=$(lab sh $h stat -c %i $unit)
  lab refresh $h 2>/dev/null
  check 'a refresh sets the unit from 600 to 644' says 644 lab sh $h stat -c %a $unit
  check 'with a new inode' fails says "$before" lab sh $h stat -c %i $unit
  check 'args survive the refresh' has protect-kernel lab sh $h cat "$(args_file kubelet)"
  check 'the revision is the next one' says x2 lab sh $h readlink /snap/k8s/current
  lab sh $h chmod 600 $unit
  lab fail-refresh $h 2>/dev/null
  check 'a refresh that fails is taken back' says x2 lab sh $h readlink /snap/k8s/current
  check 'and sets the unit to 644, too' says 644 lab sh $h stat -c %a $unit
  lab sh $h chmod 600 $unit
  lab reenable $h 2>/dev/null
  check 'disable and enable set the unit to 644' says 644 lab sh $h stat -c %a $unit
  check 'and leave its services on' says active lab sh $h systemctl is-active snap.k8s.kubelet
  fault $h kubelet never-start
  check 'never-start: systemd says active' says active lab sh $h systemctl is-active snap.k8s.kubelet
  check 'never-start: the process is bash' says bash main_exe $h kubelet
  lab heal $h kubelet
  check 'never-start: heals without a restart' says kubelet main_exe $h kubelet
  fault $h kubelet die-after=2
  check 'die-after: healthy first' says ok lab sh $h curl -s http://127.0.0.1:10248/healthz
  check 'die-after: dies' has 'told to fail: die-after' lab sh $h journalctl -u snap.k8s.kubelet --no-pager
  healed $h kubelet
  lab shell $h busybox
  check 'sh is busybox' has BusyBox lab sh $h sh -c 'sh --help'
  lab shell $h dash
  check 'three host keys' says 3 lab exec sh -c "ssh-keyscan -t rsa,ecdsa,ed25519 $(address_of $h) 2>/dev/null | wc -l"
}
