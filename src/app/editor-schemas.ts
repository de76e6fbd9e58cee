import { catalogueSchema } from '../controls/catalogue-schema.ts';
import type { EditorSchema } from '../domain/editor-schema.ts';
import { inventorySchema } from '../inventory/inventory-schema.ts';
import type { RegisteredModule } from '../modules/registry/registered.ts';
import { playbookSchema } from '../playbook/playbook-schema.ts';
import type { ProjectFile } from './desk.ts';
import { projectConfigSchema } from './project-config-forms.ts';
import { waiversSchema } from './waivers-schema.ts';

/** Those for files that a project has: not the catalogue's. */
export const projectSchemaFiles = (modules: readonly RegisteredModule[]): readonly ProjectFile[] =>
  editorSchemaFiles(modules).filter(({ path }) => !path.endsWith('controls.schema.json'));

/** What editors check files with, as files of a folder `schemas`. */
export function editorSchemaFiles(modules: readonly RegisteredModule[]): readonly ProjectFile[] {
  const schemas: Readonly<Record<string, EditorSchema>> = {
    playbook: playbookSchema(modules),
    inventory: inventorySchema,
    bulwark: projectConfigSchema,
    waivers: waiversSchema,
    controls: catalogueSchema,
  };
  return Object.entries(schemas).map(([name, schema]) => ({
    path: `schemas/${name}.schema.json`,
    text: `${JSON.stringify(schema, null, 1)}\n`,
  }));
}
