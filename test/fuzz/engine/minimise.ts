/** Makes a failing input short: drops pieces and flattens bytes while it goes on failing in the same way. */

const mostTries = 3000;

/** The shortest input found for which `failsAlike` holds, as it does for `input`. */
export function minimise(input: Uint8Array, failsAlike: (input: Uint8Array) => boolean): Uint8Array {
  const state = { best: input, tries: 0 };
  const attempt = (candidate: Uint8Array): boolean => {
    state.tries += 1;
    if (state.tries > mostTries || !failsAlike(candidate)) return false;
    state.best = candidate;
    return true;
  };
  for (let size = Math.max(input.length >> 1, 1); size >= 1; size = size >> 1) {
    for (let at = 0; at < state.best.length;) if (!attempt(without(state.best, at, size))) at += size;
  }
  for (let at = 0; at < state.best.length; at++) if (state.best[at] !== 0) attempt(state.best.with(at, 0));
  return state.best;
}

function without(bytes: Uint8Array, at: number, size: number): Uint8Array {
  const left = new Uint8Array(bytes.length - Math.min(size, bytes.length - at));
  left.set(bytes.subarray(0, at));
  left.set(bytes.subarray(at + size), at);
  return left;
}
