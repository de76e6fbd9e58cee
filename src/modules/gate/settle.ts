import type { ShellCommand } from '../../domain/shell-command.ts';
import { sh } from '../../shell/sh.ts';

/** Where the drift controller's program and arguments are. */
export interface SnapLayout {
  readonly k8sd: string;
  readonly k8sdArgs: string;
}

export const snapLayout: SnapLayout = {
  k8sd: '/snap/k8s/current/bin/k8sd',
  k8sdArgs: '/var/snap/k8s/common/args/k8sd',
};

/**
 * Raises `wanted` (milliseconds) to one round of k8sd's service arguments controller and 10 s, where this k8sd has one
 * that is switched on. Default 2 min, at least 30 s (k8sd 2026-04-27; domain facts, section 3). A fraction rounds up.
 */
export const settleText = ({
  k8sd,
  k8sdArgs,
}: SnapLayout): ShellCommand => sh`if grep -qa service-args-controller-check-interval ${k8sd} 2>/dev/null &&
  ! grep -Eq '^[[:space:]]*--disable-service-args-controller("?[[:space:]]*$|[= ]"?[Tt1])' ${k8sdArgs} 2>/dev/null; then
  x=$(sed -n 's/^[[:space:]]*--service-args-controller-check-interval[= ]*"\{0,1\}\([^"[:space:]]*\).*/\1/p' ${k8sdArgs} 2>/dev/null | tail -n 1)
  printf %s "$x" | grep -Eq '^([0-9]+(\.[0-9]+)?(h|m|s|ms))+$' || x=2m
  x=$(printf %s "$x" | sed 's/\([0-9]*\)\.[0-9]*/(\1+1)/g; s/ms/*1+/g; s/h/*3600000+/g; s/m/*60000+/g; s/s/*1000+/g')0
  x=$(($x)); [ "$x" -ge 30000 ] || x=30000
  x=$((x + 10000)); [ "$x" -le "$wanted" ] || wanted=$x
fi`;
