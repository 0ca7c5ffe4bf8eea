/** Memory that is really in use: after a collection, heap and buffers. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

/** Bytes. Takes a few dozen milliseconds, in which nothing else runs. */
export function memoryInUse(): number {
  if (typeof collect !== 'function') throw new Error('this Node gives no collector');
  for (let turn = 0; turn < 2; turn += 1) collect();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
