/** What a receiver gets of a picture and a sound whose every value is known: its colours and its level. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import { defaultStrip } from '../../../shared/studio/document/source.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { chartSize, makeChart, patches, readChart } from '../../support/media/colour-chart.ts';
import { deltaE2000, labOf, type Rgb } from '../../support/media/colour-difference.ts';
import { makeTone, toneLevels } from '../../support/media/tone-level.ts';
import { runWell } from '../../support/processes.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../support/studio/show-parts.ts';
import { openScreen, runApp, type Screen } from '../../support/uplink-app.ts';

const key = 'chart';

/** Peak of the tone in its file, and what the fader does to it, dB. */
const toneDb = -14;
const faderDb = -6;

/** The chart over the whole canvas, and a tone that has no picture. */
const chartShow = (chart: string, tone: string) =>
  makeShow(
    [makeScene('known', [makeItem('tone'), makeItem('chart')])],
    [
      makeSource('chart', { kind: 'image', path: chart }),
      makeSource(
        'tone',
        { kind: 'media', paths: [tone], loop: true, shuffle: false, restart: false },
        { strip: { ...defaultStrip, faderDb } },
      ),
    ],
  );

let nginx: NginxRtmp;
let screen: Screen;
let folder: { readonly path: string; readonly remove: () => Promise<void> };
let recording: string;

beforeAll(async () => {
  [nginx, screen, folder] = await Promise.all([startNginx(), openScreen(), temporaryFolder()]);
  const [chart, tone] = await Promise.all([makeChart(folder.path), makeTone(folder.path, toneDb)]);
  const show = join(folder.path, 'known.show.json');
  await writeFile(show, exportedShow(chartShow(chart, tone)));
  const size = `${chartSize.width}x${chartSize.height}`;
  const args = ['--url', nginx.url, '--show', show, '--size', size, '--video-kbps', '4000', '--duration', '8'];
  recording = await runApp({ screen, key, args }, async (_, run) => {
    if (run.code !== 0) throw new Error(`The run ended with ${run.code}: ${run.stderr}`);
    return nginx.recording(key);
  });
}, 120_000);

afterAll(async () => {
  await nginx?.stop();
  await screen?.close();
  await folder?.remove();
});

/** The worst patch of a decoded chart, ΔE2000. */
const worst = (colours: readonly Rgb[]): number =>
  Math.max(...colours.map((rgb, index) => deltaE2000(labOf(rgb), labOf(patches[index] ?? [0, 0, 0]))));

describe('on the receiver’s side', () => {
  test('every colour of a chart is the one that was shown, and the stream says how to read it', async () => {
    const entries = 'stream=width,height,pix_fmt,color_space,color_range,color_primaries,color_transfer';
    const wish = ['-v', 'error', '-select_streams', 'v', '-show_entries', entries, '-of', 'json'];
    const { streams } = JSON.parse((await runWell('ffprobe', [...wish, recording])).toString('utf8'));
    expect(streams).toEqual([
      {
        ...chartSize,
        pix_fmt: 'yuv420p',
        color_space: 'bt709',
        color_range: 'tv',
        color_primaries: 'bt709',
        color_transfer: 'bt709',
      },
    ]);
    expect(worst(await readChart(recording, 2))).toBeLessThan(3);
    expect(worst(await readChart(recording, 6))).toBeLessThan(3);
    // The measure tells a wrong matrix from the right one.
    expect(worst(await readChart(recording, 6, 'bt601'))).toBeGreaterThan(3);
  });

  test('a tone has the level of its file plus that of its fader, left and right, all the time', async () => {
    const levels = await toneLevels(recording, { from: 2, seconds: 4 });
    expect(levels).toHaveLength(16);
    for (const level of levels) expect(Math.abs(level - (toneDb + faderDb))).toBeLessThan(0.1);
  });
});
