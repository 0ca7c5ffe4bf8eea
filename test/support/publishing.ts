/** Publishes prepared access units through the real connection shell and notes everything that it tells. */
import { systemClock } from '../../electron/platform/clock.ts';
import type { ConnectionFigures, ConnectionOptions } from '../../electron/rtmp/publish/connection-parts.ts';
import { PublisherConnection } from '../../electron/rtmp/publish/connection.ts';
import type { StudioError } from '../../shared/errors.ts';
import { parseIngestUrl, type IngestAddress } from '../../shared/rtmp/url.ts';
import type { PreparedStream } from './media/prepared-stream.ts';

/** How a connection ended, and how long that took. */
export type Outcome = { readonly error: StudioError | null; readonly millis: number };

/** A connection and what it told so far. */
export type Publishing = {
  readonly connection: PublisherConnection;
  readonly steps: readonly string[];
  readonly serverSaid: readonly string[];
  /** `login-in-clear` for each attempt that names a user without TLS. */
  readonly warnings: readonly string[];
  /** tcUrls of the addresses that the server asked to move to. */
  readonly moves: readonly string[];
  readonly accepted: Promise<void>;
  readonly confirmed: Promise<'acknowledged' | 'accepted'>;
  readonly outcome: Promise<Outcome>;
  readonly figures: () => ConnectionFigures;
};

/** The address in `url`; throws when it is not one. */
function addressOf(url: string): IngestAddress {
  const parsed = parseIngestUrl(url);
  if (!parsed.ok) throw new Error(`not an address: ${url}`);
  return parsed.value;
}

export type PublishWish = {
  readonly url: string;
  readonly key?: string;
  readonly guard?: ConnectionOptions['guard'];
  readonly authorities?: readonly string[];
  /** Anything else that a connection can be told. */
  readonly options?: Partial<ConnectionOptions>;
};

/** Starts connecting. */
export function publish(wish: PublishWish): Publishing {
  const steps: string[] = [];
  const serverSaid: string[] = [];
  const warnings: string[] = [];
  const moves: string[] = [];
  const accepted = Promise.withResolvers<void>();
  const confirmed = Promise.withResolvers<'acknowledged' | 'accepted'>();
  const outcome = Promise.withResolvers<Outcome>();
  const before = systemClock.now();
  const settle = (error: StudioError | null): void => outcome.resolve({ error, millis: systemClock.now() - before });
  const connection = new PublisherConnection(
    {
      address: addressOf(wish.url),
      streamKey: () => wish.key ?? 'key',
      guard: wish.guard ?? 'any',
      clock: systemClock,
      ...(wish.authorities === undefined ? {} : { authorities: wish.authorities }),
      ...wish.options,
    },
    {
      onStep: (step) => {
        steps.push(step);
        if (step === 'accepted') accepted.resolve();
      },
      onConfirmed: (by) => confirmed.resolve(by),
      onKeyFrameWanted: () => {
        // A prepared stream has its key frames where they are.
      },
      onServerSaid: (text) => serverSaid.push(text),
      onAskedToMove: ({ address }) => moves.push(address.tcUrl),
      onLoginInClear: () => warnings.push('login-in-clear'),
      onFailed: (error) => settle(error),
      onEnded: () => settle(null),
    },
  );
  return {
    connection,
    steps,
    serverSaid,
    warnings,
    moves,
    accepted: accepted.promise,
    confirmed: confirmed.promise,
    outcome: outcome.promise,
    figures: () => connection.figures(),
  };
}

/** Feeds the whole stream as fast as the socket takes it; `isOver` may end that early. */
export async function feed(
  publishing: Publishing,
  stream: PreparedStream,
  isOver = (): boolean => false,
): Promise<void> {
  const { connection } = publishing;
  connection.writeConfig(stream.video);
  connection.writeConfig(stream.audio);
  for (const packet of stream.packets) {
    if (isOver()) return;
    connection.writePacket(packet);
    do await turn();
    while (connection.figures().queueAgeMillis > 0 && !isOver());
  }
}

/** Feeds the stream round and round at `speed` times its own pace until the returned function is called. */
export function feedForever(publishing: Publishing, stream: PreparedStream, speed = 1): () => void {
  const { connection } = publishing;
  connection.writeConfig(stream.video);
  connection.writeConfig(stream.audio);
  const length = Math.max(...stream.packets.map(({ dts }) => dts)) + 33_000;
  const startedAt = systemClock.now();
  let next = 0;
  const timer = setInterval(() => {
    const until = (systemClock.now() - startedAt) * 1000 * speed;
    for (;;) {
      const packet = stream.packets[next % stream.packets.length];
      if (packet === undefined) return;
      const base = Math.floor(next / stream.packets.length) * length;
      if (base + packet.dts > until) return;
      connection.writePacket({ ...packet, dts: base + packet.dts, pts: base + packet.pts });
      next += 1;
    }
  }, 10);
  return () => clearInterval(timer);
}

function turn(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
