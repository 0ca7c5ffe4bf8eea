/** Delivery of one run: opens connections, confirms them, and tries again after a cut; the session holds the state. */
import type { Millis } from '../../shared/clock.ts';
import { defaultCodecs, type Codecs } from '../../shared/contract/settings.ts';
import { studioError, type StudioError } from '../../shared/errors.ts';
import { codecNames, codecsOf } from '../../shared/live/services/presets.ts';
import { mayPublish, mustFallBack } from '../../shared/live/session/codec-permission.ts';
import { decideReconnect } from '../../shared/live/session/reconnect-policy.ts';
import { isOnAir, nextState, type SessionState, type StatusMove } from '../../shared/live/session/status.ts';
import { redactText } from '../../shared/live/words/redact.ts';
import { spellingsOf } from '../../shared/live/words/spellings.ts';
import type { EnhancedWish } from '../../shared/rtmp/client/publish-commands.ts';
import { parseIngestUrl } from '../../shared/rtmp/url.ts';
import type { NamedTimers } from './named-timers.ts';
import { statsOverGap, streamConfig, type Run } from './run.ts';
import type { SessionPorts } from './target.ts';

/** How long the encoders may take to give their first configuration. */
const encoderLimitMillis = 8000;

/** Program time left out when the codecs change. */
const codecGapMillis = 100;

/** At least this long between two key frames asked for by a late queue. */
const keyFrameSpacingMillis = 1000;

/** What delivery asks of the session. */
export type DeliveryHost = {
  readonly state: () => SessionState;
  readonly move: (move: StatusMove) => void;
  readonly fail: (error: StudioError) => void;
  readonly finish: () => void;
  readonly announce: () => void;
};

/** Knows how to reach a destination and how to come back to it. */
export class Delivery {
  readonly #ports: SessionPorts;
  readonly #timers: NamedTimers;
  readonly #host: DeliveryHost;

  constructor(ports: SessionPorts, timers: NamedTimers, host: DeliveryHost) {
    this.#ports = ports;
    this.#timers = timers;
    this.#host = host;
  }

  /** Opens a connection for `run`; what it reports moves the session on. */
  connect(run: Run): void {
    const address = parseIngestUrl(run.ingest?.url ?? run.target.serverUrl);
    if (!address.ok) return;
    const { ingest } = run;
    run.step = null;
    run.firstEnhancedAt = null;
    const mine = (act: () => void): void => {
      if (run.connection === connection) act();
    };
    const connection = this.#ports.connect(
      {
        address: address.value,
        streamKey: ingest === null ? (run.target.streamKey ?? (() => '')) : () => ingest.key,
        guard: run.target.mode === 'rehearsal' ? 'loopback' : 'any',
        // A guess at an old server is worth one more connection at the first go to an unknown one, not in a storm.
        isModern: run.target.serviceId !== 'custom' || run.liveSince !== null,
        ...(isEnhanced(run.codecs) ? { enhanced: enhancedWish(run.codecs) } : {}),
      },
      {
        onStep: (step) => mine(() => this.#stepped(run, step)),
        onConfirmed: (by) => mine(() => this.#confirmed(run, by)),
        onKeyFrameWanted: () => mine(() => this.#askKeyFrame(run)),
        onServerAsked: ({ capabilities }) =>
          mine(() => {
            run.serverTakes = capabilities ?? run.serverTakes;
          }),
        onServerSaid: (text) =>
          mine(() => {
            run.serverSaid = withoutKey(run, text).slice(0, 300);
          }),
        onFailed: (error) => mine(() => this.#connectionFailed(run, cleanError(run, error))),
        onEnded: () => mine(() => this.#host.finish()),
      },
    );
    run.connection = connection;
    if (run.videoConfig !== null) connection.writeConfig(streamConfig(run.videoConfig));
    if (run.audioConfig !== null) connection.writeConfig(streamConfig(run.audioConfig));
  }

  #stepped(run: Run, step: 'found' | 'connected' | 'accepted' | 'sending'): void {
    run.step = step;
    if (step === 'accepted' && !run.encoding) this.startEncoding(run, 0);
    if (step === 'sending' && isEnhanced(run.codecs)) run.firstEnhancedAt = this.#ports.clock.now();
    this.#host.announce();
  }

  /** Orders the Worker to encode from `startPts` µs on. */
  startEncoding(run: Run, startPts: number): void {
    run.encoding = true;
    const { codecs } = run;
    const { video, audio, gopSeconds } = run.target;
    if (!this.#ports.order({ kind: 'start', video, audio, codecs, startPts, gopSeconds })) {
      this.#host.fail(studioError('page-lost'));
      return;
    }
    this.#timers.after('encoder', encoderLimitMillis, () => this.#host.fail(studioError('encoder-unavailable')));
  }

  #askKeyFrame(run: Run): void {
    const now = this.#ports.clock.now();
    if (!run.encoding || now - run.keyFrameAskedAt < keyFrameSpacingMillis) return;
    run.keyFrameAskedAt = now;
    this.#ports.order({ kind: 'key-frame' });
  }

  #confirmed(run: Run, by: 'acknowledged' | 'accepted'): void {
    const move = run.target.mode === 'rehearsal' ? 'confirmed-rehearsal' : 'confirmed-live';
    const isNews = nextState(this.#host.state(), move) !== null;
    // After Stop a confirmation comes too late to count.
    if (!isNews && !isOnAir(this.#host.state())) return;
    const lostFor = run.lostAt === null ? null : this.#ports.clock.now() - run.lostAt;
    run.confirmedBy = by;
    run.lastConfirmedBy = by;
    run.step = 'confirmed';
    run.reason = null;
    run.attempt = 0;
    run.lostAt = null;
    run.nextAttemptAt = null;
    if (run.liveSince === null) {
      run.liveSince = this.#ports.clock.wallclock();
      run.liveAt = this.#ports.clock.now();
      const { videoBytes, audioBytes } = run.ledger.totals(run.connection?.figures() ?? null);
      run.bytesBeforeLive = videoBytes + audioBytes;
    }
    if (isNews) this.#host.move(move);
    else this.#host.announce();
    if (lostFor !== null) {
      const seconds = Math.max(1, Math.round(lostFor / 1000));
      this.#ports.onNotice({ tone: 'good', text: `Back on ${run.target.profileName} after ${seconds} s.`, next: '' });
    }
  }

  #connectionFailed(run: Run, error: StudioError): void {
    this.retire(run);
    const goesBack = this.#host.state() !== 'ending' && codecsRefused(run, this.#ports.clock.now());
    if (goesBack) this.#goBackToUsualCodecs(run);
    if (this.#host.state() === 'ending') this.#host.finish();
    else if (goesBack && !isOnAir(this.#host.state())) this.connect(run);
    else if (!isOnAir(this.#host.state())) this.#host.fail(beforeLive(error));
    else {
      run.reason = error;
      run.confirmedBy = null;
      run.step = null;
      if (this.#host.state() !== 'reconnecting') {
        run.lostAt ??= this.#ports.clock.now();
        run.lostWall = this.#ports.clock.wallclock();
        this.#host.move('lost');
      }
      this.#planReconnect(run, error);
    }
  }

  /** The encoders begin anew; what they had announced is not for the next connection. */
  #goBackToUsualCodecs(run: Run): void {
    const { profileName } = run.target;
    run.codecs = defaultCodecs;
    run.pastStats = statsOverGap(run, codecGapMillis);
    run.videoConfig = null;
    run.audioConfig = null;
    this.#ports.onNotice({
      tone: 'warn',
      text: `${profileName} did not take ${codecNames[run.target.codecs.video]} and ${codecNames[run.target.codecs.audio]}. Going on with H.264 and AAC.`,
      next: 'Choose H.264 and AAC in the profile to start with them.',
    });
    this.startEncoding(run, run.lastPts + codecGapMillis * 1000);
  }

  #planReconnect(run: Run, error: StudioError): void {
    run.attempt += 1;
    const now = this.#ports.clock.now();
    const decision = decideReconnect(error, run.attempt, {
      lostMillis: now - (run.lostAt ?? now),
      random: this.#ports.random(),
    });
    if (decision.kind === 'give-up') {
      this.#host.fail(decision.error);
      return;
    }
    run.nextAttemptAt = this.#ports.clock.wallclock() + decision.millis;
    this.#timers.after('retry', decision.millis, () => this.reconnect(run));
    this.#host.announce();
  }

  /** Tries again now; a planned attempt is brought forward. */
  reconnect(run: Run): void {
    if (this.#host.state() !== 'reconnecting') return;
    this.#timers.clear('retry');
    run.nextAttemptAt = null;
    run.reconnects += 1;
    run.keyFrameAskedAt = Number.NEGATIVE_INFINITY;
    this.connect(run);
    this.#host.announce();
  }

  /** Cuts the connection without a word and keeps its figures. */
  retire(run: Run): void {
    if (run.connection === null) return;
    run.ledger.retire(run.connection.figures());
    run.connection.destroy();
    run.connection = null;
  }
}

function isEnhanced({ video, audio }: Codecs): boolean {
  return video !== defaultCodecs.video || audio !== defaultCodecs.audio;
}

/** We send one track of each kind, without ModEx. */
function enhancedWish({ video, audio }: Codecs): EnhancedWish {
  return { video: [video], audio: [audio], extended: 0 };
}

/** A server of the user's own is tried; one that dies right after the first packet did not take the codecs. */
function codecsRefused(run: Run, endedAt: Millis): boolean {
  const { serviceId } = run.target;
  const taken = codecsOf(serviceId);
  const preset = new Set(serviceId === 'custom' ? [] : [...taken.video, ...taken.audio]);
  const evidence = { server: run.serverTakes, preset: { codecs: preset, multitrack: false }, isOptedIn: true };
  const permissions = [mayPublish(run.codecs.video, evidence), mayPublish(run.codecs.audio, evidence)];
  const permission = permissions.includes('on-trial') ? 'on-trial' : 'yes';
  return mustFallBack(permission, { firstEnhancedAt: run.firstEnhancedAt, endedAt });
}

/** Servers quote a key plain, percent-encoded or in base64; what they say is shown and reported without it. */
function withoutKey(run: Run, text: string): string {
  return redactText(text, spellingsOf(run.target.streamKey?.() ?? ''));
}

function cleanError(run: Run, error: StudioError): StudioError {
  const facts = Object.entries(error.facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' ? withoutKey(run, fact) : fact,
  ]);
  return { ...error, facts: Object.fromEntries(facts) };
}

/** A connection that is lost before anybody could watch is no cut, and nothing connects again by itself. */
function beforeLive(error: StudioError): StudioError {
  const isCut =
    error.code === 'connection-reset' || error.code === 'connection-closed' || error.code === 'send-stalled';
  return isCut ? studioError('closed-early', error.facts) : error;
}
