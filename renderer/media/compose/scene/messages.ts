/** What the page tells the studio in the Worker, and what it hears from it; both ends are ours, so the types are the contract. */
import type { Transition } from '../../../../shared/studio/document/scene.ts';
import type { Place } from '../../../../shared/studio/scene/show-index.ts';
import type { ShowNews } from '../../../../shared/studio/scene/show-news.ts';
import type { SourceReport } from '../../../../shared/studio/scene/source-status.ts';
import type { SoundFinding, SoundLevels } from '../../../../shared/studio/audio/level/levels.ts';
import type { LiveFacts, MediaOrder, MediaPosition, ProducerState, SourceFeed } from '../sources/producer.ts';
import type { OnAirReport } from './program/director.ts';

/** What a canvas of the page shows. */
export type ViewOf =
  | { readonly kind: 'program' | 'preview' | 'multiview' }
  | { readonly kind: 'scene'; readonly sceneId: string }
  | { readonly kind: 'source'; readonly sourceId: string }
  /** What the built-in ingest received. */
  | { readonly kind: 'received' };

/** Page → Worker. Canvases, streams and ports are transferred. */
export type ShowMessage =
  /** What is new of the show, on each change; at first all of it. */
  | { readonly kind: 'show'; readonly profileId: string; readonly news: ShowNews }
  /** Items that are being dragged; the next show counts again. */
  | { readonly kind: 'place'; readonly sceneId: string; readonly changes: readonly Place[] }
  | { readonly kind: 'feed'; readonly sourceId: string; readonly feed: SourceFeed | null }
  /** Sound of a device, 48 kHz; null: its end. */
  | { readonly kind: 'sound-feed'; readonly sourceId: string; readonly readable: ReadableStream<AudioData> | null }
  | { readonly kind: 'media'; readonly sourceId: string; readonly order: MediaOrder }
  /** Whether the window wants to know where a film stands. */
  | { readonly kind: 'watch-media'; readonly sourceId: string; readonly watched: boolean }
  /** `transition` null: that of the scene or of the show. */
  | { readonly kind: 'take'; readonly sceneId: string; readonly transition: Transition | null }
  /** The holding picture instead of the program. */
  | { readonly kind: 'holding'; readonly active: boolean }
  | { readonly kind: 'facts'; readonly facts: LiveFacts }
  /** The answer to `draw-svg`. */
  | { readonly kind: 'svg'; readonly id: number; readonly bitmap: ImageBitmap | null }
  | {
      readonly kind: 'view';
      readonly id: number;
      readonly canvas: OffscreenCanvas;
      readonly of: ViewOf;
      readonly fps: number;
    }
  /** The received copy comes over this port; null: nobody looks any more. */
  | { readonly kind: 'received'; readonly port: MessagePort | null }
  | { readonly kind: 'view-gone'; readonly id: number }
  | { readonly kind: 'views-active'; readonly active: boolean };

/** Worker → page. */
export type ShowReport =
  | { readonly kind: 'source-report'; readonly report: SourceReport }
  | { readonly kind: 'source-state'; readonly sourceId: string; readonly state: ProducerState }
  /** Of a film that is watched; null while it is not open. */
  | { readonly kind: 'media-position'; readonly sourceId: string; readonly position: MediaPosition | null }
  | { readonly kind: 'draw-svg'; readonly id: number; readonly svg: ArrayBuffer }
  | { readonly kind: 'on-air'; readonly report: OnAirReport }
  | { readonly kind: 'levels'; readonly levels: SoundLevels }
  | { readonly kind: 'findings'; readonly findings: readonly SoundFinding[] };
