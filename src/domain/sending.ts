import type { Identity } from './connection.ts';
import type { Frame } from './session.ts';

/** One thing that goes to a host's dispatcher. */
export type Sending =
  | {
      readonly kind: 'frame';
      readonly identity: Identity;
      readonly frame: Frame;
      /** It only asks, and changes nothing. */
      readonly asks: boolean;
      /** It depends on what an earlier change makes of the host, so it may differ from what is sent then. */
      readonly expected: boolean;
    }
  /** Content that does not fit into a frame. */
  | {
      readonly kind: 'put';
      readonly identity: Identity;
      readonly path: string;
      readonly content: Buffer;
      readonly secret: boolean;
    };
