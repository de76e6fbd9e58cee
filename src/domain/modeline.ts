/** The line by which a YAML file names what editors check it with; `folder` as seen from the file. */
export const modeline = (schema: 'playbook' | 'inventory' | 'bulwark', folder: string): string =>
  `# yaml-language-server: $schema=${folder}/${schema}.schema.json`;
