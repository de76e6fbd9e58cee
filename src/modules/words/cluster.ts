import type { ModuleWords } from './module-words.ts';

/** Modules for the snap, the node and the machine below it. */
export const clusterWords: Readonly<
  Record<'k8s_info' | 'k8s_node' | 'reboot' | 'snap' | 'systemd_dropin', ModuleWords>
> = {
  k8s_info: {
    parameters: {
      kind: 'what kind of objects, as their `kind` says it',
      api_version: 'group and version of the kind, as their `apiVersion` says it',
      namespace: 'only in this one',
      name: 'only the one that is called so; of a kind with namespaces, with namespace',
      label_selectors: 'only those with these labels: NAME=VALUE, or any selector that kubectl takes',
      field_selectors: 'only those with these fields: status.phase=Running',
    },
    results: {
      resources:
        'the objects, each with apiVersion and kind, without metadata.managedFields; empty where there are none',
      api_found: 'true',
    },
    notes: [
      'Asked of a control plane: put it into a play on control_plane, or delegate_to one. `k8s kubectl get --raw` is used, or kubectl, 500 objects at a time.',
      'Of Secrets only name, namespace and type are told: what is in them never leaves the host.',
      'A kind that the API server does not have is an error, not an empty list, and so is a list that did not come whole. One question brings at most 2 MiB, packed by gzip: narrow it down where that is not enough.',
    ],
  },
  k8s_node: {
    parameters: {
      name: 'the node, as Kubernetes calls it',
      cordon: 'nothing new is scheduled there',
      drain: 'cordon, and evict its pods; those of a DaemonSet stay',
      uncordon: 'things are scheduled there again',
      wait: 'wait until it is Ready; before uncordon',
      label: 'labels and their values',
      timeout: 'how long a drain and a wait may take, each',
      force: 'drain: also evict pods that nothing makes anew',
      delete_emptydir_data: 'drain: also evict pods whose local data is lost by it',
      grace_period: 'drain: how long each pod has to end, instead of its own time',
    },
    results: {
      name: 'the node',
      'ready, cordoned, labels': 'as they were found',
      pods: 'with drain: NAMESPACE/NAME of the pods that were to be evicted',
    },
    notes: [
      'Asked of a control plane, about any node: put it into a play on control_plane, or delegate_to one. `k8s kubectl` is used, or kubectl.',
      'Budgets of disruption hold: a drain waits for them until its timeout. What was evicted or labelled is not undone by a rollback.',
    ],
  },
  reboot: {
    parameters: {
      reboot_timeout: 'until when it must be back and ready',
      pre_reboot_delay: 'wait before it goes',
      post_reboot_delay: 'wait once it is ready',
      test_command: 'a shell command that succeeds once it is ready',
      msg: 'what those who are logged in are told',
    },
    results: { rebooted: 'true when it was', elapsed: 'seconds until it was ready' },
    notes: [
      'It needs --disrupt node. Control planes go one at a time, and none goes where a quorum of the others would not be Ready without it: in a cluster of one or two that is always so.',
      'It is back with another boot id, the services of the k8s snap that ran before, its own API server ready where it has one, and test_command. Then the lock is taken again and the gate of the task is asked.',
      'It reboots in every run: guard it with `when`. Handlers that were notified before stay due: they are written down on the host.',
    ],
  },
  snap: {
    parameters: {
      name: 'the snap',
      state: 'absent: it is removed',
      channel: 'what it follows',
      revision: 'exactly this one',
      classic: 'install it without confinement',
      hold: 'no refresh by snapd for so long; renewed when less than half of it is left. false: an earlier hold ends',
      refresh: 'bring it to the newest of its channel; the store is asked',
      purge: 'absent: without the snapshot of its data',
    },
    results: { name: 'the snap', state: 'as given', 'version, revision, channel, held': 'as they were found' },
    notes: [
      'Refuses while snapd has a change in progress. A hold always ends: `forever` is an error.',
      'A refresh restarts the services of the snap: it needs --disrupt process. Nothing of it is undone by a rollback; snap revert does it by hand.',
    ],
  },
  systemd_dropin: {
    parameters: {
      unit: 'the unit; .service may be left out',
      name: 'the file, without .conf; they are read in the order of their names',
      content: 'its text, sections included',
      state: 'absent: it is removed',
    },
    results: { path: 'the file', unit: 'the unit', state: 'as it was found' },
    notes: [
      'Writes /etc/systemd/system/UNIT.d/NAME.conf, 0644 root, and lets systemd read its units again. The unit is not restarted: notify a handler.',
      'snapd writes the units of a snap anew at each refresh, with what was edited in them lost; drop-ins stay.',
    ],
  },
};
