/** What the page and the Media Worker say to each other; both ends are ours, so the types are the contract. */
import type { Mix, VideoFormat } from '../../shared/contract/settings.ts';

/** `sync` is the plain test picture; `busy` adds noise so that the encoder needs every bit it is given. */
export type TestPattern = 'sync' | 'busy';

/** Peak and RMS of left and right over the last moment, dBFS, -120 for silence. */
export type AudioLevel = { readonly peakDb: readonly [number, number]; readonly rmsDb: readonly [number, number] };

/**
 * Where the Worker's picture comes from; a camera's frames arrive on a transferred stream. One that is `returning` was
 * lost or frozen before: viewers see it once it is healthy.
 */
export type VideoFeed =
  | { readonly kind: 'test' }
  | { readonly kind: 'slate' }
  | { readonly kind: 'camera'; readonly readable: ReadableStream<VideoFrame>; readonly returning: boolean };

/** Where the Worker's sound comes from; a microphone's sound arrives on a transferred stream, 48 kHz. */
export type AudioFeed =
  | { readonly kind: 'test' }
  | { readonly kind: 'silence' }
  | { readonly kind: 'microphone'; readonly readable: ReadableStream<AudioData> };

/** Page → Worker. Ports, canvases and streams are transferred. What concerns the show is in `compose/scene/messages.ts`. */
export type PageMessage =
  | { readonly kind: 'port'; readonly port: MessagePort }
  | { readonly kind: 'preview'; readonly id: number; readonly canvas: OffscreenCanvas }
  | { readonly kind: 'preview-gone'; readonly id: number }
  | { readonly kind: 'preview-active'; readonly active: boolean }
  | { readonly kind: 'video'; readonly feed: VideoFeed }
  | { readonly kind: 'audio'; readonly feed: AudioFeed }
  | { readonly kind: 'mix'; readonly mix: Mix }
  /** Where blocks for the ears here are written; null: nobody listens. */
  | { readonly kind: 'monitor'; readonly sink: WritableStream<AudioData> | null }
  | { readonly kind: 'format'; readonly format: VideoFormat }
  | { readonly kind: 'test-pattern'; readonly pattern: TestPattern };

/** Worker → page. */
export type PageReport =
  /** The picture's source gives nothing and viewers see the holding picture, or they see the source again. */
  { readonly kind: 'source'; readonly news: 'frozen' | 'flowing' };
