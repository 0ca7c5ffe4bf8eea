/**
 * What a frame of each kind of scene costs in the real app, live into nginx-rtmp: processor ms a frame of all processes,
 * medians, by what the threads are there for. `node test/bench/scenes.ts [NAME…] [--seconds 30]` on a built app and an
 * idle machine; ends with 1 when a frame is dropped or the picture's part is over its promise.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { exportedShow } from '../../electron/store/show/exported-show.ts';
import { median } from '../../shared/live/ingest/spread.ts';
import type { VideoFilter } from '../../shared/studio/document/filters.ts';
import type { Transform } from '../../shared/studio/document/scene.ts';
import type { Show } from '../../shared/studio/document/show.ts';
import type { Input } from '../../shared/studio/document/source.ts';
import { temporaryFolder } from '../support/loopback.ts';
import { runWell } from '../support/processes.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { cameraInput, makeItem, makeScene, makeShow, makeSource, textInput } from '../support/studio/show-parts.ts';
import { openScreen, startApp, type Screen } from '../support/uplink-app.ts';
import { duties, secondsByDuty, type Duty } from './thread-watch.ts';

const fps = 30;
const settleMillis = 8000;
const windowMillis = 5000;

const sizes = { '720p': { width: 1280, height: 720 }, '1080p': { width: 1920, height: 1080 } } as const;

type Bench = {
  readonly size: keyof typeof sizes;
  /** Picture ms a frame that were promised; null: no frame may be dropped, that is all. */
  readonly most: number | null;
  readonly build: (logo: string) => Show;
};

type Row = {
  readonly name: string;
  readonly millis: Readonly<Record<Duty, number>>;
  readonly all: number;
  readonly dropped: number;
  readonly frames: number;
  readonly most: number | null;
};

/** Everything in its place on a 1280 × 720 canvas; what moves does so by itself. */
function place(x: number, y: number, width: number, height: number): Partial<Transform> {
  return { x, y, width, height };
}

function showOf(layers: readonly { input: Input; at?: Partial<Transform>; filters?: VideoFilter[] }[]): Show {
  const sources = layers.map(({ input, filters = [] }, at) => makeSource(`s${at}`, input, { filters }));
  const items = layers.map(({ at }, index) => {
    const item = makeItem(`s${index}`);
    return { ...item, transform: { ...item.transform, ...at } };
  });
  return makeShow([makeScene('scene', items)], sources);
}

const scrolling = (x: number): VideoFilter => ({ id: `scroll${x}`, enabled: true, kind: 'scroll', x, y: 0 });

const cameraAndLogo = (logo: string) => [
  { input: cameraInput },
  { input: { kind: 'image', path: logo } as const, at: place(1040, 40, 200, 100) },
];

const benches: Readonly<Record<string, Bench>> = {
  camera: { size: '720p', most: 5, build: () => showOf([{ input: cameraInput }]) },
  'camera-logo-text': {
    size: '720p',
    most: 8,
    build: (logo) =>
      showOf([...cameraAndLogo(logo), { input: textInput('On air since {timer}'), at: place(40, 620, 900, 60) }]),
  },
  'four-moving': {
    size: '720p',
    most: 11,
    build: (logo) =>
      showOf([
        { input: cameraInput },
        { input: { kind: 'test' }, at: place(840, 420, 400, 225) },
        { input: { kind: 'image', path: logo }, at: place(40, 40, 300, 150), filters: [scrolling(60)] },
        {
          input: textInput('News of the day go round and round'),
          at: place(40, 620, 760, 60),
          filters: [scrolling(-120)],
        },
      ]),
  },
  still: {
    size: '720p',
    most: 5,
    build: (logo) =>
      showOf([
        { input: { kind: 'colour', colour: '#204060', width: 1280, height: 720 } },
        { input: { kind: 'image', path: logo }, at: place(440, 210, 400, 200) },
        { input: textInput('Starting soon'), at: place(440, 480, 400, 60) },
      ]),
  },
  '1080p-camera-logo': { size: '1080p', most: null, build: (logo) => showOf(cameraAndLogo(logo)) },
};

type Rig = {
  readonly screen: Screen;
  readonly nginx: NginxRtmp;
  readonly folder: string;
  readonly logo: string;
  readonly seconds: number;
};

async function run(rig: Rig, name: string, bench: Bench): Promise<Row> {
  const { width, height } = sizes[bench.size];
  const show = join(rig.folder, `${name}.json`);
  await writeFile(show, exportedShow(bench.build(rig.logo)));
  const length = rig.seconds + settleMillis / 1000 + 4;
  const picture = ['--size', `${width}x${height}`, '--fps', String(fps), '--video-kbps', '4000', '--fake-devices'];
  const app = await startApp({
    screen: rig.screen,
    key: name,
    args: ['--url', rig.nginx.url, '--show', show, ...picture, '--duration', String(length)],
  });
  await app.says(/LIVE/u, 30_000);
  await pause(settleMillis);
  const windows = await watch(app.pid, rig.seconds);
  await app.exited;
  const { frames } = await app.report();
  await app.close();
  const millis = byDuty((duty) => median(windows.map((row) => row[duty])));
  const all = median(windows.map((row) => duties.reduce((sum, duty) => sum + row[duty], 0)));
  const dropped = frames.droppedMix + frames.droppedEncode + frames.droppedPort + frames.droppedSend;
  return { name, millis, all, dropped, frames: frames.mixed, most: bench.most };
}

/** Processor ms a frame, one row for each stretch of time. */
async function watch(pid: number, seconds: number): Promise<readonly Readonly<Record<Duty, number>>[]> {
  const rows: Readonly<Record<Duty, number>>[] = [];
  let before = { at: performance.now(), used: await secondsByDuty(pid) };
  while (rows.length < (seconds * 1000) / windowMillis) {
    // One window after the other is what a median is taken of.
    await pause(windowMillis);
    const now = { at: performance.now(), used: await secondsByDuty(pid) };
    const from = before;
    const frames = ((now.at - from.at) / 1000) * fps;
    rows.push(byDuty((duty) => ((now.used[duty] - from.used[duty]) * 1000) / frames));
    before = now;
  }
  return rows;
}

function byDuty(figure: (duty: Duty) => number): Readonly<Record<Duty, number>> {
  const [picture, sound] = [figure('picture'), figure('sound')];
  return { picture, sound, window: figure('window'), main: figure('main'), rest: figure('rest') };
}

function isKept({ millis, dropped, most }: Row): boolean {
  return dropped === 0 && (most === null || millis.picture <= most);
}

function tell(row: Row): string {
  const parts = duties.map((duty) => row.millis[duty].toFixed(2)).join(' | ');
  const promise = row.most === null ? 'no drops' : `≤ ${row.most}`;
  return `| ${row.name} | ${parts} | ${row.all.toFixed(2)} | ${row.frames} | ${row.dropped} | ${promise} | ${isKept(row) ? 'kept' : 'BROKEN'} |`;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const { values, positionals } = parseArgs({
  options: { seconds: { type: 'string', default: '30' } },
  allowPositionals: true,
});
const folder = await temporaryFolder();
const logo = join(folder.path, 'logo.png');
const drawing = 'testsrc=size=400x200,format=rgba,colorchannelmixer=aa=0.7';
await runWell('ffmpeg', ['-v', 'error', '-f', 'lavfi', '-i', drawing, '-frames:v', '1', logo]);
const [screen, nginx] = await Promise.all([openScreen(), startNginx()]);
const rig: Rig = { screen, nginx, folder: folder.path, logo, seconds: Number(values.seconds) };
print(
  `load before: ${loadavg()[0]?.toFixed(2) ?? '?'}; ms of processor time a frame, medians of ${windowMillis / 1000} s`,
);
print(`| scene | ${duties.join(' | ')} | all | frames | dropped | picture, promised | |`);
print(`|${'---|'.repeat(duties.length + 6)}`);
const rows: Row[] = [];
for (const [name, bench] of Object.entries(benches)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  const row = await run(rig, name, bench);
  rows.push(row);
  print(tell(row));
}
await nginx.stop();
await screen.close();
await folder.remove();
process.exitCode = rows.every((row) => isKept(row)) ? 0 : 1;
