/** Sources of one show and devices of one model: each keeps its own. */
import { expect, test } from 'vitest';
import { DeviceSource } from '../../../../renderer/media/capture/desk/device-source.ts';
import type { DeviceOption } from '../../../../renderer/media/capture/device-list.ts';
import type { OpenDevice } from '../../../../renderer/media/capture/device-keeper.ts';

const label = 'Studio camera (1234:5678)';

/** Lets all that was begun come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A source that never finds a device unless `opens` says otherwise. */
function sourceOf(wish: DeviceOption, opens: DeviceOption | null = null): DeviceSource<DeviceOption, OpenDevice> {
  return new DeviceSource<DeviceOption, OpenDevice>(wish, {
    kind: 'camera',
    deviceOf: (input) => input,
    listDevices: async () => (opens === null ? [] : [opens]),
    isOthers: () => false,
    opensAlike: () => false,
    open: async () => {
      if (opens === null) throw new DOMException('none', 'NotFoundError');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ended event of a track is used
      return { device: opens, track: new EventTarget() as MediaStreamTrack, close: () => undefined };
    },
    send: () => undefined,
    onState: () => undefined,
  });
}

test('a source stands for the device that it asks for, for its namesakes, and for the one it has open', async () => {
  const wish = { deviceId: 'a', label };
  const unplugged = sourceOf({ deviceId: 'b', label });
  expect(unplugged.standsFor({ deviceId: 'b', label: '' }, wish)).toBe(true);
  expect(unplugged.standsFor({ deviceId: 'z', label }, wish)).toBe(true);
  expect(unplugged.standsFor({ deviceId: 'z', label: 'Other' }, wish)).toBe(false);
  const first = sourceOf({ deviceId: '', label: '' }, { deviceId: 'z', label });
  await settle();
  expect(first.standsFor({ deviceId: 'z', label }, wish)).toBe(true);
  expect(first.standsFor({ deviceId: 'y', label }, wish)).toBe(false);
});

test('two sources of one and the same device do not stand in each other’s way', () => {
  const wish = { deviceId: 'a', label };
  expect(sourceOf(wish).standsFor({ deviceId: 'z', label }, wish)).toBe(false);
});
