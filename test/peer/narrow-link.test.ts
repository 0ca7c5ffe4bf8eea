/** A real uplink that narrows: a token bucket of the kernel before our own server and before nginx-rtmp, in a network namespace. */
import { connect, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../electron/platform/clock.ts';
import { PublisherConnection } from '../../electron/rtmp/publish/connection.ts';
import { RatePlan } from '../../shared/live/delivery/rate-plan.ts';
import { ackWindowFor } from '../../shared/live/delivery/send-window.ts';
import { parseIngestUrl } from '../../shared/rtmp/url.ts';
import { mediaOf } from '../support/faults/arrivals.ts';
import { openNamespace, type Namespace } from '../support/faults/namespaces.ts';
import { pictures, sounds } from '../support/faults/numbered-media.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { randomOf, SimulatedEncoder } from '../support/link/simulated-encoder.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { until } from '../support/loopback.ts';

const audioKbps = 128;
const lookMillis = 150;
const hiddenLimit = 1500;

let nginx: NginxRtmp;

beforeAll(async () => {
  nginx = await startNginx();
});

afterAll(() => nginx.stop());

type Look = { readonly at: number; readonly kbps: number; readonly rttMillis: number; readonly droppedVideo: number };

/** A broadcast through the real connection whose encoder obeys the plan; times are ms since its first packet. */
class Broadcast {
  readonly connection: PublisherConnection;
  readonly looks: Look[] = [];
  failure: string | null = null;
  startedAt = 0;
  readonly #encoder: SimulatedEncoder;
  readonly #plan: RatePlan;
  readonly #timers: NodeJS.Timeout[] = [];

  constructor(url: string, kbps: number) {
    const address = parseIngestUrl(url);
    if (!address.ok) throw new Error(`not an address: ${url}`);
    this.#encoder = new SimulatedEncoder(kbps, { audioKbps, random: randomOf(4) });
    this.#plan = new RatePlan({
      targetKbps: kbps,
      ceilingKbps: kbps,
      adaptive: true,
      mayHalveFps: false,
      mayPause: false,
    });
    const accepted = (): void => this.#begin(kbps);
    this.connection = new PublisherConnection(
      {
        address: address.value,
        streamKey: () => 'narrow',
        guard: 'any',
        clock: systemClock,
        ackWindow: ackWindowFor(kbps + audioKbps),
      },
      {
        onStep: (step) => {
          if (step === 'accepted') setImmediate(accepted);
        },
        onConfirmed: () => {},
        onKeyFrameWanted: () => this.#encoder.askKeyFrame(),
        onServerSaid: () => {},
        onFailed: ({ code }) => {
          this.failure = code;
        },
        onEnded: () => {},
      },
    );
  }

  get now(): number {
    return systemClock.now() - this.startedAt;
  }

  /** Looks from `from` to `to` ms. */
  between(from: number, to = Infinity): readonly Look[] {
    return this.looks.filter(({ at }) => at >= from && at < to);
  }

  stop(): void {
    for (const timer of this.#timers) clearInterval(timer);
    this.connection.destroy();
  }

  #begin(kbps: number): void {
    const size = { width: 1280, height: 720, frameRate: 30, kbps };
    const picture = { ...pictures.avc, description: new Uint8Array(pictures.avc.description) };
    const sound = { ...sounds.aac, description: new Uint8Array(sounds.aac.description) };
    this.connection.writeConfig({ track: 'video', ...picture, ...size });
    this.connection.writeConfig({ track: 'audio', ...sound, sampleRate: 48_000, channels: 2, kbps: audioKbps });
    this.startedAt = systemClock.now();
    this.#timers.push(
      setInterval(() => {
        for (const packet of this.#encoder.due(this.now)) this.connection.writePacket(packet);
      }, 5),
      setInterval(() => this.#look(), lookMillis),
    );
  }

  #look(): void {
    const now = systemClock.now();
    const link = { ...this.connection.link(), audioKbps, priority: 1 };
    const { kbps } = this.#plan.look(new Map([['here', link]]), now);
    this.#encoder.kbps = kbps;
    const { droppedVideo } = this.connection.figures();
    this.looks.push({ at: this.now, kbps, rttMillis: link.rttMillis ?? 0, droppedVideo });
  }
}

/** Pipes what comes in there to nginx here. */
function forward(server: Server): void {
  server.on('connection', (client) => {
    const upstream = connect(nginx.port, '127.0.0.1');
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
}

async function behindLink(act: (link: Namespace) => Promise<void>): Promise<void> {
  const link = await openNamespace();
  try {
    await act(link);
  } finally {
    await link.close();
  }
}

const pause = (broadcast: Broadcast, millis: number): Promise<void> => {
  const end = broadcast.now + millis;
  return until(`${millis} ms passed`, () => broadcast.now >= end, millis + 5000);
};

/** Runs until it is live and calm, narrows the link for a while, and lets it go. */
async function narrowed(
  broadcast: Broadcast,
  link: Namespace,
  { kbps, millis }: { readonly kbps: number; readonly millis: number },
): Promise<{ readonly narrow: number; readonly wide: number }> {
  await until('it began', () => broadcast.startedAt > 0, 5000);
  await pause(broadcast, 6000);
  const narrow = broadcast.now;
  await link.limit(kbps);
  await pause(broadcast, millis);
  const wide = broadcast.now;
  await link.limit(null);
  return { narrow, wide };
}

describe.concurrent('an uplink that falls to 1 Mb/s', () => {
  it(
    'C58, C59: before our own server: bitrate at once, little hidden, nothing lost but pictures of a second, and back',
    () =>
      behindLink(async (link) => {
        const target = 4000;
        const server = await link.listen(19_361);
        const receiver = await startReceiver({ listening: { server, host: link.host, port: 19_361 } });
        await link.limit(8000);
        const broadcast = new Broadcast(receiver.url, target);
        const { narrow, wide } = await narrowed(broadcast, link, { kbps: 1000, millis: 10_000 });
        await until('it is back', () => broadcast.looks.at(-1)?.kbps === target, 31_000);
        broadcast.stop();
        await receiver.stop();
        expect(broadcast.failure).toBeNull();
        expect(broadcast.between(3000, narrow).every(({ kbps }) => kbps === target)).toBe(true);
        const step = broadcast.between(narrow).find(({ kbps }) => kbps <= target * 0.95);
        expect((step?.at ?? Infinity) - narrow).toBeLessThanOrEqual(1000 + lookMillis);
        const under = broadcast.between(narrow).find(({ kbps }) => kbps + audioKbps < 1000);
        expect((under?.at ?? Infinity) - narrow).toBeLessThanOrEqual(2000);
        const arrivals = mediaOf(receiver.connections(), 'video');
        const late = arrivals.map(({ at, timestamp }) => ({
          at: at - broadcast.startedAt,
          late: at - broadcast.startedAt - timestamp,
        }));
        const after = late.filter(({ at }) => at > narrow + 3000 && at < wide);
        expect(Math.max(...after.map((one) => one.late))).toBeLessThan(hiddenLimit);
        const holes = arrivals
          .slice(1)
          .map(({ timestamp }, index) => timestamp - (arrivals[index]?.timestamp ?? timestamp));
        expect(Math.max(...holes)).toBeLessThanOrEqual(2000);
        const sound = mediaOf(receiver.connections(), 'audio');
        expect(
          Math.max(...sound.slice(1).map(({ timestamp }, index) => timestamp - (sound[index]?.timestamp ?? 0))),
        ).toBeLessThan(25);
        expect(Math.max(...broadcast.looks.map(({ kbps }) => kbps))).toBe(target);
      }),
    90_000,
  );

  it(
    'C58, C59: before nginx-rtmp, which acknowledges as it is asked',
    () =>
      behindLink(async (link) => {
        const target = 3000;
        const server = await link.listen(19_362);
        forward(server);
        await link.limit(8000);
        const broadcast = new Broadcast(`rtmp://${link.host}:19362/live`, target);
        const { narrow, wide } = await narrowed(broadcast, link, { kbps: 1000, millis: 10_000 });
        await until('it is back', () => broadcast.looks.at(-1)?.kbps === target, 31_000);
        broadcast.stop();
        server.close();
        expect(broadcast.failure).toBeNull();
        const step = broadcast.between(narrow).find(({ kbps }) => kbps <= target * 0.95);
        expect((step?.at ?? Infinity) - narrow).toBeLessThanOrEqual(1000 + lookMillis);
        expect(Math.max(...broadcast.between(narrow, wide).map(({ rttMillis }) => rttMillis))).toBeLessThan(
          hiddenLimit,
        );
      }),
    90_000,
  );
});
