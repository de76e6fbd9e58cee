import { type Assignment, bootOrder, readAssignment } from './assignments.ts';
import type { SysctlState } from './probe.ts';

/** What is assigned at boot, in order; with `content` as our file. null: as the files are. */
export function nextBoot(
  path: string,
  content: string | null,
  { files, ours, assignments }: SysctlState,
): readonly Assignment[] {
  const all =
    content === null || files.some((file) => ours.has(file)) || !isBootFile(path) ? files : insertFirst(path, files);
  const written = (content ?? '').split('\n').flatMap((text, index) => readAssignment(path, index + 1, text) ?? []);
  return bootOrder(all).flatMap((file) =>
    content !== null && ours.has(file) ? written : assignments.filter((assignment) => assignment.file === file),
  );
}

/** Files of /etc hide those of the other folders, and are read first. */
const insertFirst = (path: string, files: readonly string[]): readonly string[] =>
  path.startsWith('/etc/') ? [path, ...files] : [...files, path];

const isBootFile = (path: string): boolean =>
  /^(?:\/etc|\/run|\/usr\/local\/lib|\/usr\/lib|\/lib)\/sysctl\.d\/[^/]+\.conf$/.test(path);
