/** Keeps the objects of what did not change, so that nobody draws, sends or checks anew what is the same as before. */

/**
 * `next`, in which every part that holds the same as in `before` is that very object; all of `before` when nothing
 * differs. Both hold JSON; entries of lists are compared by their ids where they have some.
 */
export function keeping<T>(before: unknown, next: T): T {
  // Whatever is taken from `before` holds the same as the part of `next` in whose place it comes.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return kept(before, next) as T;
}

/** A choice that gives the same object for as long as it comes to the same, so that nobody draws it twice. */
export function steady<Given, Chosen>(choose: (given: Given) => Chosen): (given: Given) => Chosen {
  let last: { readonly given: Given; readonly chosen: Chosen } | null = null;
  return (given) => {
    if (last?.given !== given) last = { given, chosen: keeping(last?.chosen, choose(given)) };
    return last.chosen;
  };
}

function kept(before: unknown, next: unknown): unknown {
  if (Object.is(before, next)) return before;
  if (Array.isArray(before) && Array.isArray(next)) return keptList(before, next);
  return isRecord(before) && isRecord(next) ? keptRecord(before, next) : next;
}

function keptList(before: readonly unknown[], next: readonly unknown[]): unknown {
  const known = new Map(before.flatMap((entry) => (hasId(entry) ? [[entry.id, entry]] : [])));
  const entries = next.map((entry, index) => kept(hasId(entry) ? known.get(entry.id) : before[index], entry));
  const isSame = entries.length === before.length && entries.every((entry, index) => Object.is(entry, before[index]));
  return isSame ? before : entries;
}

function keptRecord(before: Record<string, unknown>, next: Record<string, unknown>): unknown {
  const names = Object.keys(next);
  let isSame = names.length === Object.keys(before).length;
  const parts = names.map((name): [string, unknown] => {
    const part = kept(before[name], next[name]);
    isSame &&= Object.hasOwn(before, name) && Object.is(part, before[name]);
    return [name, part];
  });
  return isSame ? before : Object.fromEntries(parts);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && isPlain(value);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function hasId(value: unknown): value is { readonly id: string } {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string';
}
