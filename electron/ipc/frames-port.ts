/** The media port in main: one end for the page, the other for `media-messages.ts`, and orders the other way. */
import { MessageChannelMain, type WebContents } from 'electron';
import type { Clock } from '../../shared/clock.ts';
import { portChannel } from '../../shared/contract/channels.ts';
import type { Order } from '../../shared/contract/frames.ts';
import { messageHandler, type MediaListener } from './media-messages.ts';

/** main's end of the port. */
export type MediaPort = { readonly order: (order: Order) => void; readonly close: () => void };

/** Makes a channel, hands one end to the page and listens on the other. */
export function openMediaPort(page: WebContents, clock: Clock, listener: MediaListener): MediaPort {
  const { port1, port2 } = new MessageChannelMain();
  let open = true;
  const receive = messageHandler((order) => port1.postMessage(order), clock, listener);
  port1.on('message', (event) => {
    if (open) receive(event.data);
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
