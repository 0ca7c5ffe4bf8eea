/** What a receiver gets of a picture whose every colour is known. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportedShow } from '../../../electron/store/show/exported-show.ts';
import { temporaryFolder } from '../../support/loopback.ts';
import { chartSize, makeChart, patches, readChart } from '../../support/media/colour-chart.ts';
import { deltaE2000, labOf, type Rgb } from '../../support/media/colour-difference.ts';
import { runWell } from '../../support/processes.ts';
import { startNginx, type NginxRtmp } from '../../support/servers/nginx-rtmp.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../support/studio/show-parts.ts';
import { openScreen, runApp, type Screen } from '../../support/uplink-app.ts';

const key = 'chart';

/** The chart over the whole canvas. */
const chartShow = (chart: string) =>
  makeShow([makeScene('known', [makeItem('chart')])], [makeSource('chart', { kind: 'image', path: chart })]);

let nginx: NginxRtmp;
let screen: Screen;
let folder: { readonly path: string; readonly remove: () => Promise<void> };
let recording: string;

beforeAll(async () => {
  [nginx, screen, folder] = await Promise.all([startNginx(), openScreen(), temporaryFolder()]);
  const chart = await makeChart(folder.path);
  const show = join(folder.path, 'known.show.json');
  await writeFile(show, exportedShow(chartShow(chart)));
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
});
