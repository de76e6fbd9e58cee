/**
 * What a question reads or a change writes, for the conflict table.
 * A unit name may be `*` or end in `*`. `any` conflicts with everything.
 */
export type Resource =
  | { readonly kind: 'path'; readonly path: string }
  | { readonly kind: 'unit' | 'user' | 'group' | 'sysctl' | 'saved'; readonly name: string }
  | { readonly kind: 'any' };

export const pathResource = (path: string): Resource => ({ kind: 'path', path });
export const unitResource = (name: string): Resource => ({ kind: 'unit', name });
export const userResource = (name: string): Resource => ({ kind: 'user', name });
export const groupResource = (name: string): Resource => ({ kind: 'group', name });
export const sysctlResource = (name: string): Resource => ({ kind: 'sysctl', name });
/** A file of the controller. */
export const savedResource = (name: string): Resource => ({ kind: 'saved', name });
export const anyResource: Resource = { kind: 'any' };
