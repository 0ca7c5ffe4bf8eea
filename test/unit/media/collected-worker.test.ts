/** The Worker whose garbage is collected: now and then a message takes along what makes the collector look. */
import { expect, test } from 'vitest';
import { collected, messagesPerPush } from '../../../renderer/media/audio/encoders/collected-worker.ts';

class PlainWorker extends EventTarget {
  readonly transfers: Transferable[][] = [];
  readonly onmessage = null;
  readonly onmessageerror = null;
  readonly onerror = null;

  postMessage(_message: unknown, options: Transferable[] | StructuredSerializeOptions = []): void {
    this.transfers.push(Array.isArray(options) ? options : (options.transfer ?? []));
  }

  terminate(): void {
    this.transfers.length = 0;
  }
}

function transfersOf(messages: number, transfer: () => Transferable[]): Transferable[][] {
  const Collected = collected(PlainWorker);
  const worker = new Collected('');
  for (let index = 0; index < messages; index += 1) worker.postMessage({ index }, transfer());
  return worker instanceof PlainWorker ? worker.transfers : [];
}

test('one message in a few seconds takes an empty buffer along, behind its own', () => {
  const block = new ArrayBuffer(8);
  const transfers = transfersOf(2 * messagesPerPush, () => [block]);
  expect(transfers.every((transfer) => transfer[0] === block)).toBe(true);
  const pushes = transfers.flatMap((transfer, index) => (transfer.length > 1 ? [index + 1] : []));
  expect(pushes).toEqual([messagesPerPush, 2 * messagesPerPush]);
});

test('messages without a transfer list stay as they are', () => {
  expect(transfersOf(2 * messagesPerPush, () => []).flat()).toEqual([]);
});
