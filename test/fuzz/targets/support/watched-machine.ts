/** Drives a protocol machine and insists, after every step, on what all of them promise: bounds, one ending, sane bytes. */
import { ChunkReader } from '../../../../shared/rtmp/chunk/chunk-reader.ts';
import { readCommand } from '../../../../shared/rtmp/message/command.ts';
import { handshakeBytes } from '../../../fixtures/corpora/captured.ts';
import { insist } from './insist.ts';
import { joined } from './wire.ts';

/** What the machines have in common. */
export type Machine<Event> = {
  receive(bytes: Uint8Array, now: number): void;
  tick(now: number): void;
  nextDeadline(): number | null;
  takeOutput(): readonly Uint8Array[];
  takeEvents(): readonly Event[];
};

export type Promises<Event> = {
  readonly isEnding: (event: Event) => boolean;
  /** Bytes it may answer to so many bytes of the peer, beside what its user made it say. */
  readonly mostOutput: (received: number) => number;
  /** Must not occur in any event. */
  readonly secret: string | null;
};

const commandType = 20;
const lastOwnChunkStream = 31;

export class WatchedMachine<Event extends { readonly kind: string }> {
  now = 0;
  readonly machine: Machine<Event>;
  readonly #promises: Promises<Event>;
  readonly #ear = new ChunkReader();
  #toSkip = handshakeBytes;
  #endings = 0;

  constructor(machine: Machine<Event>, promises: Promises<Event>) {
    this.machine = machine;
    this.#promises = promises;
  }

  get isOver(): boolean {
    return this.#endings > 0;
  }

  /** The peer's bytes; the array is overwritten afterwards, as a socket's is. */
  receive(bytes: Uint8Array): readonly Event[] {
    const { length } = bytes;
    this.machine.receive(bytes, this.now);
    bytes.fill(0xee);
    const { events, output } = this.settle();
    insist(events.length <= length + 16, 'events are bounded by what came');
    insist(output <= this.#promises.mostOutput(length), `${output} bytes answer ${length}`);
    return events;
  }

  /** Time passes: by `millis`, or up to the deadline when that is `null`. */
  wait(millis: number | null): readonly Event[] {
    const deadline = this.machine.nextDeadline();
    this.now = millis === null ? Math.max(deadline ?? this.now, this.now) : this.now + millis;
    this.machine.tick(this.now);
    const next = this.machine.nextDeadline();
    insist(next === null || next > this.now, 'a tick is done with what was due');
    return this.settle().events;
  }

  /** Takes events and output; call it after anything that was done to the machine. */
  settle(): { readonly events: readonly Event[]; readonly output: number } {
    const wasOver = this.isOver;
    const events = this.machine.takeEvents();
    const output = this.#listen(this.machine.takeOutput());
    insist(!wasOver || (events.length === 0 && output === 0), 'a dead machine is silent');
    this.#endings += events.filter((event) => this.#promises.isEnding(event)).length;
    insist(this.#endings <= 1, 'a machine ends once');
    insist(!this.isOver || this.machine.nextDeadline() === null, 'a dead machine waits for nothing');
    const { secret } = this.#promises;
    if (secret !== null) insist(!JSON.stringify(events).includes(secret), 'no event carries the key');
    return { events, output };
  }

  /** Reads what the machine says, as its peer would; the number of bytes. */
  #listen(buffers: readonly Uint8Array[]): number {
    const bytes = joined(buffers);
    const skipped = Math.min(this.#toSkip, bytes.length);
    this.#toSkip -= skipped;
    this.#ear.feed(bytes.subarray(skipped));
    for (let step = this.#ear.next(); step.kind !== 'need-more'; step = this.#ear.next()) {
      insist(step.kind === 'message', 'what a machine says can be read');
      insist(step.message.chunkStreamId <= lastOwnChunkStream, 'chunk streams stay below 32');
      if (step.message.type === commandType) insist(readCommand(step.message).ok, 'commands are well formed');
    }
    return bytes.length;
  }
}
