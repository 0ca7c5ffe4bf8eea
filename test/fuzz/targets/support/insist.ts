/** What targets insist on: a broken promise is an error, which the fuzzer takes for a finding. */
import { isDeepStrictEqual } from 'node:util';

/** Throws with `words` unless `isTrue`. */
export function insist(isTrue: boolean, words: string): asserts isTrue {
  if (!isTrue) throw new Error(words);
}

/** Throws with `words` unless both are the same value through and through. */
export function insistSame(actual: unknown, expected: unknown, words: string): void {
  if (!isDeepStrictEqual(actual, expected)) throw new Error(words);
}
