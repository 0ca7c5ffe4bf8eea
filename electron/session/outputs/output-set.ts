/** All destinations of one run: spreads the program over them from one bus; what happens to one touches no other. */
import type { Millis } from '../../../shared/clock.ts';
import type { OutputSnapshot, OutputState } from '../../../shared/contract/delivery.ts';
import { fail, ok, type Reply } from '../../../shared/errors.ts';
import { PacketRing, type RingCursor } from '../../../shared/live/bus/packet-ring.ts';
import type { InterruptionEvent } from '../../../shared/live/delivery/interruption-watch.ts';
import type { Rendition } from '../../../shared/live/delivery/renditions.ts';
import type { OutputLink } from '../../../shared/live/delivery/rate-plan.ts';
import { isTrying } from '../../../shared/live/session/status.ts';
import type { EncodedPacket, StreamConfig } from '../../../shared/media/encoded-packet.ts';
import { addFigures, emptyFigures, subtractFigures } from '../figures/ledger.ts';
import { mostOutputs, type DestinationTarget, type Figures } from '../target.ts';
import { Output } from './output.ts';
import type { OutputHost } from './output-host.ts';
import { GoneOutputs } from './record/finished-output.ts';

/** What the bus keeps for readers that are late. */
const busBounds = { millis: 4000, bytes: 32 * 1024 * 1024 };

/** Keys remembered for the report, by destination. */
const mostKeys = 64;

/** What the user can ask of one destination. */
export const outputCommands = ['start', 'stop', 'retry', 'pause', 'resume'] as const;
export type OutputCommand = (typeof outputCommands)[number];

type Entry = { readonly output: Output; rendition: Rendition; cursor: RingCursor; isLeaving: boolean };

/** Makes the host of one destination, and says which rendition it begins with. */
export type HostFor = (target: DestinationTarget) => OutputHost & { readonly first: Rendition };

/** One run's destinations, in the order of the profile. */
export class OutputSet {
  /** Those that were removed. */
  readonly gone = new GoneOutputs();
  readonly #hostFor: HostFor;
  /** One for each rendition. */
  readonly #buses = [new PacketRing(busBounds), new PacketRing(busBounds)] as const;
  #entries: readonly Entry[] = [];
  /** Added to the first destination's figures, so that they go on where those of a removed one stopped. */
  #offset: Figures = emptyFigures;
  #isStarting = false;
  /** How to reveal the key of each destination that was ever here. */
  readonly #reveal = new Map<string, () => string>();
  /** Revealed at the end, for the report alone. */
  #keys: readonly string[] = [];

  constructor(targets: readonly DestinationTarget[], hostFor: HostFor) {
    this.#hostFor = hostFor;
    for (const target of targets.slice(0, mostOutputs)) this.#add(target);
  }

  get all(): readonly Output[] {
    return this.#entries.map(({ output }) => output);
  }

  get states(): readonly OutputState[] {
    return this.#entries.map(({ output }) => output.state);
  }

  /** True while some have not had their turn: what the first ones tell means little yet. */
  get isStarting(): boolean {
    return this.#isStarting;
  }

  /** True when no connection is open or wanted. */
  get isAtRest(): boolean {
    return !this.states.some((state) => isTrying(state) || state === 'ending');
  }

  /** The one that speaks for the session where only one can: the first that is live, else the first that tries, else the first. */
  get speaker(): Output | null {
    const { all } = this;
    return all.find(({ state }) => state === 'live') ?? all.find(({ state }) => isTrying(state)) ?? all[0] ?? null;
  }

  /** True when nobody but `id`, which is one of them, is sent to or waits to be. */
  isLast(id: string): boolean {
    const wanted = this.all.filter(({ state }) => isTrying(state) || state === 'paused');
    return wanted.length === 1 && wanted[0]?.id === id;
  }

  snapshots(): OutputSnapshot[] {
    return this.all.map((output) => output.snapshot());
  }

  /** Connects all. */
  start(): void {
    this.#isStarting = true;
    for (const output of this.all) {
      const started = output.start();
      if (!started.ok) output.fail(started.error);
    }
    this.#isStarting = false;
  }

  /** Brings the attempts of all that are reconnecting forward. */
  retry(): void {
    for (const output of this.all) if (output.state === 'reconnecting') output.retry();
  }

  /** No more attempts; connections that take media stay for the last of it. */
  stopTrying(): void {
    for (const output of this.all) if (isTrying(output.state) && !output.carries) output.stop();
  }

  /** Says goodbye on all at once. */
  stop(): void {
    for (const output of this.all) if (isTrying(output.state)) output.stop();
  }

  destroy(): void {
    // Soon nobody can reveal them any more.
    this.#keys = [...this.#reveal.values()].map((reveal) => reveal());
    for (const output of this.all) output.destroy();
  }

  /** The keys of all that were ever here, once they are destroyed; they are forgotten with that. */
  takeKeys(): readonly string[] {
    const keys = this.#keys;
    this.#keys = [];
    return keys;
  }

  /** Does what the user asks of `id`; `input-invalid` for one that isn't there, `key-missing` for one without a key. */
  command(id: string, command: OutputCommand): Reply<null> {
    const output = this.#find(id);
    if (output === null) return fail('input-invalid');
    if (command === 'start') return output.start();
    if (command === 'retry') output.retry();
    else if (command === 'stop') output.stop();
    else if (command === 'pause') output.pause();
    else output.resume();
    return ok(null);
  }

  /** Adds a destination in mid-stream and connects it; it joins with a key frame. */
  add(target: DestinationTarget): Reply<null> {
    if (this.#entries.length >= mostOutputs || this.#find(target.id) !== null) return fail('input-invalid');
    if (target.streamKey === null) return fail('key-missing', { profile: target.name });
    return this.#add(target).start();
  }

  /** Says goodbye on `id` and forgets it. */
  remove(id: string): Reply<null> {
    const entry = this.#entries.find(({ output }) => output.id === id);
    if (entry === undefined) return fail('input-invalid');
    entry.isLeaving = true;
    entry.output.stop();
    this.sweep();
    return ok(null);
  }

  /** Forgets removed destinations that have said their goodbye; true when there were some. */
  sweep(): boolean {
    const staying = this.#entries.filter(({ isLeaving, output }) => !(isLeaving && output.state === 'idle'));
    if (staying.length === this.#entries.length) return false;
    const before = this.firstTotals();
    for (const entry of this.#entries) if (!staying.includes(entry)) this.gone.take(entry.output);
    this.#entries = staying;
    this.#offset = emptyFigures;
    this.#offset = subtractFigures(before, this.firstTotals());
    return true;
  }

  /** `id` gets another rendition from its next key frame on; `configs` describe it, as far as it is known. */
  move(id: string, rendition: Rendition, configs: readonly StreamConfig[]): void {
    const entry = this.#entries.find(({ output }) => output.id === id);
    if (entry === undefined || entry.rendition === rendition) return;
    entry.rendition = rendition;
    entry.cursor = this.#buses[rendition].cursor('next-key-frame');
    for (const config of configs) entry.output.writeConfig(config);
  }

  writeConfig(config: StreamConfig, to: Rendition = 0): void {
    for (const { output, rendition } of this.#entries) if (rendition === to) output.writeConfig(config);
  }

  writePacket(packet: EncodedPacket, now: Millis, to: Rendition = 0): void {
    this.#buses[to].push(packet, now);
    for (const { output, cursor, rendition } of this.#entries) {
      if (rendition !== to) continue;
      for (let next = cursor.next(); next !== null; next = cursor.next()) output.writePacket(next);
    }
  }

  look(): void {
    for (const output of this.all) output.look();
  }

  second(): void {
    for (const output of this.all) output.second();
  }

  tell(event: InterruptionEvent): void {
    for (const output of this.all) output.tell(event);
  }

  /** Links of all that are live and get rendition `of`, for its bitrate controller. */
  links(audioKbps: number, of: Rendition = 0): ReadonlyMap<string, OutputLink> {
    const links = new Map<string, OutputLink>();
    for (const { output, rendition } of this.#entries) {
      if (rendition !== of) continue;
      const link = output.link();
      if (link !== null) links.set(output.id, { ...link, audioKbps, priority: output.target.priority });
    }
    return links;
  }

  /** How often destinations came back. */
  get reconnects(): number {
    return this.all.reduce((sum, output) => sum + output.snapshot().reconnects, this.gone.reconnects);
  }

  /** Figures of the first destination, for the session's own numbers. */
  firstTotals(): Figures {
    const first = this.all[0]?.figures.totals() ?? emptyFigures;
    return addFigures(this.#offset, first);
  }

  #find(id: string): Output | null {
    return this.all.find((output) => output.id === id) ?? null;
  }

  #add(target: DestinationTarget): Output {
    const { first: rendition, ...host } = this.#hostFor(target);
    const output = new Output(target, host);
    this.#remember(target);
    const cursor = this.#buses[rendition].cursor('next');
    this.#entries = [...this.#entries, { output, rendition, cursor, isLeaving: false }];
    return output;
  }

  #remember({ id, streamKey }: DestinationTarget): void {
    if (streamKey === null) return;
    this.#reveal.delete(id);
    this.#reveal.set(id, streamKey);
    const [oldest] = this.#reveal.keys();
    if (this.#reveal.size > mostKeys && oldest !== undefined) this.#reveal.delete(oldest);
  }
}
