/** An ingest with quirks that real ones have been seen with: odd acknowledgements, chunk sizes, answers, limits, and slow reading. */
import { randomBytes } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { ChunkReader } from '../../../shared/rtmp/chunk/chunk-reader.ts';
import { ChunkWriter } from '../../../shared/rtmp/chunk/chunk-writer.ts';
import { messageType, type RtmpMessage } from '../../../shared/rtmp/chunk/message.ts';
import { Handshake } from '../../../shared/rtmp/handshake/handshake.ts';
import { readCommand, writeCommand, type Command } from '../../../shared/rtmp/message/command.ts';
import { readControl, writeControl, type ControlMessage } from '../../../shared/rtmp/message/control.ts';
import { amfObject, fieldsOf, textOf, type AmfValue } from '../../../shared/wire/amf0.ts';
import { listenOn } from '../loopback.ts';
import { readArrival, type Received } from './arrivals.ts';

/** What is odd about it; nothing by default. */
export type Oddities = {
  /** The sequence number to acknowledge after `received` bytes in all, or null for none yet. Default: every 64 KiB. */
  readonly acknowledge?: (received: number) => number | null;
  /** Set Chunk Size messages sent right after the answer to connect; the last one has to allow 128 bytes. */
  readonly announcedChunkSizes?: readonly number[];
  /** A RST this long after Publish.Start, on the first connection only. */
  readonly resetAfterMillis?: number;
  /** `connect` is answered last, after everything else a server says. */
  readonly isLateWithResult?: boolean;
  /** The answer to createStream carries another transaction first. */
  readonly saysWrongTransaction?: boolean;
  /** Whatever it says leaves byte by byte. */
  readonly isDripping?: boolean;
  readonly pingEveryMillis?: number;
  /** It hangs up on chunk streams from this id on, and on longer messages. */
  readonly limits?: { readonly chunkStreams: number; readonly messageBytes: number };
  /** It reads no faster, kb/s. */
  readonly readKbps?: number;
  /** It hangs up on the first tag of Enhanced RTMP, as servers did that never heard of it. */
  readonly isLegacy?: boolean;
  readonly connectProperties?: Readonly<Record<string, AmfValue>>;
  /** What connect is answered with in place of yes, for the connection with this number. */
  readonly refusal?: (index: number) => Readonly<Record<string, AmfValue>> | null;
};

export type OddIngest = {
  readonly port: number;
  readonly url: string;
  readonly connections: () => readonly Received[];
  /** TCP connections, with those that never published. */
  readonly knocks: () => number;
  /** Ping Requests sent, and the answers that came back. */
  readonly pings: () => number;
  readonly pongs: () => number;
  /** Why it hung up on a client, or empty. */
  readonly complaint: () => string;
  /** Apps that clients asked for. */
  readonly apps: () => readonly string[];
  readonly stop: () => Promise<void>;
};

const usualAckBytes = 65_536;

type Notes = {
  pings: number;
  pongs: number;
  complaint: string;
  knocks: number;
  readonly apps: string[];
  readonly connections: Received[];
};

/** Starts it on 127.0.0.1. */
export async function startOddIngest(oddities: Oddities): Promise<OddIngest> {
  const notes: Notes = { pings: 0, pongs: 0, complaint: '', knocks: 0, apps: [], connections: [] };
  const open = new Set<Socket>();
  const server = createServer((socket) => {
    notes.knocks += 1;
    open.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
    const host = new Host(socket, oddities, notes);
    socket.on('data', (bytes: Buffer) => host.receive(bytes));
    socket.on('close', () => {
      open.delete(socket);
      host.close();
    });
  });
  const port = await listenOn(server);
  return {
    port,
    url: `rtmp://127.0.0.1:${port}/live`,
    connections: () => notes.connections,
    knocks: () => notes.knocks,
    pings: () => notes.pings,
    pongs: () => notes.pongs,
    complaint: () => notes.complaint,
    apps: () => notes.apps,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** One connection. */
class Host {
  readonly #socket: Socket;
  readonly #oddities: Oddities;
  readonly #notes: Notes;
  readonly #index: number;
  readonly #handshake = new Handshake('server', new Uint8Array(randomBytes(1528)), { now: 0 });
  readonly #reader = new ChunkReader();
  readonly #writer = new ChunkWriter();
  readonly #received: Received;
  #isShaken = false;
  #count = 0;
  #acknowledged = 0;
  #timer: NodeJS.Timeout | null = null;
  #outgoing: number[] = [];

  constructor(socket: Socket, oddities: Oddities, notes: Notes) {
    this.#socket = socket;
    this.#oddities = oddities;
    this.#notes = notes;
    this.#index = notes.knocks - 1;
    this.#received = { openedAt: performance.now(), closedAt: null, ending: null, key: '', bytes: 0, arrivals: [] };
  }

  close(): void {
    this.#received.closedAt = performance.now();
    this.#received.ending ??= 'fin';
    if (this.#timer !== null) clearInterval(this.#timer);
  }

  receive(bytes: Buffer): void {
    this.#count += bytes.length;
    this.#received.bytes = this.#count;
    this.#restAfter(bytes.length);
    if (this.#isShaken) {
      this.#read(bytes);
      this.#acknowledge();
      return;
    }
    const step = this.#handshake.receive(bytes, 0);
    for (const piece of this.#handshake.takeOutput()) this.#write(piece);
    if (step.kind !== 'done') return;
    this.#isShaken = true;
    this.#read(step.rest);
  }

  /** Keeps to the reading speed by not reading for as long as `length` bytes last. */
  #restAfter(length: number): void {
    const { readKbps } = this.#oddities;
    if (readKbps === undefined) return;
    this.#socket.pause();
    setTimeout(() => this.#socket.resume(), (length * 8) / readKbps);
  }

  #acknowledge(): void {
    const { acknowledge } = this.#oddities;
    if (acknowledge === undefined) {
      if (this.#count - this.#acknowledged < usualAckBytes) return;
      this.#acknowledged = this.#count;
      this.#control({ kind: 'acknowledgement', sequence: this.#count % 2 ** 32 });
      return;
    }
    const sequence = acknowledge(this.#count);
    if (sequence !== null) this.#control({ kind: 'acknowledgement', sequence });
  }

  #read(bytes: Uint8Array): void {
    this.#reader.feed(bytes);
    for (let step = this.#reader.next(); step.kind === 'message'; step = this.#reader.next())
      this.#onMessage(step.message);
  }

  #onMessage(message: RtmpMessage): void {
    const { type, body, timestamp, chunkStreamId, streamId } = message;
    const { limits } = this.#oddities;
    if (limits !== undefined && (chunkStreamId >= limits.chunkStreams || body.length > limits.messageBytes)) {
      this.#notes.complaint = `chunk stream ${chunkStreamId}, ${body.length} bytes`;
      this.#socket.destroy();
      return;
    }
    if (type === messageType.video || type === messageType.audio) {
      this.#onMedia(type === messageType.video ? 'video' : 'audio', timestamp, body);
      return;
    }
    if (type === messageType.data) this.#noteMetadata();
    this.#onControl(readControl(type, body));
    const command = type === messageType.command ? readCommand(message) : null;
    if (command?.ok === true) this.#onCommand(command.value, streamId);
  }

  #onMedia(track: 'video' | 'audio', timestamp: number, body: Uint8Array): void {
    if (this.#oddities.isLegacy === true && isEnhanced(track, body[0] ?? 0)) this.#socket.resetAndDestroy();
    else this.#received.arrivals.push(readArrival(track, body, { at: performance.now(), timestamp }));
  }

  #onControl(control: ControlMessage | null): void {
    if (control?.kind === 'ping-response') this.#notes.pongs += 1;
    if (control?.kind === 'ping-request') this.#control({ kind: 'ping-response', time: control.time });
  }

  #noteMetadata(): void {
    const at = performance.now();
    this.#received.arrivals.push({
      kind: 'metadata',
      track: 'video',
      at,
      timestamp: 0,
      isKeyFrame: false,
      number: null,
      bytes: 0,
    });
  }

  #onCommand(command: Command, streamId: number): void {
    if (command.name === 'connect') this.#onConnect(command);
    if (command.name === 'createStream') this.#onCreateStream(command.transaction);
    if (command.name === 'deleteStream') this.#received.ending ??= 'unpublish';
    if (command.name !== 'publish') return;
    this.#received.key = textOf(command.args[0]);
    this.#notes.connections.push(this.#received);
    this.#say('onStatus', 0, [null, amfObject({ level: 'status', code: 'NetStream.Publish.Start' })], streamId);
    this.#onPublished();
  }

  #onConnect({ object, transaction }: Command): void {
    this.#notes.apps.push(textOf(fieldsOf(object).get('app')));
    const refusal = this.#oddities.refusal?.(this.#index) ?? null;
    if (refusal !== null) {
      this.#say('_error', transaction, [null, amfObject(refusal)]);
      return;
    }
    const result = (): void =>
      this.#say('_result', transaction, [
        amfObject({ fmsVer: 'FMS/3,0,1,123', ...this.#oddities.connectProperties }),
        amfObject({ level: 'status', code: 'NetConnection.Connect.Success' }),
      ]);
    if (this.#oddities.isLateWithResult !== true) result();
    this.#control({ kind: 'window-ack-size', window: 2_500_000 });
    this.#control({ kind: 'set-peer-bandwidth', window: 2_500_000, limit: 'dynamic' });
    this.#announceChunkSizes();
    if (this.#oddities.isLateWithResult === true) setTimeout(result, 300);
  }

  /** Each announcement is cut as the one before it says; what follows the last one is short. */
  #announceChunkSizes(): void {
    let chunkSize = 128;
    for (const size of this.#oddities.announcedChunkSizes ?? []) {
      const { type, body } = writeControl({ kind: 'set-chunk-size', size });
      const bytes = [2, 0, 0, 0, 0, 0, body.length, type, 0, 0, 0, 0];
      for (const [index, byte] of body.entries()) {
        if (index > 0 && index % chunkSize === 0) bytes.push(0xc2);
        bytes.push(byte);
      }
      this.#write(new Uint8Array(bytes));
      chunkSize = Math.max(1, size);
    }
  }

  #onCreateStream(transaction: number): void {
    if (this.#oddities.saysWrongTransaction === true) this.#say('_result', transaction + 77, [null, 5]);
    this.#say('_result', transaction, [null, 1]);
  }

  #onPublished(): void {
    const { resetAfterMillis, pingEveryMillis } = this.#oddities;
    if (resetAfterMillis !== undefined && this.#index === 0)
      setTimeout(() => this.#socket.resetAndDestroy(), resetAfterMillis);
    if (pingEveryMillis !== undefined)
      this.#timer = setInterval(() => {
        this.#notes.pings += 1;
        this.#control({ kind: 'ping-request', time: 7 });
      }, pingEveryMillis);
  }

  #control(message: ControlMessage): void {
    const { type, body } = writeControl(message);
    this.#writer.write({ chunkStreamId: 2, type, streamId: 0, timestamp: 0 }, body);
    this.#flush();
  }

  #say(name: string, transaction: number, [object, ...args]: readonly AmfValue[], streamId = 0): void {
    const body = writeCommand({ name, transaction, object, args });
    this.#writer.write({ chunkStreamId: 3, type: messageType.command, streamId, timestamp: 0 }, body);
    this.#flush();
  }

  #flush(): void {
    for (const piece of this.#writer.take()) this.#write(piece.slice());
  }

  #write(bytes: Uint8Array): void {
    if (!this.#socket.writable) return;
    if (this.#oddities.isDripping !== true) {
      this.#socket.write(bytes);
      return;
    }
    const isIdle = this.#outgoing.length === 0;
    this.#outgoing.push(...bytes);
    if (isIdle) this.#drip();
  }

  #drip(): void {
    const byte = this.#outgoing.shift();
    if (byte === undefined || !this.#socket.writable) return;
    this.#socket.write(new Uint8Array([byte]));
    setImmediate(() => this.#drip());
  }
}

/** The first bit of video says it, and sound format 9 (Enhanced RTMP v2). */
function isEnhanced(track: 'video' | 'audio', first: number): boolean {
  return track === 'video' ? first >= 0x80 : first >> 4 === 9;
}
