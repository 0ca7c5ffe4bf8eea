/**
 * Uplink against OBS Studio in the same rig: the same scene at 720p30 and 4 Mb/s into the same server, one after the
 * other; processor time, lost frames and what is left of the picture.
 * `npm run bench:studio [-- --seconds 60]` on a built app and an idle machine; ends with 1 when a promise is broken.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { temporaryFolder } from '../../support/loopback.ts';
import { startOwnServer } from '../../support/servers/own-server.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { openScreen, type Screen } from '../../support/uplink-app.ts';
import { processorSeconds } from '../process-watch.ts';
import { makeFilm } from './film.ts';
import { hasObs, obsFrames, startObs } from './obs.ts';
import { measureQuality, type Quality } from './quality.ts';
import type { Scene } from './scenes.ts';
import { startUplink } from './uplink.ts';

const videoKbps = 4000;
const settleSeconds = 10;
/** Of the picture at the receiver. */
const qualitySeconds = 10;

type Rig = { readonly screen: Screen; readonly nginx: NginxRtmp; readonly seconds: number };

const studios = ['OBS Studio', 'Uplink', 'Uplink, AV1'] as const;

type Row = {
  readonly studio: (typeof studios)[number];
  readonly scene: Scene['kind'];
  /** Processor seconds of all its processes per second of stream. */
  readonly load: number;
  readonly lost: number;
  readonly frames: number;
  readonly quality: Quality | null;
};

const { values } = parseArgs({ options: { seconds: { type: 'string', default: '60' } } });
const seconds = Number(values.seconds);

async function measureLoad(pid: number): Promise<number> {
  await pause(settleSeconds * 1000);
  const from = { at: performance.now(), used: (await processorSeconds(pid)).all };
  await pause(seconds * 1000);
  const to = { at: performance.now(), used: (await processorSeconds(pid)).all };
  return ((to.used - from.used) * 1000) / (to.at - from.at);
}

async function runObs({ screen, nginx }: Rig, scene: Scene): Promise<Row> {
  const key = `obs-${scene.kind}`;
  const folder = await temporaryFolder();
  const obs = await startObs({ screen, folder: folder.path, server: nginx.url, key, videoKbps, scene });
  const load = await measureLoad(obs.pid);
  obs.signal('SIGINT');
  const ended = await Promise.race([obs.exited, pause(15_000)]);
  if (ended === undefined) obs.signal('SIGKILL');
  const { frames, lagged, skipped } = await obsFrames(folder.path);
  const quality = await qualityOf(await nginx.recording(key, 20_000), scene);
  await folder.remove();
  return { studio: 'OBS Studio', scene: scene.kind, load, frames, lost: lagged + skipped, quality };
}

const runUplink = (rig: Rig, scene: Scene): Promise<Row> => runOurs(rig, scene, 'avc');

/** Into our own ingest, for nginx-rtmp knows no AV1; the picture is that of the file with the packets that were sent. */
async function runAv1(rig: Rig, scene: Scene): Promise<Row> {
  const server = await startOwnServer();
  const row = await runOurs({ ...rig, nginx: { ...rig.nginx, url: server.url } }, scene, 'av1');
  await server.stop();
  return row;
}

async function runOurs({ screen, nginx }: Rig, scene: Scene, codec: 'avc' | 'av1'): Promise<Row> {
  const key = `uplink-${codec}-${scene.kind}`;
  const folder = await temporaryFolder();
  const length = seconds + settleSeconds + 8;
  const app = await startUplink({
    screen,
    folder: folder.path,
    server: nginx.url,
    key,
    videoKbps,
    seconds: length,
    scene,
    codec,
  });
  await app.says(/LIVE/u, 30_000);
  const load = await measureLoad(app.pid);
  await app.exited;
  const { frames, recordings } = await app.report();
  const film = join(folder.path, 'films', recordings[0]?.file ?? 'missing');
  const recording = codec === 'av1' ? film : await nginx.recording(key, 20_000);
  const quality = await qualityOf(recording, scene);
  await app.close();
  await folder.remove();
  const lost = frames.droppedMix + frames.droppedEncode + frames.droppedPort + frames.droppedSend;
  const studio = codec === 'av1' ? 'Uplink, AV1' : 'Uplink';
  return { studio, scene: scene.kind, load, frames: frames.mixed, lost, quality };
}

async function qualityOf(recording: string, scene: Scene): Promise<Quality | null> {
  if (scene.kind === 'still') return null;
  return measureQuality(recording, scene.film, { from: settleSeconds + 5, seconds: qualitySeconds });
}

function tell({ studio, scene, load, frames, lost, quality }: Row): string {
  const picture =
    quality === null
      ? '– | – | – | –'
      : `${quality.psnr.toFixed(2)} | ${quality.ssim.toFixed(4)} | ${quality.repeated} | ${quality.missing}`;
  return `| ${studio} | ${scene} | ${load.toFixed(2)} | ${frames} | ${lost} | ${picture} |`;
}

/** Lines on what was promised of each scene. */
function judge(rows: readonly Row[]): readonly (readonly [promise: string, figure: string, isKept: boolean])[] {
  const of = (studio: Row['studio'], scene: Scene['kind']) =>
    rows.find((row) => row.studio === studio && row.scene === scene);
  const [obs, av1] = [of('OBS Studio', 'film')?.quality, of('Uplink, AV1', 'film')?.quality];
  const above = (av1?.psnr ?? 0) - (obs?.psnr ?? 0);
  const av1Line = ['AV1: PSNR above that of OBS', `${above.toFixed(2)} dB`, above > 0] as const;
  const ratios = (['film', 'still'] as const).flatMap((scene) => {
    const [ours, theirs] = [of('Uplink', scene), of('OBS Studio', scene)];
    if (ours === undefined || theirs === undefined) return [];
    const most = scene === 'film' ? 0.4 : 0.7;
    const ratio = ours.load / theirs.load;
    const behind = (theirs.quality?.psnr ?? 0) - (ours.quality?.psnr ?? 0);
    const picture = ['PSNR within 1.0 dB', `${behind.toFixed(2)} dB behind`, behind <= 1] as const;
    return [
      [`${scene}: ≤ ${most} of the processor time of OBS`, ratio.toFixed(2), ratio <= most],
      [`${scene}: no frame lost`, `${ours.lost}`, ours.lost === 0],
      ...(ours.quality === null || theirs.quality === null ? [] : [picture]),
    ] as const;
  });
  return obs && av1 ? [...ratios, av1Line] : ratios;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

const folder = await temporaryFolder();
const film = join(folder.path, 'film.mp4');
await makeFilm(film);
const rig: Rig = { screen: await openScreen(), nginx: await startNginx(), seconds };
const withObs = await hasObs();
if (!withObs) print('obs is not installed here: only Uplink is measured');
print(`load before: ${loadavg()[0]?.toFixed(2) ?? '?'}`);
print('| studio | scene | CPU-s per s | frames | lost | PSNR Y, dB | SSIM Y | repeated | missing |');
print('|---|---|---|---|---|---|---|---|---|');
const rows: Row[] = [];
for (const scene of [{ kind: 'film', film }, { kind: 'still' }] as const) {
  const ours = scene.kind === 'film' ? [runUplink, runAv1] : [runUplink];
  for (const run of withObs ? [runObs, ...ours] : ours) {
    const row = await run(rig, scene);
    rows.push(row);
    print(tell(row));
  }
}
await rig.nginx.stop();
await rig.screen.close();
await folder.remove();
const verdicts = judge(rows);
for (const [promise, figure, isKept] of verdicts) print(`${isKept ? 'kept  ' : 'BROKEN'} ${promise}: ${figure}`);
process.exitCode = verdicts.every(([, , isKept]) => isKept) ? 0 : 1;
