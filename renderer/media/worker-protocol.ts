/** What the page and the Media Worker say to each other; both ends are ours, so the types are the contract. */
import type { VideoFormat } from '../../shared/contract/settings.ts';

/** `sync` is the plain test picture; `busy` adds noise so that the encoder needs every bit it is given. */
export type TestPattern = 'sync' | 'busy';

/** Peak and RMS of left and right over the last moment, dBFS, -120 for silence. */
export type AudioLevel = { readonly peakDb: readonly [number, number]; readonly rmsDb: readonly [number, number] };

/** Page → Worker. Ports and streams are transferred. What concerns the show is in `compose/scene/messages.ts`. */
export type PageMessage =
  | { readonly kind: 'port'; readonly port: MessagePort }
  /** Where blocks for the ears here are written; null: nobody listens. */
  | { readonly kind: 'monitor'; readonly sink: WritableStream<AudioData> | null }
  /** The strip that is listened to alone; null: none. */
  | { readonly kind: 'solo'; readonly sourceId: string | null }
  | { readonly kind: 'format'; readonly format: VideoFormat }
  | { readonly kind: 'test-pattern'; readonly pattern: TestPattern }
  /** What viewers read on the holding picture. */
  | { readonly kind: 'holding-text'; readonly text: string };
