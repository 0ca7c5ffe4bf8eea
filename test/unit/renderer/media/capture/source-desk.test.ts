/** The devices of a show: what a change of the show opens anew, and what it leaves as it runs. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { SourceDesk } from '../../../../../renderer/media/capture/desk/source-desk.ts';
import { ok } from '../../../../../shared/errors.ts';
import type { InputOf } from '../../../../../shared/studio/document/source.ts';
import { makeItem, makeScene, makeShow, makeSource } from '../../../../support/studio/show-parts.ts';

const screen = (changes: Partial<InputOf<'screen'>> = {}) => {
  const input = { kind: 'screen' as const, displayId: '', label: '', cursor: true, region: null, ...changes };
  return makeShow([makeScene('a', [makeItem('screen')])], [makeSource('screen', input)]);
};

let captures: number;
let posted: string[];
let desk: SourceDesk;

beforeEach(() => {
  captures = 0;
  posted = [];
  const track = { getSettings: () => ({}), addEventListener: () => undefined, stop: () => undefined, contentHint: '' };
  const getDisplayMedia = async () => {
    captures += 1;
    return { getVideoTracks: () => [track] };
  };
  vi.stubGlobal('navigator', { mediaDevices: { getDisplayMedia } });
  vi.stubGlobal(
    'MediaStreamTrackProcessor',
    class {
      readonly readable = new ReadableStream();
    },
  );
  desk = new SourceDesk({
    post: (message) => {
      if (message.kind === 'feed') posted.push(message.feed === null ? 'nothing' : message.feed.kind);
    },
    capture: {
      choose: async () => ok({ id: 'one', label: 'Screen' }),
      openPort: async () => ok(null),
      closePort: () => undefined,
    },
    onStatus: () => undefined,
    onDevice: () => undefined,
    onDeviceOpened: () => undefined,
  });
});

afterEach(() => {
  desk.close();
  vi.unstubAllGlobals();
});

const later = () => new Promise((done) => setTimeout(done, 5));

test('the region of a screen moves without a new capture; its switch, the cursor and another screen need one', async () => {
  const region = { x: 0, y: 0, width: 0.5, height: 0.5 };
  desk.setShow(screen({ region }));
  await later();
  expect([captures, posted]).toEqual([1, ['nothing', 'camera']]);
  for (const x of [0.1, 0.2, 0.3]) desk.setShow(screen({ region: { ...region, x } }));
  await later();
  expect([captures, posted]).toEqual([1, ['nothing', 'camera']]);
  desk.setShow(screen());
  await later();
  desk.setShow(screen({ cursor: false }));
  await later();
  desk.setShow(screen({ cursor: false, displayId: 'two' }));
  await later();
  expect(captures).toBe(4);
});
