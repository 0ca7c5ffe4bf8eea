/** The control group of a broadcast: the built-in ingest gets a copy that never leaves this computer. */
import type { Millis } from '../../../shared/clock.ts';
import type { ReceivedSecond } from '../../../shared/live/ingest/checker.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { parseIngestUrl } from '../../../shared/rtmp/url.ts';
import { requestFor } from '../outputs/codec-trial.ts';
import type { Connection, DestinationTarget, MediaTap, RehearsalIngest, SessionPlan, SessionPorts } from '../target.ts';

/** A copy that broke is begun anew this much later; broadcasts go on without it. */
const againMillis: Millis = 2000;

export type MonitorParts = {
  readonly connect: SessionPorts['connect'];
  readonly openIngest: SessionPorts['openIngest'];
};

/** One second of the copy, and what its checker found so far. */
export type Copy = { readonly second: ReceivedSecond; readonly problems: readonly string[] };

type Watched = { readonly ingest: RehearsalIngest; readonly connection: Connection };

/** One broadcast after the other; in a rehearsal the ingest itself is the destination and there is nothing to compare. */
export class ConfidenceMonitor implements MediaTap {
  readonly #parts: MonitorParts;
  #plan: SessionPlan | null = null;
  #configs = new Map<StreamConfig['track'], StreamConfig>();
  #watched: Watched | null = null;
  #isReceiving = false;
  #timer: NodeJS.Timeout | null = null;

  constructor(parts: MonitorParts) {
    this.#parts = parts;
  }

  onStart(plan: SessionPlan): void {
    this.onEnd();
    if (plan.mode === 'rehearsal') return;
    this.#plan = plan;
    this.#open(plan);
  }

  onConfig(config: StreamConfig): void {
    if ((config.trackId ?? 0) !== 0) return;
    this.#configs.set(config.track, config);
    this.#watched?.connection.writeConfig(config);
  }

  onPacket(packet: EncodedPacket): void {
    if ((packet.trackId ?? 0) === 0) this.#watched?.connection.writePacket(packet);
  }

  onSecond(): void {}

  onEvent(): void {}

  onEnd(): void {
    this.#plan = null;
    this.#configs = new Map();
    this.#close();
  }

  /** What came since the last call; call it once a second. Null while there is no copy. */
  second(): Copy | null {
    if (this.#watched === null) return null;
    const second = this.#watched.ingest.second();
    this.#isReceiving ||= second.fps > 0;
    return this.#isReceiving ? { second, problems: this.#watched.ingest.problems() } : null;
  }

  #open(plan: SessionPlan): void {
    void this.#openIngest().then((ingest) => this.#opened(plan, ingest));
  }

  /** Null when the system gives no loopback port. */
  async #openIngest(): Promise<RehearsalIngest | null> {
    try {
      return await this.#parts.openIngest(() => null);
    } catch {
      return null;
    }
  }

  #opened(plan: SessionPlan, ingest: RehearsalIngest | null): void {
    if (this.#plan !== plan) ingest?.close();
    else if (ingest === null) this.#again(plan);
    else this.#connect(plan, ingest);
  }

  #connect(plan: SessionPlan, ingest: RehearsalIngest): void {
    const address = parseIngestUrl(ingest.url);
    if (!address.ok) {
      ingest.close();
      return;
    }
    const failed = (): void => {
      if (this.#watched?.ingest === ingest) this.#again(plan);
    };
    const connection = this.#parts.connect(
      requestFor(targetOf(ingest), address.value, { guard: 'loopback', codecs: plan.codecs, wasLive: false }),
      {
        onStep: nothing,
        onConfirmed: nothing,
        // The copy begins at the next key frame that comes by itself: looking on must not change what is encoded.
        onKeyFrameWanted: nothing,
        onServerAsked: nothing,
        onServerSaid: nothing,
        onAskedToMove: nothing,
        onFailed: failed,
        onEnded: failed,
      },
    );
    this.#watched = { ingest, connection };
    for (const config of this.#configs.values()) connection.writeConfig(config);
  }

  /** With an ingest of its own, so that the break in between is no finding. */
  #again(plan: SessionPlan): void {
    this.#close();
    this.#timer = setTimeout(() => {
      if (this.#plan === plan) this.#open(plan);
    }, againMillis);
  }

  #close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#isReceiving = false;
    this.#watched?.connection.destroy();
    this.#watched?.ingest.close();
    this.#watched = null;
  }
}

function targetOf({ url, key }: RehearsalIngest): DestinationTarget {
  const address = { serverUrl: url, backupUrl: null, hotStandby: false, streamKey: () => key };
  return { ...address, id: 'copy', name: 'Copy', serviceId: 'rehearsal', priority: 1 };
}

function nothing(): void {}
