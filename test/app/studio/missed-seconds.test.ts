/** A destination is cut while the session records: the report's button writes exactly what it missed to a file. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { reportSchema } from '../../../shared/contract/report.ts';
import { mediaOf } from '../../support/faults/arrivals.ts';
import { readRecordedFile } from '../../support/faults/recorded-file.ts';
import { startReceiver, type Receiver } from '../../support/faults/receiver.ts';
import { until } from '../../support/loopback.ts';
import { runWell } from '../../support/processes.ts';
import { startFaultProxy, type FaultProxy } from '../../support/servers/fault-proxy.ts';
import {
  ask,
  loadStudio,
  openStudio,
  pickFolder,
  waitForState,
  type OpenStudio,
} from '../../support/studio/open-studio.ts';

/** How long nothing comes through. */
const cutMillis = 7000;

let studio: OpenStudio;
let page: Page;
let receiver: Receiver;
let proxy: FaultProxy;

beforeAll(async () => {
  receiver = await startReceiver();
  [studio, proxy] = await Promise.all([
    openStudio(['--source', 'test', '--test-pattern', 'busy']),
    startFaultProxy(receiver.port),
  ]);
  ({ page } = studio);
});
afterAll(async () => {
  await studio?.close();
  await proxy?.stop();
  await receiver?.stop();
});

/** Sizes of a file's pictures in order, and their times in s. */
async function picturesOf(file: string): Promise<readonly { readonly at: number; readonly bytes: number }[]> {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'packet=pts_time,size', '-of', 'csv=p=0'];
  const lines = (await runWell('ffprobe', [...args, file])).toString('utf8').split('\n').filter(Boolean);
  return lines.map((line) => {
    const [at, bytes] = line.split(',');
    return { at: Number(at), bytes: Number(bytes) };
  });
}

test('the seconds in the file are those that the destination did not get', async () => {
  const folder = join(studio.data, 'films');
  await mkdir(folder);
  await ask(page, 'settings.update', { welcomed: true });
  const { profiles, settings } = await loadStudio(page);
  await pickFolder(studio.app, folder);
  await ask(page, 'record.chooseFolder', null);
  // The page alone can't have recordings go elsewhere.
  await ask(page, 'settings.update', { recording: { ...settings.recording, folder: '/usr/bin', withStream: true } });
  expect((await loadStudio(page)).settings.recording).toEqual({ ...settings.recording, folder, withStream: true });
  const video = { width: 640, height: 360, fps: 30, kbps: 1000 };
  const address = { serviceId: 'custom', serverUrl: `rtmp://127.0.0.1:${proxy.port}/live`, video };
  await ask(page, 'profile.update', { id: profiles.selectedId, patch: address });
  await ask(page, 'profile.setKey', { id: profiles.selectedId, key: 'missed-9d2k-5531' });

  // A server that takes its time: program time begins seconds after the session.
  proxy.set('stall');
  await ask(page, 'live.start', { mode: 'live' });
  await waitForState(page, 'connecting');
  await page.waitForTimeout(3000);
  proxy.set('pass');
  await waitForState(page, 'live');
  await page.waitForTimeout(8000);
  proxy.set('stall');
  proxy.cut('reset');
  await waitForState(page, 'reconnecting');
  await page.waitForTimeout(cutMillis);
  proxy.set('pass');
  await waitForState(page, 'live', 30_000);
  await page.waitForTimeout(6000);
  await ask(page, 'live.stop', null);
  await waitForState(page, 'ended');

  const target = join(studio.data, 'what was missed');
  await studio.app.evaluate(({ dialog }, path) => {
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: path });
  }, target);
  await until('the recording is finished', async () => {
    const state = (await loadStudio(page)).session.recording?.state;
    return state === 'off';
  });
  await page.getByRole('button', { name: /^Export missing part of / }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('Missing part exported.').first().waitFor();

  // What the far side lacks, by the timestamps of what it got: program time.
  const came = mediaOf(receiver.connections(), 'video').map(({ timestamp }) => timestamp / 1000);
  const steps = came.slice(1).map((at, index) => ({ from: came[index] ?? 0, to: at, length: at - (came[index] ?? 0) }));
  const [hole] = steps.toSorted((one, other) => other.length - one.length);
  if (hole === undefined) throw new Error('nothing came');
  expect(hole.length).toBeGreaterThan(cutMillis / 1000);

  const file = `${target}.mp4`;
  const read = await readRecordedFile(file);
  expect([read.opens, read.complaint]).toEqual([true, '']);
  expect(Math.abs(read.seconds - hole.length)).toBeLessThanOrEqual(1);
  // From the key frame before on; pictures that are only there to decode the others last next to nothing.
  const exported = await picturesOf(file);
  const lead = exported.findIndex(({ at }, index) => (exported[index + 1]?.at ?? Infinity) - at > 0.01);

  // Which pictures they are: the same sizes in the same order as at one place of the recording.
  const report = reportSchema.parse(await ask(page, 'report.last', null));
  expect(report.programAtSeconds).toBeGreaterThan(2.5);
  const [recorded] = report.recordings;
  const whole = await picturesOf(join(folder, recorded?.file ?? ''));
  const place = whole.findIndex((_, index) =>
    exported.every(({ bytes }, offset) => whole[index + offset]?.bytes === bytes),
  );
  expect(place).toBeGreaterThan(0);
  const begins = (recorded?.atSeconds ?? 0) - (report.programAtSeconds ?? 0) + (whole[place + lead]?.at ?? 0);
  expect(Math.abs(begins - hole.from)).toBeLessThanOrEqual(1);
}, 120_000);
