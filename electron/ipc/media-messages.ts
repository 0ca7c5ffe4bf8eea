/** What the Media Worker says on its port: each message checked and handed on, credits and the clock sent back; no Electron. */
import type { z } from 'zod';
import type { Clock } from '../../shared/clock.ts';
import {
  clockRequestSchema,
  configMessageSchema,
  noticeMessageSchema,
  packetMessageSchema,
  slateMessageSchema,
  slateOf,
  statsMessageSchema,
  type ConfigMessage,
  type Order,
  type PacketMessage,
  type StatsMessage,
} from '../../shared/contract/frames.ts';
import type { Slate } from '../../shared/live/bus/slate-player.ts';
import type { Rendition } from '../../shared/live/delivery/renditions.ts';

/** Longest reason for a dropped message, in characters: the schema's own words can fill a page. */
const reasonLimit = 300;

/** A credit goes back after this many packets. */
const packetsPerCredit = 8;

export type NoticeMessage = z.infer<typeof noticeMessageSchema>;

export type MediaListener = {
  readonly onReady: () => void;
  readonly onConfig: (config: ConfigMessage) => void;
  readonly onPacket: (packet: PacketMessage) => void;
  /** What to send while the page is gone, one for each rendition; the one before is not needed any more. */
  readonly onSlate: (slate: Slate, rendition: Rendition) => void;
  readonly onStats: (stats: StatsMessage) => void;
  readonly onNotice: (notice: NoticeMessage) => void;
  readonly onStopped: () => void;
  /** The port closed: the page reloaded, crashed or went away. */
  readonly onLost: () => void;
  /** A message that fits no schema; it was dropped. */
  readonly onMalformed: (why: string) => void;
};

/**
 * Takes whatever comes on the port; what fits no schema goes to `onMalformed`, and nothing is ever thrown.
 * @param post Sends credits and the clock back.
 */
export function messageHandler(
  post: (order: Order) => void,
  clock: Clock,
  listener: MediaListener,
): (data: unknown) => void {
  let sinceCredit = 0;
  const handlers: Readonly<Record<string, (data: unknown) => void>> = {
    packet: (data) => {
      const packet = packetMessageSchema.parse(data);
      sinceCredit += 1;
      if (sinceCredit >= packetsPerCredit) {
        sinceCredit = 0;
        post({ kind: 'ack', seq: packet.seq });
      }
      listener.onPacket(packet);
    },
    slate: (data) => {
      const slate = slateMessageSchema.parse(data);
      sinceCredit = 0;
      post({ kind: 'ack', seq: slate.seq });
      listener.onSlate(slateOf(slate), slate.rendition ?? 0);
    },
    config: (data) => listener.onConfig(configMessageSchema.parse(data)),
    stats: (data) => listener.onStats(statsMessageSchema.parse(data)),
    notice: (data) => listener.onNotice(noticeMessageSchema.parse(data)),
    clock: (data) => {
      const { workerMicros } = clockRequestSchema.parse(data);
      post({ kind: 'clock', workerMicros, mainMicros: clock.now() * 1000 });
    },
    ready: () => listener.onReady(),
    stopped: () => listener.onStopped(),
  };
  return (data) => {
    // An exception out of here would hang main behind a dialog, so nothing may escape.
    try {
      const kind = typeof data === 'object' && data !== null && 'kind' in data ? data.kind : null;
      const handler = typeof kind === 'string' && Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
      if (handler === undefined) listener.onMalformed('a message of no known kind');
      else handler(data);
    } catch (error) {
      listener.onMalformed(error instanceof Error ? error.message.slice(0, reasonLimit) : 'unreadable message');
    }
  };
}
