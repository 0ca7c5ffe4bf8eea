/** Servers under load: many publishers, and many players of one publisher, on ours, nginx-rtmp and node-media-server. */
import { join } from 'node:path';
import { z } from 'zod';
import { start, type Running } from '../../support/processes.ts';
import { clipOf, formats } from './media.ts';
import { memoryMib, pause, processorSeconds } from './processes.ts';
import { startNginx, startNodeMediaServer, startOurs, type BenchServer } from './servers.ts';
import { median, ratios, say, spread, table, verdict } from './table.ts';

export type RelayOptions = {
  readonly runs: number;
  readonly seconds: number;
  /** Our bundled command line. */
  readonly tool: string;
};

const load = join(import.meta.dirname, 'load');
const format = formats.hd;
/** All publishers are on air after two seconds; by then every server has what it keeps and runs compiled code. */
const settleMillis = 5000;
/** What was sent is read and told by then: a server tells its figures once a second. */
const countMillis = 2500;

const servers = [
  { name: 'ours', start: startOurs },
  { name: 'nginx-rtmp', start: startNginx },
  { name: 'node-media-server', start: startNodeMediaServer },
] as const;
type Name = (typeof servers)[number]['name'];

/** `cpu`: seconds of the server process per second and stream; `lost` is null where nobody counts. */
type Figures = { cpu: number; rss: number; lost: number | null; gone: number; keys: readonly number[] };

const publisherReport = z.object({
  frames: z.number(),
  late: z.number(),
  lost: z.number(),
  worstBacklog: z.number(),
});
const playerReport = z.object({
  frames: z.number(),
  lost: z.number(),
  gone: z.number(),
  firstKeyMillis: z.array(z.number()),
});

/** 1, 10 and 50 publishers. */
export async function benchIngest(options: RelayOptions): Promise<readonly string[]> {
  const clip = await clipOf(format);
  const counts = [1, 10, 50];
  const found = await everywhere(counts, options, async (server, count) => {
    const publishers = await publish(server, count, clip);
    await pause(settleMillis);
    const { cpu, rss } = await window(server, options.seconds);
    publishers.signal('SIGUSR2');
    await publishers.says(/^still$/mu, 20_000);
    await pause(countMillis);
    const received = server.frames();
    if (server.name === 'ours' && received === null) throw new Error('our server told no figures');
    const { frames, lost } = publisherReport.parse(await finish(publishers));
    return { cpu: cpu / count, rss, lost: received === null ? null : frames - received, gone: lost, keys: [] };
  });
  show(found, counts, {
    title: `Publishers at ${format.name}: ${options.seconds} s windows, N = ${options.runs}`,
    unit: (count) => `${count} publisher${count === 1 ? '' : 's'}`,
    per: 'CPU s per stream s',
  });
  const ours = at(found, 'ours', 50);
  return [
    verdict('50 publishers, CPU ours / nginx-rtmp', quotient(ours, at(found, 'nginx-rtmp', 50)), 1.5),
    verdict('50 publishers, CPU ours / node-media-server', quotient(ours, at(found, 'node-media-server', 50)), 0.25),
    verdict('50 publishers, MiB in all', median(ours.map(({ rss }) => rss)), 150, 0),
    verdict('frames lost by publishers', total(found, 'ours', 'lost'), 0, 0),
    verdict('publishers cut off', total(found, 'ours', 'gone'), 0, 0),
  ];
}

/** One publisher; 10, 50 and 100 players, and 50 of which one does not read. */
export async function benchPlay(options: RelayOptions): Promise<readonly string[]> {
  const clip = await clipOf(format);
  const counts = [10, 50, 100];
  const measure = async (server: BenchServer, count: number, stalled: number): Promise<Figures> => {
    const publishers = await publish(server, 1, clip);
    await pause(settleMillis);
    const players = await play(server, count, stalled);
    await pause(settleMillis);
    players.signal('SIGUSR2');
    const { cpu, rss } = await window(server, options.seconds);
    const { lost, gone, firstKeyMillis } = playerReport.parse(await finish(players));
    await finish(publishers);
    return { cpu: cpu / (count - stalled), rss, lost, gone, keys: firstKeyMillis };
  };
  const found = await everywhere(counts, options, (server, count) => measure(server, count, 0));
  const stuck = await everywhere([50], options, (server, count) => measure(server, count, 1));
  show(found, counts, {
    title: `One publisher at ${format.name}, many players: ${options.seconds} s windows, N = ${options.runs}`,
    unit: (count) => `${count} players`,
    per: 'CPU s per player s',
  });
  show(stuck, [50], {
    title: 'The same with one of 50 players not reading',
    unit: () => '49 others',
    per: 'CPU s per player s',
  });
  const keys = counts.flatMap((count) => at(found, 'ours', count).map((figures) => median(figures.keys)));
  return [
    verdict('100 players, CPU ours / nginx-rtmp', quotient(at(found, 'ours', 100), at(found, 'nginx-rtmp', 100)), 1.5),
    verdict('frames lost by players', total(found, 'ours', 'lost') + total(found, 'ours', 'gone'), 0, 0),
    verdict('frames lost beside a stalled player', total(stuck, 'ours', 'lost') + total(stuck, 'ours', 'gone'), 0, 0),
    verdict('MiB with a stalled player', Math.max(...at(stuck, 'ours', 50).map(({ rss }) => rss)), 150, 0),
    verdict('first key frame of a joining player, ms', median(keys), 50, 1),
  ];
}

type Found = ReadonlyMap<string, readonly Figures[]>;
type Measure = (server: BenchServer, count: number) => Promise<Figures>;

/** Every count on every server, turn by turn; each measurement on a fresh server. */
async function everywhere(counts: readonly number[], { runs, tool }: RelayOptions, measure: Measure): Promise<Found> {
  const found = new Map<string, Figures[]>();
  for (let round = 0; round < runs; round++) {
    for (const count of counts) {
      for (const { name, start: open } of servers) {
        const server = await open(tool);
        const figures = await measure(server, count);
        await server.stop();
        const key = keyOf(name, count);
        found.set(key, [...(found.get(key) ?? []), figures]);
      }
    }
  }
  return found;
}

const keyOf = (name: Name, count: number): string => `${name} ${count}`;
const at = (found: Found, name: Name, count: number): readonly Figures[] => found.get(keyOf(name, count)) ?? [];

function quotient(ours: readonly Figures[], theirs: readonly Figures[]): number {
  return median(
    ratios(
      ours.map(({ cpu }) => cpu),
      theirs.map(({ cpu }) => cpu),
    ),
  );
}

function total(found: Found, name: Name, field: 'lost' | 'gone'): number {
  let sum = 0;
  for (const [key, list] of found) {
    if (key.startsWith(`${name} `)) for (const figures of list) sum += figures[field] ?? 0;
  }
  return sum;
}

type Words = { readonly title: string; readonly unit: (count: number) => string; readonly per: string };

function show(found: Found, counts: readonly number[], { title, unit, per }: Words): void {
  const rows = counts.flatMap((count) =>
    servers.map(({ name }) => {
      const list = at(found, name, count);
      const column = (read: (figures: Figures) => number, digits: number): string => spread(list.map(read), digits);
      const keys = list.flatMap((figures) => figures.keys);
      return [
        unit(count),
        name,
        column(({ cpu }) => cpu, 5),
        name === 'ours' ? '1' : quotient(at(found, 'ours', count), list).toFixed(2),
        column(({ rss }) => rss, 0),
        list.some(({ lost }) => lost === null) ? '–' : column(({ lost }) => lost ?? 0, 0),
        column(({ gone }) => gone, 0),
        keys.length === 0 ? '–' : `${median(keys).toFixed(1)} (worst ${Math.max(...keys).toFixed(0)})`,
      ];
    }),
  );
  const head = ['', 'server', per, 'ours / this', 'RSS, MiB', 'frames lost', 'cut off', 'first key frame, ms'];
  say(`\n### ${title}\n`);
  say(table(head, rows));
}

async function publish(server: BenchServer, count: number, clip: string): Promise<Running> {
  const args = [String(server.port), String(count), clip, String(format.fps)];
  const program = await start(process.execPath, [join(load, 'publishers.ts'), ...args]);
  await program.says(/^live$/mu, 20_000);
  return program;
}

async function play(server: BenchServer, count: number, stalled: number): Promise<Running> {
  const args = [String(server.port), String(count), String(stalled), String(format.fps)];
  const program = await start(process.execPath, [join(load, 'players.ts'), ...args]);
  await program.says(/^playing$/mu, 20_000);
  return program;
}

/** Ends a load and reads its last line. */
async function finish(program: Running): Promise<unknown> {
  await program.end();
  return JSON.parse(program.stdout().trim().split('\n').at(-1) ?? '');
}

/** Processor seconds per second over the window, and resident memory at its end in MiB. */
async function window(server: BenchServer, seconds: number): Promise<{ cpu: number; rss: number }> {
  const [before, began] = [await processorSeconds(server.pid), performance.now()];
  await pause(seconds * 1000);
  const used = (await processorSeconds(server.pid)) - before;
  const elapsed = (performance.now() - began) / 1000;
  return { cpu: used / elapsed, rss: (await memoryMib(server.pid)).now };
}
