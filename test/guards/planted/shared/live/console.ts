/** Planted fault. Must fire: eslint(no-console) */
export function tell(): void {
  console.log('hello');
}
