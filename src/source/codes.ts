/** What the errors and warnings of this folder mean, by code. */
export const sourceCodes = {
  'duplicate-key':
    'A mapping has the same key twice. YAML readers take one of them silently; here it is an error. Take one out.',
  'old-boolean':
    'A warning: `yes`, `no`, `on` and `off` are text in YAML 1.2. Where true or false is wanted, and as values of variables, they are taken for it, as in Ansible. Write true or false, or quote the word.',
  sealed: 'What ansible-vault or age encrypted cannot be opened or used here. The message says why.',
  'unknown-key':
    'A key that means nothing at this place. The message lists what is known there; a near name is probably meant.',
  'unquoted-template':
    'A value that starts with {{ must stand in quotes: without them YAML reads a mapping. Write "{{ name }}".',
  'wrong-type':
    'The value is of another kind than what is wanted here: a list where a mapping goes, text where a number goes.',
  'yaml-alias': 'An alias (*name) without its anchor (&name), or one that would hold itself.',
  'yaml-control-character':
    'The file holds a control character, which no editor shows. Take it out, or write it as an escape in double quotes.',
  'yaml-documents': 'The file holds several YAML documents (---). One is wanted.',
  'yaml-encoding': 'The file is not UTF-8. Save it as UTF-8.',
  'yaml-key': 'A key that is a list or a mapping. Keys are text, numbers or booleans.',
  'yaml-merge': 'A merge key (<<) must name a mapping, or a list of mappings.',
  'yaml-syntax':
    'The text is not YAML. The caret shows where reading had to stop; the mistake may stand just above it.',
  'yaml-tab': 'A tab indents a line. YAML allows only spaces there: let the editor put them in.',
  'yaml-tag': 'A tag (!word) that is not known here, or that does not fit its value.',
  'yaml-too-deep': 'Values are nested deeper than any playbook needs; reading stops there for safety.',
  'yaml-too-large':
    'The file, with its aliases expanded, is larger than any playbook needs; reading stops there for safety.',
} as const;
