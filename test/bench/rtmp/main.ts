/**
 * Compares our RTMP engine with others, in the same run and turn by turn: publishing, receiving, fanning out.
 * `npm run bench:rtmp [-- [--quick] [publish] [ingest] [play]]`; ends with 1 when a promise is missed.
 */
import { cpus, loadavg, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { bundledTool } from './media.ts';
import { benchPublish } from './publish.ts';
import { benchIngest, benchPlay } from './relay.ts';
import { say } from './table.ts';

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, runs: { type: 'string' } },
  allowPositionals: true,
});
const runs = Number(values.runs ?? (values.quick ? 1 : 5));
const megabytes = values.quick ? 200 : 1000;
const seconds = values.quick ? 4 : 10;
const wants = (name: string): boolean => positionals.length === 0 || positionals.includes(name);

const tool = await bundledTool();
const [processor] = cpus();
say(`Node ${process.version}, ${cpus().length} × ${processor?.model ?? '?'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB`);
say(`${new Date().toISOString().slice(0, 10)}, load before the start ${(loadavg()[0] ?? 0).toFixed(2)}`);
const promises = [
  ...(wants('publish') ? await benchPublish({ runs, megabytes, tool, seconds: values.quick ? 5 : 15 }) : []),
  ...(wants('ingest') ? await benchIngest({ runs, tool, seconds }) : []),
  ...(wants('play') ? await benchPlay({ runs, tool, seconds }) : []),
];
say(`\n${promises.join('\n')}`);
process.exitCode = promises.some((line) => line.startsWith('MISS')) ? 1 : 0;
