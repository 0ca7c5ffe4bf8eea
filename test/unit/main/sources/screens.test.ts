/** Screens and windows as the system lists them: names of any length fit the contract, and are found again. */
import { beforeEach, expect, test, vi } from 'vitest';
import { ScreenDesk } from '../../../../electron/platform/sources/screens.ts';
import { captureCalls } from '../../../../shared/contract/show/capture.ts';

const noPicture = { isEmpty: () => true, toJPEG: () => Buffer.alloc(0) };
let listed: { readonly id: string; readonly name: string }[];

vi.mock('electron', () => ({
  session: { defaultSession: { setDisplayMediaRequestHandler: () => undefined } },
  screen: { getPrimaryDisplay: () => ({ id: 1 }) },
  desktopCapturer: {
    getSources: async () => listed.map((source) => ({ ...source, display_id: '', thumbnail: noPicture })),
  },
}));

let desk: ScreenDesk;

beforeEach(() => {
  desk = new ScreenDesk({ platform: 'linux', environment: {}, window: () => null, pageOf: () => null });
});

test('a window with a very long title is chosen, and found again by what was kept of it', async () => {
  listed = [{ id: 'window:7:0', name: 'x'.repeat(2000) }];
  const list = await desk.list(false);
  const label = list.ok ? (list.value.windows[0]?.name ?? '') : '';
  expect(label).toHaveLength(512);
  const chosen = await desk.choose({ kind: 'window', id: 'window:7:0', label });
  expect(captureCalls['capture.choose'].output.safeParse(chosen.ok ? chosen.value : null).success).toBe(true);
  // Opened anew: another id, the same title.
  listed = [
    { id: 'window:9:0', name: 'x'.repeat(2000) },
    { id: 'window:1:0', name: 'other' },
  ];
  expect(await desk.choose({ kind: 'window', id: 'window:7:0', label })).toMatchObject({
    ok: true,
    value: { id: 'window:9:0' },
  });
});
