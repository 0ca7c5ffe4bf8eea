/** A failure rehearsal in main: what is broken stays known, one thing at a time, and only what is there can be broken. */
import { beforeEach, expect, test } from 'vitest';
import { RehearsedFaults } from '../../../electron/studio/calls/live-calls.ts';
import type { LineState } from '../../../electron/rtmp/ingest/ingest-line.ts';
import type { SessionSnapshot } from '../../../shared/contract/session.ts';
import { recording } from '../../fixtures/window-harness/recording.ts';
import { sessions } from '../../fixtures/window-harness/snapshots.ts';

let snapshot: SessionSnapshot;
let isRecorded: boolean;
let hasLine: boolean;
let line: LineState[];
let disk: (string | null)[];
let noted: string[];
let changes: number;
let faults: RehearsedFaults;

beforeEach(() => {
  snapshot = sessions.rehearsing;
  isRecorded = false;
  hasLine = true;
  [line, disk, noted, changes] = [[], [], [], 0];
  faults = new RehearsedFaults({
    session: { snapshot: () => snapshot, note: (_kind, text) => void noted.push(text) },
    desk: {
      snapshot: () => ({ ...recording, state: isRecorded ? 'recording' : 'off' }),
      breakDisk: (word) => void disk.push(word),
    },
    order: () => false,
    window: () => null,
    line: () => (hasLine ? { set: (state) => void line.push(state) } : null),
    onChange: () => {
      changes += 1;
    },
  });
});

function why(kind: Parameters<RehearsedFaults['set']>[0]): unknown {
  const done = faults.set(kind, true);
  return done.ok ? null : done.error.facts['why'];
}

test('what is broken is known until it is mended', () => {
  expect(faults.set('network-cut', true).ok).toBe(true);
  expect([faults.broken, line, changes]).toEqual([['network-cut'], ['cut'], 1]);
  faults.set('network-cut', false);
  expect([faults.broken, line, changes]).toEqual([[], ['cut', 'open'], 2]);
  expect(noted).toEqual(['On purpose: the network cut.', 'Mended: the network cut.']);
});

test('one line is cut or limited, never both, and mending what is whole changes nothing', () => {
  faults.set('network-cut', true);
  faults.set('network-limited', true);
  expect(faults.broken).toEqual(['network-limited']);
  faults.set('network-cut', false);
  expect([faults.broken, line]).toEqual([['network-limited'], ['cut', 'limited']]);
  faults.set('network-limited', false);
  expect([faults.broken, line.at(-1)]).toEqual([[], 'open']);
});

test('a disk is filled only where something is recorded, and stays full after that', () => {
  expect(why('disk-full')).toBe('start a recording first');
  expect([faults.broken, disk, noted]).toEqual([[], [], []]);
  isRecorded = true;
  expect(why('disk-full')).toBeNull();
  isRecorded = false;
  expect([faults.broken, disk]).toEqual([['disk-full'], ['ENOSPC']]);
  faults.set('disk-full', false);
  expect([faults.broken, disk]).toEqual([[], ['ENOSPC', null]]);
});

test('nothing is broken outside a rehearsal, nor what is not there', () => {
  snapshot = sessions.live;
  expect(why('network-cut')).toBe('only a rehearsal can be broken');
  snapshot = sessions.rehearsing;
  hasLine = false;
  for (const kind of ['network-cut', 'camera-unplugged', 'encoder-killed', 'window-killed'] as const)
    expect(why(kind)).toBe('there is nothing to break');
  expect([faults.broken, noted, changes]).toEqual([[], [], 0]);
});

test('after the rehearsal everything is whole again', () => {
  isRecorded = true;
  faults.set('network-limited', true);
  faults.set('disk-full', true);
  faults.mendAll();
  expect([faults.broken, line.at(-1), disk.at(-1)]).toEqual([[], 'open', null]);
  expect(changes).toBe(3);
  faults.mendAll();
  expect(changes).toBe(3);
});
