/** Medians with their spread, and tables for the terminal and for Markdown alike. */

/** The middle one; the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const upper = sorted[Math.floor(half)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? Number.NaN) + upper) / 2;
}

/** `0.54 [0.51..0.60]`, or one number where all runs agree. */
export function spread(values: readonly number[], digits: number): string {
  if (values.length === 0) return '–';
  const shown = median(values).toFixed(digits);
  const [low, high] = [Math.min(...values).toFixed(digits), Math.max(...values).toFixed(digits)];
  return low === high ? shown : `${shown} [${low}..${high}]`;
}

/** The quotient of each pair of runs that stood next to each other, for machines that are never idle. */
export function ratios(ours: readonly number[], theirs: readonly number[]): readonly number[] {
  return ours.flatMap((value, index) => {
    const other = theirs[index];
    return other === undefined || other === 0 ? [] : [value / other];
  });
}

/** One promise with its figure. */
export function verdict(what: string, value: number, limit: number, digits = 2): string {
  const sign = value <= limit ? 'ok  ' : 'MISS';
  return `${sign}  ${what}: ${value.toFixed(digits)} (at most ${limit})`;
}

/** A Markdown table. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Writes a line. */
export function say(text: string): void {
  process.stdout.write(`${text}\n`);
}
