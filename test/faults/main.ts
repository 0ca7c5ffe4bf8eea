/**
 * The fault rig: breaks the path to viewers in every way we know and looks at what the far side received.
 * `npm run test:faults [-- NAME…]`, one line a row; names may be beginnings. Ends with 1 when a promise is broken.
 */
import { appRows } from './app/rows.ts';
import { clientRows } from './client.ts';
import { deadLinkRows } from './dead-link.ts';
import { destinationRows } from './destinations.ts';
import { networkRows } from './network.ts';
import { serverRows } from './server.ts';
import { serverKilledRows } from './server-killed.ts';
import { showKilled } from './show-killed.ts';
import { uplinkRows } from './uplink.ts';
import { pause, type Result, type Row } from './row.ts';

const usualLimitSeconds = 180;

const rows: readonly Row[] = [
  ...networkRows,
  ...serverRows,
  ...clientRows,
  ...destinationRows,
  ...uplinkRows,
  ...deadLinkRows,
  ...serverKilledRows,
  showKilled,
  ...appRows,
];

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** What the row found; a throw or a row that does not end is a miss. */
async function resultOf({ run, limitSeconds = usualLimitSeconds }: Row): Promise<Result> {
  const late = pause(limitSeconds * 1000).then(() => ({ figure: `no end within ${limitSeconds} s`, isKept: false }));
  const found = run().catch((error: unknown) => ({ figure: String(error), isKept: false }));
  return Promise.race([found, late]);
}

const wanted = process.argv.slice(2);
const chosen = rows.filter(({ name }) => wanted.length === 0 || wanted.some((word) => name.startsWith(word)));
let failed = chosen.length === 0 ? 1 : 0;
if (chosen.length === 0) say(`no such row; there are ${rows.map(({ name }) => name).join(', ')}`);
for (const row of chosen) {
  const { figure, isKept } = await resultOf(row);
  say(`${isKept ? 'ok  ' : 'MISS'}  ${row.name}: ${figure} (${row.bound})`);
  if (!isKept) failed += 1;
}
say(`${Math.max(0, chosen.length - failed)} passed, ${failed} failed`);
process.exit(failed === 0 ? 0 : 1);
