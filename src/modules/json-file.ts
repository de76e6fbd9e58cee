import type { Module } from '../domain/module.ts';
import { editJson } from '../source/edit-json.ts';
import {
  dataFileFields,
  dataFileParams,
  dataFileQuery,
  planDataFile,
  type DataFileParams,
  type DataFileState,
} from './data-file/data-file.ts';

const format = { edit: editJson, empty: '{}\n', name: 'JSON' };

/** Changes parts of a JSON file of the host; keys keep their order, numbers their digits. */
export const jsonFile: Module<DataFileParams, DataFileState> = {
  name: 'json_file',
  summary: 'Changes values in a JSON file and keeps its order and indentation',
  params: dataFileParams,
  examples: [
    '- json_file:\n    path: /etc/docker/daemon.json\n    create: true\n    merge:\n      live-restore: true\n      log-opts: {max-size: 10m}\n    mode: "0644"',
    '- json_file:\n    path: /etc/cni/net.d/05-cilium.conflist\n    list_key: name\n    set:\n      /plugins/0/log-file: /var/log/cilium-cni.log\n    absent: [/plugins/0/enable-debug]',
  ],
  data: ['merge', 'set'],
  probe: dataFileQuery,
  plan: (given, state) => planDataFile(format, given, state),
  result: dataFileFields,
};
