/** Where code of the operator's is: a file as seen from the working directory, or a package beside a file. */
export type ModuleSource =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'package'; readonly name: string; readonly beside: string };

/** What came of loading it. */
export type LoadedModule =
  | { readonly kind: 'loaded'; readonly file: string; readonly value: unknown }
  | { readonly kind: 'missing'; readonly why: string }
  /** Others may write this file, so that nothing was run. */
  | { readonly kind: 'foreign'; readonly file: string }
  /** `at`: `/srv/motd.ts:3:7`, where the error says so. */
  | { readonly kind: 'broken'; readonly message: string; readonly at: string | null };
