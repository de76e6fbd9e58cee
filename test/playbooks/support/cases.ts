import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';

/** A playbook and how it is run, one run after the other on the same hosts. Words are those of `ansible-playbook`. */
export interface Case {
  readonly name: string;
  readonly playbook: string;
  readonly inventory: string;
  /** Files beside the playbook. */
  readonly files: Readonly<Record<string, string>>;
  readonly runs: readonly string[];
}

const folder = new URL('../fixtures/cases/', import.meta.url);
const table = z.array(
  z.strictObject({
    name: z.string(),
    playbook: z.string(),
    inventory: z.string().optional(),
    files: z.record(z.string(), z.string()).default({}),
    runs: z.array(z.string()).default(['']),
  }),
);

/** Every case of the tables, `area: name`. */
export function allCases(): readonly Case[] {
  const inventory = read('inventory.yaml');
  return readdirSync(folder)
    .filter((file) => file !== 'inventory.yaml')
    .flatMap((file) =>
      table.parse(parse(read(file))).map((found) => ({
        ...found,
        inventory: found.inventory ?? inventory,
        name: `${file.replace('.yaml', '')}: ${found.name}`,
      })),
    );
}

const read = (file: string): string => readFileSync(new URL(file, folder), 'utf8');
