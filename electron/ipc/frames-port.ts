/** The media port in main: checks every message from the Media Worker and answers with credits, orders and the clock. */
import { MessageChannelMain, type MessagePortMain, type WebContents } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import {
  clockRequestSchema,
  configMessageSchema,
  noticeMessageSchema,
  packetMessageSchema,
  statsMessageSchema,
  type ConfigMessage,
  type Order,
  type PacketMessage,
  type StatsMessage,
} from '../../shared/contract/frames.ts';
import { portChannel } from '../../shared/contract/channels.ts';
import type { z } from 'zod';

/** A credit goes back after this many packets. */
const packetsPerCredit = 8;

export type NoticeMessage = z.infer<typeof noticeMessageSchema>;

export type MediaListener = {
  readonly onReady: () => void;
  readonly onConfig: (config: ConfigMessage) => void;
  readonly onPacket: (packet: PacketMessage) => void;
  readonly onStats: (stats: StatsMessage) => void;
  readonly onNotice: (notice: NoticeMessage) => void;
  readonly onStopped: () => void;
  /** The port closed: the page reloaded, crashed or went away. */
  readonly onLost: () => void;
  /** A message that fits no schema; it was dropped. */
  readonly onMalformed: (why: string) => void;
};

/** main's end of the port. */
export type MediaPort = { readonly order: (order: Order) => void; readonly close: () => void };

/** Makes a channel, hands one end to the page and listens on the other. */
export function openMediaPort(page: WebContents, clock: Clock, listener: MediaListener): MediaPort {
  const { port1, port2 } = new MessageChannelMain();
  let open = true;
  const receive = messageHandler(port1, clock, listener);
  port1.on('message', (event) => {
    if (!open) return;
    // An exception here would hang main behind a dialog, so nothing may escape.
    try {
      receive(event.data);
    } catch (error) {
      listener.onMalformed(error instanceof Error ? error.message : 'unreadable message');
    }
  });
  port1.on('close', () => {
    if (!open) return;
    open = false;
    listener.onLost();
  });
  port1.start();
  page.postMessage(portChannel, null, [port2]);
  return {
    order: (order) => {
      if (open) port1.postMessage(order);
    },
    close: () => {
      open = false;
      port1.close();
    },
  };
}

function messageHandler(port: MessagePortMain, clock: Clock, listener: MediaListener): (data: unknown) => void {
  let sinceCredit = 0;
  const handlers: Readonly<Record<string, (data: unknown) => void>> = {
    packet: (data) => {
      const packet = packetMessageSchema.parse(data);
      sinceCredit += 1;
      if (sinceCredit >= packetsPerCredit) {
        sinceCredit = 0;
        port.postMessage({ kind: 'ack', seq: packet.seq } satisfies Order);
      }
      listener.onPacket(packet);
    },
    config: (data) => listener.onConfig(configMessageSchema.parse(data)),
    stats: (data) => listener.onStats(statsMessageSchema.parse(data)),
    notice: (data) => listener.onNotice(noticeMessageSchema.parse(data)),
    clock: (data) => {
      const { workerMicros } = clockRequestSchema.parse(data);
      port.postMessage({ kind: 'clock', workerMicros, mainMicros: clock.now() * 1000 } satisfies Order);
    },
    ready: () => listener.onReady(),
    stopped: () => listener.onStopped(),
  };
  return (data) => {
    const kind = typeof data === 'object' && data !== null && 'kind' in data ? data.kind : null;
    const handler = typeof kind === 'string' && Object.hasOwn(handlers, kind) ? handlers[kind] : undefined;
    if (handler === undefined) listener.onMalformed('a message of no known kind');
    else handler(data);
  };
}
