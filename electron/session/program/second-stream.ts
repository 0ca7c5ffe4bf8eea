/** The second rendition of one run: H.264 and AAC for destinations that do not take what is encoded for all, made only while one of them wants it. */
import type { Micros, Millis } from '../../../shared/clock.ts';
import type { OutputSnapshot } from '../../../shared/contract/delivery.ts';
import type { ConfigMessage, Order, PacketMessage } from '../../../shared/contract/frames.ts';
import { defaultCodecs } from '../../../shared/contract/settings.ts';
import type { Slate } from '../../../shared/live/bus/slate-player.ts';
import type { OutputLink } from '../../../shared/live/delivery/rate-plan.ts';
import { ownSentence, secondKbps } from '../../../shared/live/delivery/renditions.ts';
import { EncoderBudget, type BudgetCounters } from '../../../shared/live/pipeline/encoder-budget.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import type { DestinationTarget, SessionPlan, SessionPorts } from '../target.ts';
import { Program } from './program.ts';
import { RateDesk, type RateHost } from './rate-desk.ts';

/** Highest bitrate that its order takes, kb/s, and the least. */
const bounds = { least: 200, most: 200_000 };

export type SecondHost = {
  readonly ports: Pick<SessionPorts, 'clock' | 'order'>;
  /** The program that everybody else gets. */
  readonly main: Program;
  readonly rate: Omit<RateHost, 'order' | 'clock'>;
  /** True while somebody is sent to, or tried, who gets it. */
  readonly isWanted: () => boolean;
  readonly onConfig: (config: StreamConfig) => void;
  readonly onPacket: (packet: EncodedPacket) => void;
  /** It can't be made, or not beside the main encoder: those who wait for it get nothing. */
  readonly onGivenUp: () => void;
};

/** Its times are the main program's: pictures of the same slots, and the same sound where that is AAC. */
export class SecondStream {
  readonly #plan: SessionPlan;
  readonly #host: SecondHost;
  readonly #program: Program;
  readonly #members = new Map<string, DestinationTarget>();
  readonly #budget = new EncoderBudget();
  #rate: RateDesk | null = null;
  /** True when it has the main rendition's sound. */
  #sharesSound = true;

  constructor(plan: SessionPlan, host: SecondHost) {
    this.#plan = plan;
    this.#host = host;
    const { clock } = host.ports;
    this.#program = new Program({
      ports: { clock, order: (order) => this.#order(order) },
      onConfig: host.onConfig,
      onPacket: host.onPacket,
      onFailed: () => this.giveUp(),
      // The main program says it for both.
      onSlate: () => undefined,
    });
  }

  /** True while it is encoded, or about to be. */
  get isOn(): boolean {
    return this.#rate !== null;
  }

  /** What is encoded, for those who get it. */
  get shown(): OutputSnapshot['rendition'] {
    return this.#rate === null ? undefined : { isOwn: true, codec: 'avc', kbps: this.#rate.kbps };
  }

  get members(): readonly DestinationTarget[] {
    return [...this.#members.values()];
  }

  has(id: string): boolean {
    return this.#members.has(id);
  }

  /** From now on `target` gets this rendition. */
  join(target: DestinationTarget): void {
    this.#members.set(target.id, target);
    if (this.#rate !== null) this.#rate.set(this.#wish());
  }

  /** `id` is gone, or gets the main rendition. */
  leave(id: string): void {
    this.#members.delete(id);
    this.#rate?.removed(id);
  }

  /** When program time `pts` was, on the monotonic clock. */
  timeOf(pts: Micros): Millis {
    return this.#program.timeOf(pts);
  }

  configs(): readonly StreamConfig[] {
    return this.#program.configs();
  }

  /** The main encoders were started anew: so is this one, if it is on or wanted. */
  mainStarted(startPts: Micros): void {
    if (this.#rate !== null) this.#start(startPts);
    this.check();
  }

  /** Starts it when it is wanted and the main encoder runs and keeps up, and ends it when nobody wants it. */
  check(): void {
    if (!this.#host.isWanted()) this.stop();
    else if (this.#rate === null && this.#host.main.isEncoding) {
      if (this.#budget.isExceeded) this.giveUp();
      else this.#begin();
    }
  }

  /** A second of the pipeline's counters. */
  note(stats: BudgetCounters): void {
    this.#budget.note(stats);
    if (this.#rate !== null && this.#budget.isExceeded) this.giveUp();
  }

  /** It failed, or the main encoder suffers: the main rendition comes first. */
  giveUp(): void {
    this.stop();
    this.#host.onGivenUp();
  }

  stop(): void {
    const rate = this.#rate;
    if (rate === null) return;
    this.#rate = null;
    this.#end();
    this.#program.forget();
    this.#host.ports.order({ kind: 'second', wish: null });
    this.#budget.restart();
    // Whoever was paused for the others' sake has nobody left to wait for.
    rate.resumeAll();
  }

  /** The session ends. */
  end(): void {
    this.#rate = null;
    this.#end();
  }

  /** Of the main rendition when it is the sound that both share, else its own. */
  takeConfig(message: ConfigMessage): void {
    if (this.#rate === null || (message.rendition !== 1 && !this.#isShared(message))) return;
    const isFirst = this.#program.encoders.video === null;
    this.#program.takeConfig(message);
    if (!isFirst || message.track !== 'video') return;
    const sound = this.#host.main.encoders.audio;
    if (this.#sharesSound && sound !== null) this.#program.takeConfig(sound);
    for (const further of this.#host.main.furtherSounds) this.#program.takeConfig(further);
  }

  takePacket(message: PacketMessage): void {
    if (this.#rate === null || (message.rendition !== 1 && !this.#isShared(message))) return;
    this.#program.takePacket(message);
  }

  takeSlate(slate: Slate): void {
    if (this.#rate !== null) this.#program.takeSlate(slate);
  }

  pageGone(): void {
    if (this.#rate !== null) this.#program.pageGone();
  }

  /** The session says goodbye: nobody waits for anything. */
  ending(): void {
    this.#program.ending();
  }

  /** Several times a second, with the links of those who get it. */
  look(links: ReadonlyMap<string, OutputLink>): void {
    this.check();
    this.#rate?.look(links);
  }

  reconnected(id: string): void {
    this.#rate?.reconnected(id);
  }

  /** Destination `id` rests, because the user wants it to. */
  removed(id: string): void {
    this.#rate?.removed(id);
  }

  #wish(): { readonly targetKbps: number; readonly ceilingKbps: number } {
    const kbps = secondKbps(this.members, this.#plan.video.kbps);
    const bounded = Math.min(bounds.most, Math.max(bounds.least, kbps));
    return { targetKbps: bounded, ceilingKbps: bounded };
  }

  #begin(): void {
    const { ports, rate } = this.#host;
    const { ceilingKbps } = this.#wish();
    // The rate of frames is the main controller's: both renditions have the same pictures.
    const plan = {
      ...this.#plan,
      video: { ...this.#plan.video, kbps: ceilingKbps },
      rate: { ...this.#plan.rate, ceilingKbps, mayHalveFps: false },
    };
    this.#rate = new RateDesk(plan, {
      ...rate,
      clock: ports.clock,
      order: (order) => this.#orderRate(order),
      onNotice: (notice) => rate.onNotice({ ...notice, text: this.#named(notice.text) }),
      onEvent: (kind, id, text) => rate.onEvent(kind, id, id === null ? this.#named(text) : text),
    });
    // No `encoder` event: those tell of failures.
    for (const { id, name } of this.members) rate.onEvent('state', id, ownSentence(name, ceilingKbps));
    this.#start(this.#host.main.lastPts);
  }

  #start(startPts: Micros): void {
    const { video, audio, gopSeconds } = this.#plan;
    const kbps = Math.max(bounds.least, this.#rate?.kbps ?? 0);
    this.#budget.restart();
    this.#sharesSound = this.#host.main.codecs.audio === 'aac';
    this.#program.start({ video: { ...video, kbps }, audio, gopSeconds, codecs: defaultCodecs }, startPts);
    this.#rate?.encodersStarted(kbps);
  }

  #end(): void {
    this.#program.end();
  }

  /** Sound is shared from the first picture on: without that it would go out before what it belongs to. */
  #isShared(message: ConfigMessage | PacketMessage): boolean {
    if (message.track !== 'audio' || this.#program.encoders.video === null) return false;
    // Tracks 2 to 6 are AAC in any case.
    return this.#sharesSound || (message.trackId ?? 0) !== 0;
  }

  #order(order: Order): boolean {
    const { ports } = this.#host;
    if (order.kind === 'key-frame') return ports.order(order);
    if (order.kind !== 'start') return false;
    const sound = this.#sharesSound ? 'main' : 'aac';
    return ports.order({ kind: 'second', wish: { codec: 'avc', kbps: order.video.kbps, sound } });
  }

  /** What is said of this rendition alone says for whom it is. */
  #named(text: string): string {
    return `${this.members.map(({ name }) => name).join(', ')}: ${text}`;
  }

  #orderRate(order: Order): boolean {
    return order.kind === 'bitrate' && this.#host.ports.order({ ...order, rendition: 1 });
  }
}
