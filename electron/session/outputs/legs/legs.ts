/** The addresses of one destination: connects them by the plan, spreads packets over them and heeds the network; its output decides. */
import type { Millis } from '../../../../shared/clock.ts';
import { studioError, type StudioError } from '../../../../shared/errors.ts';
import type { BackupOrder, Leg as LegName } from '../../../../shared/live/delivery/backup.ts';
import type { InterruptionEvent, InterruptionVerdict } from '../../../../shared/live/delivery/interruption-watch.ts';
import type { ConnectStep } from '../../../../shared/live/session/status.ts';
import type { Span } from '../../../../shared/live/words/report/missed-spans.ts';
import type { EncodedPacket, StreamConfig } from '../../../../shared/media/encoded-packet.ts';
import { parseIngestUrl, type IngestAddress } from '../../../../shared/rtmp/url.ts';
import { addFigures, countIn, emptyFigures } from '../../figures/ledger.ts';
import { NamedTimers } from '../../named-timers.ts';
import type { DestinationTarget, Figures, LinkReading } from '../../target.ts';
import { planAddresses, type AddressPlan } from './address-plan.ts';
import { Leg, type LegHost } from './leg.ts';
import { SoundRoute } from './sound-route.ts';

/** What the legs ask and tell beside what one leg does. */
export type LegsHost = Omit<LegHost, 'onStep' | 'onConfirmed' | 'onFailed' | 'onEnded'> & {
  readonly onStep: (step: 'found' | 'connected' | 'accepted' | 'sending') => void;
  readonly onConfirmed: (by: 'acknowledged' | 'accepted') => void;
  /** The connection of `name` is gone; `sendingAt` is when its first media went out. Answer with `lost` or `connect`. */
  readonly onFailed: (name: LegName, error: StudioError, sendingAt: Millis | null) => void;
  /** All said goodbye after `stop`. */
  readonly onEnded: () => void;
};

/** One destination's legs. */
export class Legs {
  readonly #target: DestinationTarget;
  readonly #host: LegsHost;
  readonly #route: SoundRoute;
  readonly #legs = new Map<LegName, Leg>();
  readonly #timers = new NamedTimers<'retry'>();
  #plan: AddressPlan;
  #isTrying = false;
  /** The connection that carried the stream when somebody last looked; null while it was not live. */
  #lookedAt: object | null = null;

  /** Addresses that make no sense are left out. */
  constructor(target: DestinationTarget, host: LegsHost) {
    this.#route = new SoundRoute(target.soundTrack ?? 1);
    this.#host = { ...host, configs: () => this.#route.select(host.configs()) };
    const primary = parseIngestUrl(target.serverUrl);
    const backup = target.backupUrl === null ? null : parseIngestUrl(target.backupUrl);
    if (primary.ok) this.#legs.set('primary', this.#leg('primary', primary.value));
    if (backup?.ok === true) this.#legs.set('backup', this.#leg('backup', backup.value));
    this.#target = this.#legs.has('backup') ? target : { ...target, backupUrl: null };
    this.#plan = planAddresses(this.#target);
  }

  get size(): number {
    return this.#legs.size;
  }

  /** True while a connection takes media. */
  get carries(): boolean {
    return this.#all().some(({ takesMedia }) => takesMedia);
  }

  get step(): ConnectStep | null {
    return this.#all().find(({ step }) => step !== null)?.step ?? null;
  }

  get confirmedBy(): 'acknowledged' | 'accepted' | null {
    const ways = new Set(this.#all().map(({ confirmedBy }) => confirmedBy));
    if (ways.has('acknowledged')) return 'acknowledged';
    return ways.has('accepted') ? 'accepted' : null;
  }

  /** Which addresses carry the stream. */
  get address(): 'primary' | 'backup' | 'both' {
    const carriers = [...this.#legs].filter(([, leg]) => leg.takesMedia);
    return carriers.length > 1 ? 'both' : (carriers[0]?.[0] ?? 'primary');
  }

  /** Failed attempts since the last confirmation. */
  get attempt(): number {
    return Math.max(0, ...this.#all().map(({ attempt }) => attempt));
  }

  /** When the next attempt is due; null while one is under way, or none is planned. */
  get nextAttemptAt(): Millis | null {
    return this.#timers.isRunning('retry') && !this.isAnyOpen ? this.#plan.nextDeadline() : null;
  }

  /** True while a connection stands or is being made. */
  get isAnyOpen(): boolean {
    return this.#all().some(({ isOpen }) => isOpen);
  }

  /** Failed attempts of `name` since it was last confirmed. */
  attemptOf(name: LegName): number {
    return this.#legs.get(name)?.attempt ?? 0;
  }

  /** The first connections. */
  start(): void {
    this.cut();
    this.#isTrying = true;
    this.#plan = planAddresses(this.#target);
    for (const leg of this.#all()) leg.attempt = 0;
    this.#obey(this.#plan.start());
  }

  /** Says goodbye on every leg; false when there was nobody to say it to. */
  stop(): boolean {
    this.#rest();
    let isWaiting = false;
    for (const leg of this.#all()) isWaiting = leg.stop() || isWaiting;
    return isWaiting;
  }

  /** Cuts everything without a word and tries nothing more. `isStanding`: what is on its way counts as delivered. */
  cut(isStanding = false): void {
    this.#rest();
    for (const leg of this.#all()) leg.release(isStanding);
  }

  /** Connects `name` again at once: it failed because of us. */
  connect(name: LegName): void {
    this.#legs.get(name)?.connect();
  }

  /** `name` failed; it is tried again after `waitMillis`, the other address perhaps sooner. */
  lost(name: LegName, waitMillis: Millis): void {
    this.#obey(this.#plan.lost(name, this.#now(), waitMillis));
  }

  /** Brings planned attempts forward; without a network they wait for one. */
  tryNow(): void {
    if (this.#isTrying && this.#mayAttempt()) this.#obey(this.#plan.tick(Number.POSITIVE_INFINITY));
  }

  writeConfig(config: StreamConfig): void {
    const heard = this.#route.takeConfig(config);
    if (heard !== null) for (const leg of this.#all()) leg.writeConfig(heard);
  }

  /** False when no connection took it. */
  writePacket(packet: EncodedPacket): boolean {
    const heard = this.#route.takePacket(packet);
    const news = this.#route.takeNews();
    if (news !== null) for (const leg of this.#all()) leg.writeConfig(news);
    return heard !== null && this.#write(heard);
  }

  #write(packet: EncodedPacket): boolean {
    const { legs, orders } = this.#plan.route(packet);
    let isTaken = false;
    for (const name of legs) {
      const leg = this.#legs.get(name);
      if (leg === undefined) continue;
      isTaken ||= leg.takesMedia;
      leg.write(packet);
    }
    if (orders.length > 0) {
      // The primary took over again from its backup.
      for (const name of legs) this.#legs.get(name)?.trust();
      this.#obey(orders);
    }
    return isTaken;
  }

  /** Several times a second; gives the pictures that were dropped since the last look. */
  look(): number {
    let worst = 0;
    for (const leg of this.#all()) {
      const { dropped, verdict } = leg.look();
      worst = Math.max(worst, dropped);
      this.#follow(leg, verdict);
    }
    return worst;
  }

  /** Once a second. */
  second(wallclock: Millis): void {
    for (const leg of this.#all()) this.#follow(leg, leg.lookAtClock(wallclock));
  }

  /** Sleep, another network, or none. */
  tell(event: InterruptionEvent): void {
    for (const leg of this.#all()) this.#follow(leg, leg.tell(event));
  }

  /** All connections together; the momentary values are those of the one that carries the stream. */
  totals(): Figures {
    const all = this.#all();
    const shown = this.#carrying() ?? all[0] ?? null;
    const counted = all.reduce((sum, leg) => (leg === shown ? sum : countIn(sum, leg.totals())), emptyFigures);
    return shown === null ? counted : addFigures(counted, shown.totals());
  }

  /** True when `link` tells of another connection than at the last look, and the destination was live all the time. */
  wentOver(isLive: boolean): boolean {
    const before = this.#lookedAt;
    this.#lookedAt = isLive ? (this.#carrying()?.line ?? null) : null;
    return before !== null && this.#lookedAt !== null && this.#lookedAt !== before;
  }

  /** The link of the connection that carries the stream; null without one. */
  link(): LinkReading | null {
    return this.#carrying()?.link() ?? null;
  }

  standing(): readonly Span[] {
    return this.#all().flatMap((leg) => leg.standing());
  }

  #carrying(): Leg | null {
    return this.#all().find(({ takesMedia }) => takesMedia) ?? null;
  }

  #all(): Leg[] {
    return [...this.#legs.values()];
  }

  #now(): Millis {
    return this.#host.ports.clock.now();
  }

  #rest(): void {
    this.#isTrying = false;
    this.#timers.clearAll();
  }

  #mayAttempt(): boolean {
    return this.#all().some((leg) => leg.mayAttempt);
  }

  #leg(name: LegName, address: IngestAddress): Leg {
    const host = this.#host;
    return new Leg(address, {
      ...host,
      onStep: (_leg, step) => {
        if (step === 'accepted') this.#obey(this.#plan.accepted(name, this.#now()));
        host.onStep(step);
      },
      onConfirmed: (_leg, by) => host.onConfirmed(by),
      onFailed: (leg, error) => {
        const { sendingAt } = leg;
        leg.release();
        leg.attempt += 1;
        host.onFailed(name, error, sendingAt);
      },
      onEnded: (leg) => {
        // Nobody asked for a goodbye.
        if (this.#isTrying) {
          leg.attempt += 1;
          host.onFailed(name, studioError('connection-closed', { host: leg.address.host }), leg.sendingAt);
        } else if (!this.isAnyOpen) host.onEnded();
      },
    });
  }

  #obey(orders: readonly BackupOrder[]): void {
    for (const order of orders) {
      if (order.kind === 'key-frame') this.#host.onKeyFrameWanted();
      else if (order.kind === 'connect') this.connect(order.leg);
      else this.#legs.get(order.leg)?.leave();
    }
    this.#arm();
  }

  /** Waits for the next attempt; without a network the watch says when. */
  #arm(): void {
    const at = this.#isTrying && this.#mayAttempt() ? this.#plan.nextDeadline() : null;
    if (at === null) this.#timers.clear('retry');
    else {
      this.#timers.after('retry', Math.max(0, at - this.#now()), () => this.#obey(this.#plan.tick(this.#now())));
    }
  }

  #follow(leg: Leg, verdict: InterruptionVerdict): void {
    switch (verdict) {
      case 'keep':
        return;
      case 'verify':
        leg.ping();
        return;
      case 'cut':
        leg.giveUp();
        this.tryNow();
        return;
      case 'connect':
        this.tryNow();
        return;
      case 'wait':
        this.#arm();
        return;
    }
  }
}
