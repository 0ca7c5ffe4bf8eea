/**
 * Many players in one process, which count frames and gaps.
 * `node players.ts PORT COUNT STALLED FPS`; the first STALLED of them stop reading once they play. Says `playing` once
 * all do, and a line of JSON on USR2 (counting begins anew) and on TERM.
 */
import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import { tagTrait, tagTraits } from '../../../../shared/flv/tag.ts';
import { RtmpPlayer, type PlayerEvent } from '../../../../shared/rtmp/player.ts';

const [port = '', count = '', stalled = '', fps = ''] = process.argv.slice(2);
const frameMillis = 1000 / Number(fps);
/** Between one player and the next, so that each meets a server that is at its usual work. */
const joinMillis = 20;
/** Timestamps are whole milliseconds, so a gap only counts from half a frame more. */
const gapMillis = frameMillis * 1.5;

class CountingPlayer {
  readonly #machine: RtmpPlayer;
  readonly #socket: Socket;
  readonly #isStalled: boolean;
  readonly #onPlaying: () => void;
  #askedAt = 0;
  #last: number | null = null;
  frames = 0;
  lost = 0;
  /** From the play command to the first key frame, in ms. */
  firstKeyMillis: number | null = null;
  isGone = false;

  constructor(isStalled: boolean, onPlaying: () => void) {
    this.#isStalled = isStalled;
    this.#onPlaying = onPlaying;
    this.#machine = new RtmpPlayer({
      app: 'live',
      tcUrl: `rtmp://127.0.0.1:${port}/live`,
      streamName: 'load0',
      random: new Uint8Array(randomBytes(1528)),
      now: performance.now(),
    });
    this.#socket = connect({ port: Number(port), host: '127.0.0.1', noDelay: true }, () => this.#flush());
    this.#socket.on('data', (bytes) => {
      this.#machine.receive(bytes, performance.now());
      for (const event of this.#machine.takeEvents()) this.#take(event);
      this.#flush();
    });
    this.#socket.on('error', () => undefined);
    this.#socket.on('close', () => {
      this.isGone = true;
    });
  }

  /** Counting begins anew. */
  restart(): void {
    this.frames = 0;
    this.lost = 0;
  }

  get isCounted(): boolean {
    return !this.#isStalled;
  }

  end(): void {
    this.#socket.destroy();
  }

  #take(event: PlayerEvent): void {
    if (event.kind === 'phase' && event.phase === 'connected') this.#askedAt = performance.now();
    if (event.kind === 'failed' || event.kind === 'ended') this.isGone = true;
    if (event.kind === 'tag' && event.track === 'video') this.#count(event.timestamp, tagTraits('video', event.body));
  }

  #count(timestamp: number, traits: number): void {
    if ((traits & tagTrait.media) === 0) return;
    if (this.firstKeyMillis === null && (traits & tagTrait.key) !== 0) this.#begin();
    if (this.firstKeyMillis === null) return;
    this.frames += 1;
    const gap = timestamp - (this.#last ?? timestamp);
    if (gap > gapMillis) this.lost += Math.round(gap / frameMillis) - 1;
    this.#last = timestamp;
  }

  #begin(): void {
    this.firstKeyMillis = performance.now() - this.#askedAt;
    if (this.#isStalled) this.#socket.pause();
    this.#onPlaying();
  }

  #flush(): void {
    for (const bytes of this.#machine.takeOutput()) this.#socket.write(bytes);
  }
}

function report(players: readonly CountingPlayer[]): void {
  const counted = players.filter(({ isCounted }) => isCounted);
  const fewest = Math.min(...counted.map(({ frames }) => frames));
  const lost = counted.reduce((sum, player) => sum + player.lost, 0);
  const gone = counted.filter(({ isGone }) => isGone).length;
  const firstKeyMillis = counted.flatMap((player) => (player.firstKeyMillis === null ? [] : [player.firstKeyMillis]));
  process.stdout.write(`${JSON.stringify({ frames: fewest, lost, gone, firstKeyMillis })}\n`);
}

let playing = 0;
const players: CountingPlayer[] = [];

function join(): void {
  const player = new CountingPlayer(players.length < Number(stalled), () => {
    playing += 1;
    if (playing === Number(count)) process.stdout.write('playing\n');
  });
  players.push(player);
  if (players.length < Number(count)) setTimeout(join, joinMillis);
}

join();
process.on('SIGUSR2', () => {
  for (const player of players) player.restart();
});
process.on('SIGTERM', () => {
  report(players);
  for (const player of players) player.end();
  process.exit(0);
});
