/** How the lines of the graph are told apart: by colour and by dashes, in the graph and in its legend. */

/** Width of the graph's scale in CSS px; the flags begin where the lines do. */
export const axisWidth = 34;

type Line = { readonly name: string; readonly token: string; readonly dash: readonly number[] };

const lines: readonly [Line, ...Line[]] = [
  { name: 'first', token: '--accent', dash: [] },
  { name: 'second', token: '--good', dash: [8, 3] },
  { name: 'third', token: '--rehearsal', dash: [3, 3] },
  { name: 'fourth', token: '--reconnect', dash: [10, 3, 2, 3] },
];

/** The line of the n-th destination; from the fifth on they begin again. */
export function lineOf(index: number): Line {
  return lines[index % lines.length] ?? lines[0];
}
