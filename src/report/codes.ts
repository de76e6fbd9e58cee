/** What the errors and warnings of this folder mean, by code. */
export const reportCodes = {
  'checklist-host':
    'A checklist to be merged is of a host that was not assessed. Give it the name that the host has in the inventory, or move it away.',
  'checklist-stig':
    'A checklist to be merged has no part for the Kubernetes STIG, so there is no place for what was found. Add it with STIG Viewer, or start without --merge.',
  'checklist-syntax':
    'A checklist to be merged cannot be read: it is cut off, or was edited by hand. Save it again with STIG Viewer, or take an older copy.',
} as const;
