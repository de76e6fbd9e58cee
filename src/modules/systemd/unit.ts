import type { Query } from '../../domain/module.ts';
import { BadAnswer } from '../../domain/module.ts';
import { unitResource } from '../../domain/resource.ts';
import { sh } from '../../shell/sh.ts';
import { keyValues } from '../key-values.ts';

/** Properties of a unit as `systemctl show` prints them, by name; empty texts where systemd has no value. */
export type UnitState = ReadonlyMap<string, string>;

const properties =
  'Id,LoadState,ActiveState,SubState,UnitFileState,NeedDaemonReload,Type,RemainAfterExit,CanReload,Result,NRestarts,MainPID,FragmentPath';

/** systemd.unit(5): a name without one of these means a service. */
const suffixes = /\.(?:service|socket|target|timer|mount|automount|path|slice|scope|device|swap)$/;

export const unitName = (name: string): string => (suffixes.test(name) ? name : `${name}.service`);

/** What systemd says of one unit. Also loads its unit file, so that a new one is found. */
export const unitQuery = (name: string): Query<UnitState> => ({
  command: sh`systemctl show --no-pager -p ${properties} -- ${unitName(name)}`,
  reads: [unitResource(unitName(name))],
  parse: ({ output }) => {
    const unit = keyValues(output.stdout.toString());
    if (output.code !== 0 || !unit.has('LoadState'))
      throw new BadAnswer(`systemd did not tell of ${unitName(name)}`, wordsOf(output.stderr));
    return unit;
  },
});

/** How many of the loaded units have a newer file than systemd knows. */
export const reloadQuery: Query<UnitState> = {
  command: sh`systemctl show --no-pager -p NeedDaemonReload '*'`,
  reads: [unitResource('*')],
  parse: ({ output }) => {
    if (output.code !== 0) throw new BadAnswer('systemd did not tell of its units', wordsOf(output.stderr));
    return new Map([['NeedDaemonReload', /^NeedDaemonReload=yes$/m.test(output.stdout.toString()) ? 'yes' : 'no']]);
  },
};

const wordsOf = (stderr: Buffer): readonly string[] => stderr.toString().trim().split('\n').slice(0, 3);
