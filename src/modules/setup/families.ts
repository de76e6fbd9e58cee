/** Ansible's `os_family` of an os-release(5) ID; unknown ones go by what they say they are like. */
export function familyOf(id: string | null, like: string | null): string | null {
  const ids = [id ?? '', ...(like ?? '').split(' ')];
  return families.find(([known]) => ids.includes(known))?.[1] ?? id;
}

const families: readonly (readonly [string, string])[] = [
  ['debian', 'Debian'],
  ['ubuntu', 'Debian'],
  ['rhel', 'RedHat'],
  ['fedora', 'RedHat'],
  ['centos', 'RedHat'],
  ['suse', 'Suse'],
  ['opensuse', 'Suse'],
  ['alpine', 'Alpine'],
  ['arch', 'Archlinux'],
];
