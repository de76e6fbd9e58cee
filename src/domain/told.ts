import type { HostKeyLook, KnownLine, Pin } from './host-key.ts';
import type { ScheduleRow, Timing } from './schedule.ts';

/** What is said in words of its own; the layout is the renderer's. */
export type Told =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  /** `more`: after a first host that was trusted before. `of`: hosts that were asked. */
  | { readonly kind: 'new-keys'; readonly pins: readonly Pin[]; readonly of: number; readonly more: boolean }
  | { readonly kind: 'first-contact'; readonly address: string; readonly pin: Pin }
  /** Hosts whose key cannot be trusted as it is. */
  | { readonly kind: 'key-trouble'; readonly looks: readonly HostKeyLook[] }
  | { readonly kind: 'unlisted'; readonly pins: readonly Pin[]; readonly file: string }
  | { readonly kind: 'verified'; readonly looks: readonly HostKeyLook[]; readonly took: number }
  | { readonly kind: 'known-lines'; readonly lines: readonly KnownLine[] }
  | { readonly kind: 'written'; readonly files: readonly WrittenFile[]; readonly kept: readonly string[] }
  /** A word in the first column, what it says beside it. */
  | { readonly kind: 'labelled'; readonly rows: readonly (readonly [string, string])[] }
  /** Times in milliseconds, or since the epoch. */
  | {
      readonly kind: 'schedules';
      readonly rows: readonly ScheduleRow[];
      readonly now: number;
      readonly timeZone: string;
      /** Since when nothing was reported. */
      readonly silentSince: number;
      /** How late a run of the most frequent one may be. */
      readonly tolerance: number;
      readonly isAmiss: boolean;
    }
  | {
      readonly kind: 'installed';
      readonly name: string;
      readonly what: string;
      readonly timing: Timing;
      readonly next: number;
      readonly now: number;
      readonly timeZone: string;
      readonly rows: readonly (readonly [string, string])[];
    }
  /** Commands to paste, and what they are for. */
  | { readonly kind: 'next'; readonly commands: readonly (readonly [command: string, does: string])[] };

/** A file of the new project; `about` is what to say of it, or null for those that are listed together. */
export interface WrittenFile {
  readonly path: string;
  readonly about: string | null;
}
