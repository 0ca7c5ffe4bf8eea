/** The program of one run as everybody gets it: the encoders' packets in order, and the slate in their place while the page is silent. */
import type { Micros, Millis } from '../../../shared/clock.ts';
import { streamConfig, type ConfigMessage, type PacketMessage } from '../../../shared/contract/frames.ts';
import { defaultCodecs, type Codecs } from '../../../shared/contract/settings.ts';
import { SlatePlayer, type Slate } from '../../../shared/live/bus/slate-player.ts';
import { PageWatch } from '../../../shared/live/session/page-watch.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { NamedTimers } from '../named-timers.ts';
import type { SessionPlan, SessionPorts } from '../target.ts';
import { KeyFrameWishes } from './key-frames.ts';
import { FurtherSounds } from './tracks/further-sounds.ts';
import { hasSameHeader } from './tracks/stream-config.ts';

/** How long the encoders may take to give their first configuration. */
const encoderLimitMillis: Millis = 8000;

/** Packets of sound that wait for a key frame: about 1.5 s. */
const mostHeldSound = 75;

export type ProgramHost = {
  readonly ports: Pick<SessionPorts, 'clock' | 'order' | 'reloadPage'>;
  readonly onConfig: (config: StreamConfig) => void;
  /** Times never go back within a track. `captured` is null for the slate. */
  readonly onPacket: (packet: EncodedPacket, captured: Micros | null) => void;
  /** The page takes no orders, or the encoders gave nothing in time. */
  readonly onFailed: (code: 'page-lost' | 'encoder-unavailable') => void;
  /** The slate went on, or, after `millis`, off again. */
  readonly onSlate: (millis: Millis | null) => void;
};

/** What the encoders are asked for; kb/s of the picture are those of now. */
export type EncodingWish = Pick<SessionPlan, 'video' | 'audio' | 'gopSeconds'> & {
  readonly codecs: Codecs;
  /** Sound tracks, as bits; absent: the first alone. */
  readonly tracks?: number;
};

type Configs = {
  video: Extract<ConfigMessage, { track: 'video' }> | null;
  audio: Extract<ConfigMessage, { track: 'audio' }> | null;
};

/** One run's program. */
export class Program {
  readonly #host: ProgramHost;
  readonly #timers = new NamedTimers<'encoder' | 'slate' | 'watch'>();
  readonly #wishes: KeyFrameWishes;
  readonly #watch = new PageWatch();
  #isEncoding = false;
  #codecs: Codecs = defaultCodecs;
  #configs: Configs = { video: null, audio: null };
  /** What went out last, of the page or of the slate. */
  #sent: { video: StreamConfig | null; audio: StreamConfig | null } = { video: null, audio: null };
  /** The latest times that went out. */
  #last: { video: Micros; audio: Micros } = { video: 0, audio: 0 };
  readonly #further = new FurtherSounds();
  #lastPacketAt: Millis;
  #heardAt: { video: Millis | null; audio: Millis | null } = { video: null, audio: null };
  #zeroAt: Millis | null = null;
  /** Added to the page's times since the slate ended; 0 also where the program goes on exactly on its own time. */
  #shift: Micros = 0;
  #wasOnSlate = false;
  #slate: SlatePlayer | null = null;
  #slateSince: Millis = 0;
  /** Sound that came while the slate was on: what belongs after the awaited key frame goes out with it. */
  readonly #heldSound: PacketMessage[] = [];

  constructor(host: ProgramHost) {
    this.#host = host;
    this.#lastPacketAt = host.ports.clock.now();
    this.#wishes = new KeyFrameWishes(host.ports.clock, () => host.ports.order({ kind: 'key-frame' }));
  }

  get isEncoding(): boolean {
    return this.#isEncoding;
  }

  /** What was asked for last. */
  get codecs(): Codecs {
    return this.#codecs;
  }

  /** What the page's encoders say of themselves. */
  get encoders(): Readonly<Configs> {
    return this.#configs;
  }

  get lastPts(): Micros {
    return Math.max(this.#last.video, this.#last.audio);
  }

  /** When the last packet of the page came. */
  get lastPacketAt(): Millis {
    return this.#lastPacketAt;
  }

  /** When each of the page's encoders gave its last packet, one that was held back included. */
  get heardAt(): Readonly<Record<'video' | 'audio', Millis | null>> {
    return this.#heardAt;
  }

  /** When program time 0 was, on the monotonic clock: by the packet that came quickest. Null before the first. */
  get zeroAt(): Millis | null {
    return this.#zeroAt;
  }

  /** When program time `pts` was, on the monotonic clock: however late its packet came, never after now. */
  timeOf(pts: Micros): Millis {
    const now = this.#now();
    return this.#zeroAt === null ? now : Math.min(now, this.#zeroAt + pts / 1000);
  }

  get isOnSlate(): boolean {
    return this.#slate?.isPlaying ?? false;
  }

  /** What a new connection has to know first. */
  configs(): readonly StreamConfig[] {
    return [this.#sent.video, this.#sent.audio, ...this.#further.configs()].filter((config) => config !== null);
  }

  /** What the page's encoders say of sound tracks 2 to 6. */
  get furtherSounds(): readonly ConfigMessage[] {
    return this.#further.messages();
  }

  /** Orders the Worker to encode from `startPts` µs on. */
  start(wish: EncodingWish, startPts: Micros): void {
    const { ports } = this.#host;
    const { video, audio, codecs, gopSeconds, tracks = 1 } = wish;
    const order = { kind: 'start', video, audio, codecs, startPts, gopSeconds } as const;
    this.#isEncoding = true;
    this.#codecs = codecs;
    this.#wishes.started();
    if (!ports.order(tracks === 1 ? order : { ...order, tracks })) {
      this.#host.onFailed('page-lost');
      return;
    }
    this.#watch.started(ports.clock.now());
    this.#heldSound.length = 0;
    this.#shift = 0;
    this.#wasOnSlate = false;
    this.#arm();
    this.limit(encoderLimitMillis, 'encoder-unavailable');
  }

  /** The encoders begin anew with other codecs; what they had announced, and the slate, is not for the next connection. */
  forget(): void {
    this.#endSlate();
    this.#slate = null;
    this.#configs = { video: null, audio: null };
    this.#sent = { video: null, audio: null };
    this.#further.forget();
  }

  /** The next configuration must come within `millis`. */
  limit(millis: Millis, code: 'page-lost' | 'encoder-unavailable'): void {
    this.#timers.after('encoder', millis, () => this.#host.onFailed(code));
  }

  /** The session ends: encoders may flush, and nobody waits for anything. */
  ending(): void {
    this.#timers.clearAll();
    this.#wishes.clear();
    this.#watch.stopped();
    this.#endSlate();
  }

  /** Nothing is taken any more; true when the page's encoders ran. */
  end(): boolean {
    const wasEncoding = this.#isEncoding;
    this.#isEncoding = false;
    this.ending();
    return wasEncoding;
  }

  wantKeyFrame(): void {
    if (this.#isEncoding) this.#wishes.want();
  }

  takeConfig(message: ConfigMessage): void {
    if (isFurther(message)) {
      const config = this.#further.describe(message);
      if (config !== null) this.#host.onConfig(config);
      return;
    }
    if (message.track === 'video') this.#configs.video = message;
    else this.#configs.audio = message;
    if (this.#configs.video !== null && this.#configs.audio !== null) this.#timers.clear('encoder');
    this.#watch.heard(this.#now());
    if (!this.isOnSlate) this.#tellConfig(streamConfig(message));
  }

  takeSlate(slate: Slate): void {
    if (!this.isOnSlate) this.#slate = new SlatePlayer(slate);
  }

  takePacket(message: PacketMessage): void {
    // Whatever comes before its configuration belongs to encoders that were given up.
    if (!this.#isEncoding || this.#configs[message.track] === null) return;
    if (isFurther(message)) {
      this.#takeFurther(message);
      return;
    }
    const { track, key: isKeyFrame } = message;
    const now = this.#now();
    const fate = this.#watch.packet({ track, isKeyFrame }, now);
    this.#lastPacketAt = now;
    this.#heardAt[track] = now;
    if (this.isOnSlate) {
      if (fate === 'hold') {
        this.#holdSound(message);
        return;
      }
      this.#backToProgram(message);
    }
    if (track === 'video' && isKeyFrame) this.#wishes.came();
    this.#pass(message);
    for (const sound of this.#heldSound.splice(0)) this.#pass(sound);
  }

  /** The page said something else. */
  heard(): void {
    this.#watch.heard(this.#now());
  }

  /** The page is gone; another one may be on its way. */
  pageGone(): void {
    if (this.#watch.gone(this.#now()) === 'slate') this.#beginSlate();
    this.#arm();
  }

  #now(): Millis {
    return this.#host.ports.clock.now();
  }

  /** No sign of life, and no end of the slate: only the first sound and the picture are. */
  #takeFurther(message: PacketMessage): void {
    if (!this.#further.knows(message)) return;
    if (this.isOnSlate) this.#holdSound(message);
    else this.#pass(message);
  }

  #holdSound(message: PacketMessage): void {
    if (message.track !== 'audio') return;
    this.#heldSound.push(message);
    if (this.#heldSound.length > mostHeldSound * (1 + this.#further.count)) this.#heldSound.shift();
  }

  #pass({ track, trackId = 0, key: isKeyFrame, data, captured, ...message }: PacketMessage): void {
    const pts = message.pts + this.#shift;
    const dts = message.dts + this.#shift;
    const bytes = new Uint8Array(data);
    if (trackId !== 0) {
      const further = { track, trackId, pts, dts, isKeyFrame, bytes };
      if (this.#further.admits(further)) this.#host.onPacket(further, captured);
      return;
    }
    // Sound from before the key frame that ended the slate.
    if (track === 'audio' && this.#wasOnSlate && dts <= this.#last.audio) return;
    const now = this.#now();
    if (this.#shift === 0) this.#zeroAt = Math.min(this.#zeroAt ?? now, now - pts / 1000);
    this.#send({ track, pts, dts, isKeyFrame, bytes }, captured);
  }

  #send(packet: EncodedPacket, captured: Micros | null): void {
    this.#last[packet.track] = Math.max(this.#last[packet.track], packet.pts);
    this.#host.onPacket(packet, captured);
  }

  #tellConfig(config: StreamConfig): void {
    if (config.track === 'video') this.#sent.video = config;
    else this.#sent.audio = config;
    this.#host.onConfig(config);
  }

  #arm(): void {
    const at = this.#watch.nextDeadline();
    if (at === null) this.#timers.clear('watch');
    else this.#timers.after('watch', Math.max(0, at - this.#now()), () => this.#lookAtPage());
  }

  #lookAtPage(): void {
    const verdict = this.#watch.look(this.#now());
    if (verdict === 'slate') this.#beginSlate();
    if (verdict === 'reload') this.#host.ports.reloadPage?.();
    this.#arm();
  }

  #beginSlate(): void {
    const slate = this.#slate;
    if (slate === null || slate.isPlaying) return;
    this.#slateSince = this.#lastPacketAt;
    for (const config of slate.configs()) {
      if (!hasSameHeader(config, this.#sent[config.track])) this.#tellConfig(config);
    }
    slate.begin({ ...this.#last }, this.#lastPacketAt);
    this.#host.onSlate(null);
    // A page that only paused need not wait for its next GOP.
    this.wantKeyFrame();
    this.#playSlate(slate);
  }

  #playSlate(slate: SlatePlayer): void {
    for (const packet of slate.due(this.#now())) this.#sendSlate(packet, slate);
    const at = slate.nextDeadline();
    if (at !== null) this.#timers.after('slate', Math.max(1, at - this.#now()), () => this.#playSlate(slate));
  }

  #sendSlate(packet: EncodedPacket, slate: SlatePlayer): void {
    this.#send(packet, null);
    const config = slate.configs().find(({ track }) => track === 'audio');
    if (packet.track === 'video' || config?.track !== 'audio') return;
    for (const silence of this.#further.silences(packet, config)) {
      if (this.#further.admits(silence)) this.#host.onPacket(silence, null);
    }
  }

  /** The key frame in `message` is the first of the program again: it and all that follows move to where the slate ended. */
  #backToProgram(message: PacketMessage): void {
    this.#timers.clear('slate');
    const from = this.#slate?.end() ?? 0;
    this.#shift = from - message.dts;
    this.#wasOnSlate = true;
    for (const known of [this.#configs.video, this.#configs.audio]) {
      const config = known === null ? null : streamConfig(known);
      if (config !== null && !hasSameHeader(config, this.#sent[config.track])) this.#tellConfig(config);
    }
    this.#host.onSlate(this.#now() - this.#slateSince);
  }

  #endSlate(): void {
    this.#timers.clear('slate');
    this.#slate?.end();
  }
}

/** True for sound tracks 2 to 6. */
function isFurther(message: ConfigMessage | PacketMessage): boolean {
  return message.track === 'audio' && (message.trackId ?? 0) !== 0;
}
