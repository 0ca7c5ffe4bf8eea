/** A client of our server that a test leads by hand: it says what it is told, notes what it hears, and may stop reading. */
import { connect, type Socket } from 'node:net';
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../../shared/rtmp/chunk/chunk-writer.ts';
import type { RtmpMessage } from '../../../../shared/rtmp/chunk/message.ts';
import { readCommand, statusOf, writeCommand } from '../../../../shared/rtmp/message/command.ts';
import { amfObject, type AmfValue } from '../../../../shared/wire/amf0.ts';
import { until } from '../../loopback.ts';

const helloLength = 3073;

export class RawClient {
  readonly messages: RtmpMessage[] = [];
  readonly socket: Socket;
  isClosed = false;
  bytes = 0;
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  #skip = helloLength;

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (bytes: Buffer) => this.#take(bytes));
    this.socket.on('error', () => this.socket.destroy());
    this.socket.on('close', () => {
      this.isClosed = true;
    });
    this.socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(helloLength - 1)]));
  }

  /** Codes of the statuses and results heard so far. */
  get codes(): readonly string[] {
    return this.messages.flatMap((message) => {
      const command = message.type === 20 ? readCommand(message) : null;
      const status = command?.ok === true ? statusOf(command.value) : null;
      return status === null ? [] : [status.code];
    });
  }

  /** Media bodies heard so far. */
  media(type: 8 | 9): readonly Uint8Array[] {
    return this.messages.filter((message) => message.type === type).map(({ body }) => body);
  }

  call(name: string, streamId: number, object: AmfValue, ...args: readonly AmfValue[]): void {
    const body = writeCommand({ name, transaction: streamId === 0 ? 1 : 0, object, args });
    this.message({ chunkStreamId: 3, type: 20, streamId, timestamp: 0 }, body);
  }

  message(header: Omit<RtmpMessage, 'body'>, body: Uint8Array): void {
    this.#writer.write(header, body);
    for (const view of this.#writer.take()) if (this.socket.writable) this.socket.write(view);
  }

  /** Connect and createStream; resolves when the server answered. */
  async open(properties: Readonly<Record<string, AmfValue>> = {}): Promise<this> {
    this.call('connect', 0, amfObject({ app: 'live', tcUrl: 'rtmp://127.0.0.1/live', ...properties }));
    this.call('createStream', 0, null);
    await until(
      'the server answers',
      () => this.messages.filter(({ type }) => type === 20).length > 1 || this.isClosed,
    );
    return this;
  }

  async hears(code: string): Promise<void> {
    await until(`the server says ${code}`, () => this.codes.includes(code));
  }

  async closed(): Promise<void> {
    await until('the server closes', () => this.isClosed);
  }

  end(): void {
    this.socket.destroy();
  }

  #take(bytes: Buffer): void {
    this.bytes += bytes.length;
    const skipped = Math.min(this.#skip, bytes.length);
    this.#skip -= skipped;
    this.#reader.feed(bytes.subarray(skipped));
    for (let step = this.#reader.next(); step.kind !== 'need-more'; step = this.#reader.next()) {
      if (step.kind === 'failed') throw new Error(step.error.code);
      this.messages.push(step.message);
    }
  }
}
