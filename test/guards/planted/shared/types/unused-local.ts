/** Planted fault. Must fire: TS6133 */
export function idle(): void {
  const forgotten = 1;
}
