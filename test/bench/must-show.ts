/**
 * Runs the studio at full length into real servers and prints one line per promise: verdict, promise, figure.
 * `node test/bench/must-show.ts [NAME…]` on a built app and an idle machine; ends with 1 when a promise is broken.
 */
import { loadavg } from 'node:os';
import { brokenOnes, judgeReport, judgeStream, type Verdict } from '../support/media/promises.ts';
import { analyseStream } from '../support/media/stream-analysis.ts';
import { runWell } from '../support/processes.ts';
import { startFfmpegListener } from '../support/servers/ffmpeg-listen.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { openScreen, runApp, startApp, type Screen } from '../support/uplink-app.ts';
import { rehearse } from './rehearsal.ts';

const seconds = '20';
const rehearsalSeconds = 120;
const hiddenSeconds = 60;

type Place = { readonly nginx: NginxRtmp; readonly screen: Screen };
type Show = (place: Place) => Promise<readonly Verdict[]>;

function intoNginx(key: string, source: readonly string[], wish: { sync: boolean; videoKbps: number | null }): Show {
  return ({ nginx, screen }) =>
    runApp({ screen, key, args: ['--url', nginx.url, ...source, '--duration', seconds] }, async (app, run) => {
      const figures = await analyseStream(await nginx.recording(key), wish);
      const streamed = judgeStream(figures, { fps: 30, ...wish });
      return [exit(run.code), ...streamed, ...judgeReport(figures, await app.report())];
    });
}

const intoFfmpeg: Show = async ({ screen }) => {
  const listener = await startFfmpegListener('show');
  const args = ['--url', listener.url, '--source', 'test', '--duration', seconds];
  const verdicts = await runApp({ screen, key: 'show', args }, async (app, run) => {
    await listener.exited;
    const figures = await analyseStream(listener.file);
    const streamed = judgeStream(figures, { fps: 30, sync: true, videoKbps: null });
    return [exit(run.code), ...streamed, ...judgeReport(figures, await app.report())];
  });
  await listener.stop();
  return verdicts;
};

/** Minimised from the start, and minimised while live: without a window manager, by doing what one would do. */
function hidden(key: string, how: 'from-start' | 'while-live'): Show {
  return async ({ nginx, screen }) => {
    const extra = how === 'from-start' ? ['--minimized'] : [];
    const length = ['--duration', String(hiddenSeconds + 5)];
    const app = await startApp({ screen, key, args: ['--url', nginx.url, '--source', 'test', ...length, ...extra] });
    await app.says(/LIVE/u, 30_000);
    const windows = how === 'while-live' ? await minimise(app.pid, screen) : 0;
    const { code } = await app.exited;
    const { fps, longestVideoGap } = await analyseStream(await nginx.recording(key));
    await app.close();
    return [
      exit(code),
      ...(how === 'while-live'
        ? [{ promise: 'a window was minimised', figure: `${windows}`, isKept: windows > 0 }]
        : []),
      { promise: 'frame rate ≥ 29.5', figure: fps.toFixed(2), isKept: fps >= 29.5 },
      { promise: 'no gap over 100 ms', figure: `${longestVideoGap} ms`, isKept: longestVideoGap <= 100 },
    ];
  };
}

async function minimise(pid: number, screen: Screen): Promise<number> {
  const env = { ...process.env, DISPLAY: screen.name };
  const found = await runWell('xdotool', ['search', '--onlyvisible', '--pid', String(pid)], { env });
  const ids = found.toString('utf8').trim().split('\n');
  for (const id of ids) {
    await runWell('xprop', ['-id', id, '-f', 'WM_STATE', '32ii', '-set', 'WM_STATE', '3, 0'], { env });
    const state = ['-f', '_NET_WM_STATE', '32a', '-set', '_NET_WM_STATE', '_NET_WM_STATE_HIDDEN'];
    await runWell('xprop', ['-id', id, ...state], { env });
    await runWell('xdotool', ['windowunmap', id], { env });
  }
  return ids.length;
}

function exit(code: number | null): Verdict {
  return { promise: 'exit code 0', figure: String(code), isKept: code === 0 };
}

const busy = ['--source', 'test', '--test-pattern', 'busy', '--video-kbps', '4000'];
const shows: Readonly<Record<string, Show>> = {
  'nginx-sync': intoNginx('sync', ['--source', 'test'], { sync: true, videoKbps: null }),
  'nginx-busy': intoNginx('busy', busy, { sync: true, videoKbps: 4000 }),
  'nginx-camera': intoNginx('camera', ['--source', 'camera', '--fake-devices'], { sync: false, videoKbps: null }),
  'ffmpeg-sync': intoFfmpeg,
  rehearsal: ({ screen }) => rehearse(screen, rehearsalSeconds),
  'minimised-from-start': hidden('start', 'from-start'),
  'minimised-while-live': hidden('while', 'while-live'),
};

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const wanted = process.argv.slice(2);
const screen = await openScreen();
const nginx = await startNginx();
const all: Verdict[] = [];
for (const [name, show] of Object.entries(shows)) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  print(`${name} (load ${loadavg()[0]?.toFixed(2) ?? '?'})`);
  const verdicts = await show({ nginx, screen }).catch((error: unknown) => [
    { promise: 'it runs', figure: String(error), isKept: false },
  ]);
  for (const { promise, figure, isKept } of verdicts) print(`  ${isKept ? 'kept  ' : 'BROKEN'} ${promise}: ${figure}`);
  all.push(...verdicts);
}
await nginx.stop();
await screen.close();
const broken = brokenOnes(all);
print(`${all.length - broken.length} kept, ${broken.length} broken`);
process.exitCode = broken.length === 0 ? 0 : 1;
