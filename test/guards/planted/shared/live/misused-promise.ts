/** Planted fault. Must fire: typescript(no-misused-promises) */
export function each(list: readonly number[]): void {
  list.forEach(async () => {
    await Promise.resolve();
  });
}
