/**
 * The load generator: many publishers in one process, each frame and each sound packet written when it is due.
 * `node publishers.ts PORT COUNT CLIP FPS`; says `live` once all are, stops writing on USR2, says `still` once
 * everything is with the system, and on TERM a line of JSON with what it sent.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { RtmpPublisher } from '../../../../shared/rtmp/publisher.ts';
import { readClip } from '../media.ts';
import { wireChunkSize, wireLoop, type WireLoop } from './wire-loop.ts';

const tickMillis = 2;
/** From one key frame of the clip to the next. */
const gopMillis = 2000;
const [port = '', count = '', file = '', fps = ''] = process.argv.slice(2);
const frameMillis = 1000 / Number(fps);

type Totals = { frames: number; late: number; lost: number; worstBacklog: number };
const totals: Totals = { frames: 0, late: 0, lost: 0, worstBacklog: 0 };

class LoadPublisher {
  readonly #machine: RtmpPublisher;
  readonly #socket: Socket;
  readonly #metadata: Uint8Array;
  readonly #phase: number;
  #round: readonly { readonly due: number; readonly bytes: Uint8Array; readonly isFrame: boolean }[] = [];
  #next = 0;
  #startedAt = Infinity;

  constructor(index: number, metadata: Uint8Array, onLive: () => void) {
    this.#metadata = metadata;
    // Spread over one group of pictures, as independent publishers would be.
    this.#phase = (index * gopMillis) / Number(count);
    this.#machine = new RtmpPublisher({
      app: 'live',
      tcUrl: `rtmp://127.0.0.1:${port}/live`,
      streamKey: `load${index}`,
      random: new Uint8Array(randomBytes(1528)),
      chunkSize: wireChunkSize,
      ackWindow: 2_500_000,
      now: performance.now(),
    });
    this.#socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => this.#flush());
    this.#socket.on('data', (bytes) => {
      this.#machine.receive(bytes, performance.now());
      for (const event of this.#machine.takeEvents()) {
        if (event.kind === 'phase' && event.phase === 'publishing') onLive();
        if (event.kind === 'failed') totals.lost += 1;
      }
      this.#flush();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      totals.lost += 1;
    });
  }

  begin(loop: WireLoop, now: number): void {
    this.#machine.writeData(this.#metadata);
    this.#flush();
    this.#round = loop.first;
    this.#startedAt = now + this.#phase;
  }

  /** Writes what is due. */
  run(loop: WireLoop, now: number): void {
    for (let message = this.#round[this.#next]; message !== undefined; message = this.#round[this.#next]) {
      const late = now - this.#startedAt - message.due;
      if (late < 0) break;
      if (late > frameMillis) totals.late += 1;
      if (message.isFrame) totals.frames += 1;
      this.#socket.write(message.bytes);
      this.#next += 1;
      if (this.#next === this.#round.length) this.#again(loop);
    }
    if (this.#socket.writableLength > totals.worstBacklog) totals.worstBacklog = this.#socket.writableLength;
  }

  get isEmpty(): boolean {
    return this.#socket.writableLength === 0;
  }

  end(): void {
    this.#socket.removeAllListeners('close');
    this.#machine.stop(performance.now());
    this.#flush();
    this.#socket.end();
  }

  #again(loop: WireLoop): void {
    this.#round = loop.later;
    this.#next = 0;
    this.#startedAt += loop.millis;
  }

  #flush(): void {
    for (const bytes of this.#machine.takeOutput()) this.#socket.write(bytes);
  }
}

const clip = await readClip(file);
// Every server here gives message stream 1 to a connection's first createStream.
const loop = wireLoop(clip, 1, frameMillis);
let live = 0;
const publishers: LoadPublisher[] = [];
for (let index = 0; index < Number(count); index++) {
  publishers.push(
    new LoadPublisher(index, clip.metadata, () => {
      live += 1;
      if (live === Number(count)) start();
    }),
  );
}

function start(): void {
  const now = performance.now();
  for (const publisher of publishers) publisher.begin(loop, now);
  const timer = setInterval(() => {
    const at = performance.now();
    for (const publisher of publishers) publisher.run(loop, at);
  }, tickMillis);
  process.on('SIGUSR2', () => {
    clearInterval(timer);
    const look = setInterval(() => {
      if (!publishers.every(({ isEmpty }) => isEmpty)) return;
      clearInterval(look);
      process.stdout.write('still\n');
    }, 100);
  });
  process.on('SIGTERM', () => {
    clearInterval(timer);
    for (const publisher of publishers) publisher.end();
    process.stdout.write(`${JSON.stringify(totals)}\n`);
    setTimeout(() => process.exit(0), 300);
  });
  process.stdout.write('live\n');
}
