/** Planted fault. Must fire: typescript(no-floating-promises) */
async function work(): Promise<void> {
  await Promise.resolve();
}
export function begin(): void {
  work();
}
