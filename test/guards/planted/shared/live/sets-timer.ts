/** Planted fault. Must fire: eslint(no-restricted-globals) */
export function later(act: () => void): void {
  setTimeout(act, 5);
}
