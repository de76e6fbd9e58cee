import type { Module } from '../domain/module.ts';
import { editYaml } from '../source/edit-yaml.ts';
import {
  dataFileFields,
  dataFileParams,
  dataFileQuery,
  planDataFile,
  type DataFileParams,
  type DataFileState,
} from './data-file/data-file.ts';

const format = { edit: editYaml, empty: '', name: 'YAML' };

/** Changes parts of a YAML file of the host and keeps its comments, its order and the form of everything else. */
export const yamlFile: Module<DataFileParams, DataFileState> = {
  name: 'yaml_file',
  summary: 'Changes values in a YAML file and keeps its comments and form',
  params: dataFileParams,
  examples: [
    `- yaml_file:
    path: /var/snap/k8s/common/etc/admission-control-config-file.yaml
    list_key: name
    merge:
      plugins:
        - name: EventRateLimit
          path: eventconfig.yaml
    create: |
      apiVersion: apiserver.config.k8s.io/v1
      kind: AdmissionConfiguration
    mode: "0600"`,
    '- yaml_file:\n    path: /etc/containerd/settings.yaml\n    set:\n      /debug/level: info\n    absent: [/metrics]',
  ],
  data: ['merge', 'set'],
  probe: dataFileQuery,
  plan: (given, state) => planDataFile(format, given, state),
  result: dataFileFields,
};
