/** The calls about recordings: what the window may change, what is opened, and where a mark is noted. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { defaultSettings, type Settings, type SettingsPatch } from '../../../shared/contract/settings.ts';
import { ok } from '../../../shared/errors.ts';
import { recordCalls, type RecordCallParts } from '../../../electron/studio/calls/record-calls.ts';
import { deskRig, type DeskRig } from '../../support/recording.ts';

const opened: string[] = [];

vi.mock('electron', () => ({
  app: { getPath: () => '/nowhere' },
  dialog: {},
  shell: {
    openPath: (path: string) => {
      opened.push(path);
      return Promise.resolve('');
    },
  },
}));

let rig: DeskRig;
let settings: Settings;
let state: 'live' | 'off-air';
let marked: string[];

beforeEach(async () => {
  rig = await deskRig();
  settings = { ...defaultSettings, recording: { ...defaultSettings.recording, folder: rig.folder } };
  state = 'live';
  marked = [];
  opened.splice(0);
});
afterEach(() => rig.remove());

function calls() {
  // Only what these calls use of it.
  const session = { mark: (text: string) => marked.push(text), state };
  const parts = {
    desk: rig.desk,
    session,
    window: () => null,
    settings: () => settings,
    updateSettings: (patch: SettingsPatch) => Promise.resolve(ok({ ...settings, ...patch })),
    name: () => 'Show',
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a whole session needs a network
  return recordCalls(parts as unknown as RecordCallParts);
}

test('the window changes how is recorded, and never where to', async () => {
  const update = calls()['settings.update'];
  const recording = { ...settings.recording, folder: '/usr/bin/program', container: 'mkv' } as const;
  expect(await update({ recording, theme: 'light' })).toEqual({
    ok: true,
    value: { ...settings, recording: { ...recording, folder: rig.folder }, theme: 'light' },
  });
  expect(await update({ theme: 'light' })).toEqual({ ok: true, value: { ...settings, theme: 'light' } });
});

test('the folder is shown, and made when it is missing', async () => {
  expect(await calls()['record.openFolder']()).toEqual({ ok: true, value: null });
  expect(opened).toEqual([rig.folder]);
});

test('a file in place of the folder is never opened', async () => {
  await mkdir(rig.folder, { recursive: true });
  const program = join(rig.folder, 'program');
  await writeFile(program, '');
  settings = { ...settings, recording: { ...settings.recording, folder: program } };
  expect(await calls()['record.openFolder']()).toMatchObject({ ok: false, error: { code: 'storage-failed' } });
  expect(opened).toEqual([]);
});

test('a mark says where it was noted', () => {
  expect(calls()['record.mark']({ text: 'here' })).toEqual({ ok: true, value: { inFile: false, inReport: true } });
  state = 'off-air';
  expect(calls()['record.mark']({ text: '' })).toEqual({ ok: true, value: { inFile: false, inReport: false } });
  expect(marked).toEqual(['here', '']);
});
