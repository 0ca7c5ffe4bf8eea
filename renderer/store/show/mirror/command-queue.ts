/** Sends commands to main in order; of a gesture's commands for the same things only the newest, and never more than main takes. */
import type { Command } from '../../../../shared/studio/edit/commands.ts';

/** Less than what main takes of one gesture (`gestureCommandsPerSecond`). */
export const leastGapMillis = 60;

/** Commands of gestures that may go at once, and in a second in the long run: main takes 64, and 20 a second. */
const mostAtOnce = 48;
const perSecond = 18;

type Entry = {
  readonly command: Command;
  readonly gesture: string | null;
  readonly settle: (isKept: boolean) => void;
};

export type QueueWays = {
  /** True when main has kept it. */
  readonly send: (command: Command, gesture: string | null) => Promise<boolean>;
  /** A newer command says the same and more: this one is never sent. */
  readonly onReplaced: (command: Command) => void;
  /** Monotonic, ms. */
  readonly now: () => number;
  /** Calls back after so many ms; returns the way to take it back. */
  readonly later: (callback: () => void, millis: number) => () => void;
};

/** One for the window. */
export class CommandQueue {
  readonly #ways: QueueWays;
  #waiting: Entry | null = null;
  #cancel: (() => void) | null = null;
  /** Those for which main has no room yet; whatever comes later goes behind them. */
  readonly #line: Entry[] = [];
  #onEmpty: (() => void)[] = [];
  #left = mostAtOnce;
  #countedAt = Number.NEGATIVE_INFINITY;
  #last: { readonly gesture: string | null; readonly at: number } = { gesture: null, at: Number.NEGATIVE_INFINITY };

  constructor(ways: QueueWays) {
    this.#ways = ways;
  }

  /** Resolves once main has answered for it, or for the newer one that took its place. */
  push(command: Command, gesture: string | null): Promise<boolean> {
    return new Promise((settle) => {
      const entry = { command, gesture, settle };
      const gap = this.#last.at + leastGapMillis - this.#ways.now();
      const hurries = gesture !== null && gesture === this.#last.gesture && gap > 0;
      if (this.#waiting !== null && !this.#replaces(entry, this.#waiting)) this.flush();
      if (hurries) this.#wait(entry, gap);
      else this.#sendNow(entry);
    });
  }

  #replaces(newer: Entry, older: Entry): boolean {
    const target = targetOf(newer.command);
    return target !== null && newer.gesture === older.gesture && target === targetOf(older.command);
  }

  #wait(entry: Entry, millis: number): void {
    const older = this.#waiting;
    this.#waiting = entry;
    if (older !== null) {
      this.#ways.onReplaced(older.command);
      older.settle(true);
    }
    this.#cancel ??= this.#ways.later(() => this.flush(), millis);
  }

  /** Sends what is held back; null once everything is on its way, else a promise of that. */
  drain(): Promise<void> | null {
    this.flush();
    return this.#line.length === 0 ? null : new Promise<void>((resolve) => this.#onEmpty.push(resolve));
  }

  /** Sends what is held back now. */
  flush(): void {
    this.#cancel?.();
    this.#cancel = null;
    const entry = this.#waiting;
    this.#waiting = null;
    if (entry !== null) this.#sendNow(entry);
  }

  #sendNow(entry: Entry): void {
    const older = this.#waiting;
    if (older !== null) {
      this.#cancel?.();
      this.#cancel = null;
      this.#waiting = null;
      this.#ways.onReplaced(older.command);
      older.settle(true);
    }
    this.#last = { gesture: entry.gesture, at: this.#ways.now() };
    this.#line.push(entry);
    if (this.#line.length === 1) this.#serve();
  }

  /** Sends from the line what main takes now. */
  #serve(): void {
    for (let entry = this.#line[0]; entry !== undefined; entry = this.#line[0]) {
      const millis = entry.gesture === null ? 0 : this.#take();
      if (millis > 0) {
        this.#ways.later(() => this.#serve(), millis);
        return;
      }
      this.#line.shift();
      const { command, gesture, settle } = entry;
      this.#ways.send(command, gesture).then(settle, () => settle(false));
    }
    for (const tell of this.#onEmpty.splice(0)) tell();
  }

  /** Counts one more command of a gesture; otherwise how long it has to wait, ms. */
  #take(): number {
    const now = this.#ways.now();
    const earned = ((now - this.#countedAt) / 1000) * perSecond;
    this.#left = Math.min(mostAtOnce, this.#left + earned);
    this.#countedAt = now;
    if (this.#left < 1) return ((1 - this.#left) / perSecond) * 1000 + 1;
    this.#left -= 1;
    return 0;
  }
}

/** What a command sets, where a later one for the same sets all of it again; null for those that add or move something. */
export function targetOf(command: Command): string | null {
  if (command.name === 'item.transform') return idsOf(command.name, [command.sceneId, ...command.changes.map(itemOf)]);
  if (command.name === 'item.set') {
    return idsOf(command.name, [command.sceneId, ...command.itemIds, keysOf(command.patch)]);
  }
  if (command.name === 'source.input') return idsOf(command.name, [command.sourceId]);
  if (command.name === 'strip.set') return idsOf(command.name, [command.sourceId, keysOf(command.patch)]);
  if (command.name === 'filter.set') return idsOf(command.name, [JSON.stringify(command.target), command.filter.id]);
  if (command.name === 'master.set' || command.name === 'guides.set')
    return idsOf(command.name, [keysOf(command.patch)]);
  if (command.name === 'scene.set') return idsOf(command.name, [command.sceneId, keysOf(command.patch)]);
  return command.name === 'transition.set' ? command.name : null;
}

function itemOf({ itemId }: { readonly itemId: string }): string {
  return itemId;
}

function idsOf(name: string, ids: readonly string[]): string {
  return [name, ...ids].join(' ');
}

function keysOf(patch: object): string {
  return Object.keys(patch).toSorted().join(' ');
}
