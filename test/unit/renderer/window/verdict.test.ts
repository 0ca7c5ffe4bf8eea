/** The button of a verdict does what it says, or tells why it can't: none does nothing. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useNotices } from '../../../../renderer/store/notices.ts';
import { mirrorSession } from '../../../../renderer/store/live.ts';
import { mirrorOutputs } from '../../../../renderer/store/session/outputs.ts';
import { actOn } from '../../../../renderer/store/session/verdict.ts';
import { useView } from '../../../../renderer/store/view.ts';
import type { Verdict } from '../../../../shared/contract/delivery.ts';
import { fail, ok, type Reply } from '../../../../shared/errors.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';

const asked: (readonly [string, unknown])[] = [];
let answer: Reply<unknown> = ok(null);

beforeEach(() => {
  const call = (name: string, input: unknown) => {
    asked.push([name, input]);
    return Promise.resolve(answer);
  };
  vi.stubGlobal('window', { studio: { call, on: () => () => undefined } });
  asked.length = 0;
  answer = ok(null);
  useNotices.setState({ toasts: [] });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

const press = async (action: Verdict['action'] = 'lower-fps'): Promise<void> => {
  actOn({ action, outputId: null }, () => undefined);
  await new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
};
const said = () => useNotices.getState().toasts.map(({ text }) => text);
const { rate } = sessions['live-two'];

test('halves the frame rate once and says so', async () => {
  mirrorOutputs(sessions['live-two']);
  await press();
  expect([asked, said()]).toEqual([[['rate.halve', { halved: true }]], ['The frame rate is halved for this session.']]);
});

test('says that it is halved already', async () => {
  if (rate === null) throw new Error('something is encoded');
  mirrorOutputs({ ...sessions['live-two'], rate: { ...rate, fps: 15, halved: true } });
  await press();
  expect([asked, said()]).toEqual([[], ['The frame rate is halved already: 15 pictures a second.']]);
});

test('off air it says so and shows where the profile has it', async () => {
  mirrorOutputs(sessions['off-air']);
  useView.setState({ rightTab: 'health' });
  await press();
  expect([asked, said(), useView.getState().rightTab]).toEqual([[], ['Nothing is on air yet.'], 'destination']);
});

test('a refusal of main becomes a sentence', async () => {
  mirrorOutputs(sessions['live-two']);
  answer = fail('input-invalid', { why: 'nothing is on air' });
  await press();
  expect(said()).toEqual([expect.stringContaining('nothing is on air')]);
});

test('lowers the bitrate from what is encoded now, and says where that ends', async () => {
  if (rate === null) throw new Error('something is encoded');
  mirrorOutputs(sessions['live-two']);
  await press('lower-bitrate');
  expect(asked).toEqual([['rate.set', { targetKbps: 3000, ceilingKbps: 6000 }]]);
  mirrorOutputs({ ...sessions['live-two'], rate: { ...rate, kbps: 300, targetKbps: 300 } });
  await press('lower-bitrate');
  mirrorOutputs(sessions['off-air']);
  await press('lower-bitrate');
  expect([asked.length, said()]).toEqual([1, ['The bitrate is as low as it goes.', 'Nothing is on air yet.']]);
});

test('a service without a page of its own is told, not opened', async () => {
  const { outputs } = sessions['live-two'];
  mirrorSession({ ...sessions['live-two'], outputs: outputs.map((one) => ({ ...one, serviceId: 'custom' as const })) });
  await press('open-dashboard');
  expect([asked, said()]).toEqual([[], ['Uplink knows no page of this service.']]);
});
