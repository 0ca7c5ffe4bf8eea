/** Publishing a prepared file: flat out (processor time per GB) and at its own pace (processor time per second of stream). */
import { join } from 'node:path';
import { z } from 'zod';
import { freePort, listening } from '../../support/loopback.ts';
import { runWell, start } from '../../support/processes.ts';
import { clipOf, fileOf, formats, warm, type Format } from './media.ts';
import { childOf, memoryMib, pause, processorSeconds } from './processes.ts';
import { startNginx, type BenchServer } from './servers.ts';
import { median, ratios, say, spread, table, verdict } from './table.ts';

const load = join(import.meta.dirname, 'load');
const node = process.execPath;

/** Processor seconds per 10^9 bytes and 10^6 bytes a second, both without start-up; memory in MiB where it was looked at. */
type FastRun = {
  readonly cpu: number;
  readonly rate: number;
  readonly peak: number;
  /** Growth of the resident memory from `accepted` to its highest. */
  readonly own: number;
};

export type PublishOptions = {
  readonly runs: number;
  readonly megabytes: number;
  readonly seconds: number;
  /** Our bundled command line. */
  readonly tool: string;
};

type Place = { readonly nginx: BenchServer; readonly sinkPort: number };

/** Prints the tables of both parts; returns its promises. */
export async function benchPublish(options: PublishOptions): Promise<readonly string[]> {
  const nginx = await startNginx();
  const sinkPort = await freePort();
  const sink = await start(node, [join(load, 'sink.ts'), String(sinkPort)]);
  await listening(sinkPort);
  const place = { nginx, sinkPort };
  const promises = [
    ...(await flatOut(formats.hd, { place, limit: 0.5 }, options)),
    ...(await flatOut(formats.fullHd, { place, limit: 0.7 }, options)),
    ...(await realTime(nginx, options)),
  ];
  await sink.end();
  await nginx.stop();
  return promises;
}

async function flatOut(
  format: Format,
  { place, limit }: { readonly place: Place; readonly limit: number },
  { runs, megabytes, tool }: PublishOptions,
): Promise<readonly string[]> {
  const file = await fileOf(format, megabytes);
  const tiny = await clipOf(format);
  const bytes = await warm(file);
  const tinyBytes = await warm(tiny);
  const ours: FastRun[] = [];
  const ffmpeg: FastRun[] = [];
  const stream: FastRun[] = [];
  const reused: FastRun[] = [];
  for (let round = 0; round < runs; round++) {
    ours.push(await publishOurs(tool, file, `${place.nginx.url}/ours${round}`));
    ffmpeg.push(await publishFfmpeg({ file, bytes, tiny, tinyBytes, url: `${place.nginx.url}/ff${round}` }));
    stream.push(await copyBare(file, place.sinkPort, 'stream'));
    reused.push(await copyBare(file, place.sinkPort, 'reused'));
  }
  const cpu = (list: readonly FastRun[]): readonly number[] => list.map((one) => one.cpu);
  const row = (name: string, list: readonly FastRun[]): readonly string[] => [
    name,
    spread(cpu(list), 2),
    spread(
      list.map(({ rate }) => rate),
      0,
    ),
    list.some(({ peak }) => peak > 0)
      ? spread(
          list.map(({ peak }) => peak),
          0,
        )
      : '–',
    list === ours ? '1' : spread(ratios(cpu(ours), cpu(list)), 2),
  ];
  say(`\n### Flat out: ${format.name}, ${(bytes / 1e6).toFixed(0)} MB, N = ${runs}\n`);
  say(
    table(
      ['', 'CPU s per GB', 'MB/s', 'peak RSS, MiB', 'ours / this'],
      [
        row('ours → nginx-rtmp', ours),
        row('ffmpeg -c copy → nginx-rtmp', ffmpeg),
        row('Node, read stream piped → sink', stream),
        row('Node, reused buffers → sink', reused),
      ],
    ),
  );
  const own = ours.map((one) => one.own);
  say(`\nMemory that a flat-out publish of ours adds once it is accepted: ${spread(own, 1)} MiB.`);
  return [
    verdict(`${format.name}, ours / ffmpeg`, median(ratios(cpu(ours), cpu(ffmpeg))), limit),
    verdict(`${format.name}, ours / Node's bare copy`, median(ratios(cpu(ours), cpu(stream))), 1.6),
    verdict(`${format.name}, MiB of our own`, median(own), 32, 1),
  ];
}

const endRecord = z.object({
  ok: z.literal(true),
  bytes: z.number(),
  seconds: z.number(),
  userCpuSeconds: z.number(),
  systemCpuSeconds: z.number(),
  peakRssBytes: z.number(),
});

async function publishOurs(tool: string, file: string, url: string): Promise<FastRun> {
  const program = await start(node, [tool, 'publish', file, url, '--fast', '--json']);
  await program.says(/"accepted"/u, 20_000);
  const before = await memoryMib(program.pid);
  await program.exited;
  const end = endRecord.parse(JSON.parse(program.stdout().trim().split('\n').at(-1) ?? ''));
  const peak = end.peakRssBytes / 1024 / 1024;
  return {
    cpu: (end.userCpuSeconds + end.systemCpuSeconds) / (end.bytes / 1e9),
    rate: end.bytes / 1e6 / end.seconds,
    peak,
    own: peak - before.now,
  };
}

type FfmpegWork = {
  readonly file: string;
  readonly bytes: number;
  readonly tiny: string;
  readonly tinyBytes: number;
  readonly url: string;
};

/** Start-up, probing included, is what the ten-second clip takes; the difference of both is the rest. */
async function publishFfmpeg({ file, bytes, tiny, tinyBytes, url }: FfmpegWork): Promise<FastRun> {
  const small = await timeFfmpeg(tiny, `${url}-tiny`);
  const whole = await timeFfmpeg(file, url);
  const gigabytes = (bytes - tinyBytes) / 1e9;
  return {
    cpu: (whole.cpu - small.cpu) / gigabytes,
    rate: (gigabytes * 1000) / (whole.seconds - small.seconds),
    peak: whole.peak,
    own: 0,
  };
}

/** bash's `time` knows what a program used to the millisecond, even after it ended. */
async function timeFfmpeg(file: string, url: string): Promise<{ cpu: number; seconds: number; peak: number }> {
  const command = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-i', file, '-c', 'copy', '-f', 'flv', url];
  const program = await start('bash', ['-c', `TIMEFORMAT='%R %U %S'; time ffmpeg "$@"`, 'bash', ...command]);
  let peak = 0;
  const timer = setInterval(() => {
    void childOf(program.pid).then(async (child) => {
      if (child !== null) peak = Math.max(peak, (await memoryMib(child)).peak);
      return null;
    });
  }, 20);
  await program.exited;
  clearInterval(timer);
  const [seconds = Number.NaN, user = Number.NaN, system = Number.NaN] = (
    program.stderr().trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  return { cpu: user + system, seconds, peak };
}

const copyRecord = z.object({ cpuSeconds: z.number(), seconds: z.number(), bytes: z.number() });

async function copyBare(file: string, port: number, how: 'stream' | 'reused'): Promise<FastRun> {
  const output = await runWell(node, [join(load, 'bare-copy.ts'), file, String(port), how]);
  const { cpuSeconds, seconds, bytes } = copyRecord.parse(JSON.parse(output.toString()));
  return { cpu: cpuSeconds / (bytes / 1e9), rate: bytes / 1e6 / seconds, peak: 0, own: 0 };
}

/** What start-up takes is over by then, the compiling of what runs often too. */
const settleMillis = 10_000;

async function realTime(nginx: BenchServer, { runs, seconds, tool }: PublishOptions): Promise<readonly string[]> {
  const promises: string[] = [];
  const rows: (readonly string[])[] = [];
  for (const format of [formats.hd, formats.fullHd]) {
    const file = await fileOf(format, 100);
    await warm(file);
    const ours: number[] = [];
    const ffmpeg: number[] = [];
    for (let round = 0; round < runs; round++) {
      const url = `${nginx.url}/paced${round}${format.fps}`;
      const quiet = ['-hide_banner', '-nostdin', '-loglevel', 'error'];
      // Both at once: what else the machine does then meets both.
      const [mine, theirs] = await Promise.all([
        paced(node, [tool, 'publish', file, url, '--realtime'], seconds),
        paced('ffmpeg', [...quiet, '-re', '-i', file, '-c', 'copy', '-f', 'flv', `${url}-ff`], seconds),
      ]);
      ours.push(mine);
      ffmpeg.push(theirs);
    }
    rows.push([format.name, spread(ours, 4), spread(ffmpeg, 4), spread(ratios(ours, ffmpeg), 2)]);
    promises.push(verdict(`${format.name} at real time, CPU s per stream s`, median(ours), 0.005, 4));
  }
  say(`\n### Real time after start-up: ${seconds} s windows, N = ${runs}, CPU s per stream s\n`);
  say(table(['', 'ours → nginx-rtmp', 'ffmpeg -re -c copy → nginx-rtmp', 'ours / ffmpeg'], rows));
  return promises;
}

/** Processor seconds per second of a program over a window, once it has settled. */
async function paced(program: string, args: readonly string[], seconds: number): Promise<number> {
  const running = await start(program, args);
  await pause(settleMillis);
  const [before, at] = [await processorSeconds(running.pid), performance.now()];
  await pause(seconds * 1000);
  const used = (await processorSeconds(running.pid)) - before;
  const elapsed = (performance.now() - at) / 1000;
  await running.end();
  if (used <= 0) throw new Error(`${program} did not run through its window:\n${running.stderr()}`);
  return used / elapsed;
}
