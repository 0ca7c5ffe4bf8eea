/** Reads and sets fuses inside an Electron executable without any package, for the runtime fetched from npm. */
import { open, readFile } from 'node:fs/promises';

const SENTINEL = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', 'latin1');
const WIRE_VERSION = 1;

/** Index of each fuse this project touches, in Electron's fuse wire version 1. */
export const FUSE = { nodeCliInspect: 3, browserSnapshot: 6 };

/**
 * Sets fuses of one executable in place: `wanted` maps an index of FUSE to true (on) or false (off).
 * Behind the sentinel lie: version u8, count u8, then one ASCII '0' or '1' per fuse.
 */
export async function setFuses(executable, wanted) {
  const bytes = await readFile(executable);
  const sentinel = bytes.indexOf(SENTINEL);
  if (sentinel < 0) throw new Error(`no fuses found in ${executable}`);
  const wire = sentinel + SENTINEL.length;
  if (bytes[wire] !== WIRE_VERSION) throw new Error(`unknown fuse version ${bytes[wire]} in ${executable}`);
  const file = await open(executable, 'r+');
  try {
    for (const [index, on] of wanted) {
      if (index >= (bytes[wire + 1] ?? 0)) throw new Error(`${executable} has no fuse ${index}`);
      await file.write(Buffer.from(on ? '1' : '0', 'latin1'), 0, 1, wire + 2 + index);
    }
  } finally {
    await file.close();
  }
}
