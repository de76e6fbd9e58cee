/**
 * What a host says of one path. Modes are permission bits (0 to 0o7777), times whole seconds since the epoch.
 * `unknown` means that we could not look (permission, I/O error): never the same as absent.
 */
export type FileState =
  | { readonly kind: 'absent'; readonly realPath: string }
  | { readonly kind: 'unknown'; readonly why: string }
  | PresentFile;

export interface PresentFile {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** The path after every symbolic link in it was resolved. */
  readonly realPath: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Bytes. */
  readonly size: number;
  readonly inode: number;
  /** Names that the file has; not everybody asks. */
  readonly links?: number;
  readonly modified: number;
  /** Lower-case hex; regular files whose hash or content was asked. */
  readonly sha256?: string;
  /** Where content was asked; null when the file is larger than `contentLimit`. */
  readonly content?: Buffer | null;
  /** Links only: what the link says, and what is behind it (null when it dangles). */
  readonly linkTarget?: string;
}

/** Content beyond this many bytes is not fetched from a host. */
export const contentLimit = 1024 * 1024;

/**
 * A question about one path. All of a frame are answered by one `stat` and one `sha256sum`.
 * `follow` looks at what a symbolic link points to, as `stat -L` does.
 */
export interface FileQuestion {
  readonly path: string;
  readonly want: 'attributes' | 'hash' | 'content';
  readonly follow: boolean;
}

/** What a write was planned from; tested on the host in the same step as the rename. */
export type Expectation =
  | { readonly kind: 'absent' }
  | {
      readonly kind: 'file';
      readonly sha256: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    }
  | {
      readonly kind: 'attributes';
      readonly type: PresentFile['kind'];
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };
