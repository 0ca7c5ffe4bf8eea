/** How the lines of the graph are told apart: by colour and by dashes, in the graph and in its legend. */

/** Width of the graph's scale in CSS px; the flags begin where the lines do. */
export const axisWidth = 34;

/** Colour as a token of the theme, dashes as lengths of line and gap in CSS px. */
export type Line = { readonly token: string; readonly dash: readonly number[]; readonly width: number };

/** What the encoder makes, and what servers have confirmed: thinner than what is sent. */
export const encoderLine: Line = { token: '--muted', dash: [2, 3], width: 1 };
export const confirmedDash: readonly number[] = [1, 4];

/** As many of each as there can be destinations in a session. */
const tokens = ['--accent', '--good', '--rehearsal', '--reconnect', '--live-text', '--text', '--warn', '--faint'];
const dashes: readonly (readonly number[])[] = [
  [],
  [8, 3],
  [3, 3],
  [10, 3, 2, 3],
  [14, 5],
  [5, 2, 1, 2],
  [12, 3, 4, 3],
  [6, 6],
];

/** The line of the n-th destination: eight differ in both; who joins after others have left gets a new pair of the two. */
export function lineOf(index: number): Line {
  const round = Math.floor(index / tokens.length);
  const token = tokens[index % tokens.length] ?? '--accent';
  return { token, dash: dashes[(index + round) % dashes.length] ?? [], width: 2 };
}
