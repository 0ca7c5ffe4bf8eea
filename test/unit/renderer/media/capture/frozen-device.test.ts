/** A device that gives the Worker nothing: what is told of it, and whether it is opened again. */
import { expect, test } from 'vitest';
import { DeviceSource } from '../../../../../renderer/media/capture/desk/device-source.ts';
import type { DeviceOption } from '../../../../../renderer/media/capture/device-list.ts';
import type { OpenDevice } from '../../../../../renderer/media/capture/device-keeper.ts';

const device: DeviceOption = { deviceId: 'a', label: 'Studio camera' };

/** Lets all that was begun come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function sourceOf(isThere: boolean) {
  let opened = 0;
  const source = new DeviceSource<DeviceOption, OpenDevice>(device, {
    kind: 'camera',
    deviceOf: (input) => input,
    listDevices: async () => (isThere ? [device] : []),
    isOthers: () => false,
    opensAlike: () => false,
    open: async () => {
      opened += 1;
      if (!isThere) throw new DOMException('none', 'NotFoundError');
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ended event of a track is used
      return { device, track: new EventTarget() as MediaStreamTrack, close: () => undefined };
    },
    send: () => undefined,
    onState: () => undefined,
  });
  return { source, opened: () => opened };
}

test('a camera that fell silent is opened again and told as frozen until its picture is seen', async () => {
  const { source, opened } = sourceOf(true);
  await settle();
  const before = opened();
  source.setFrozen(true);
  await settle();
  expect(opened()).toBe(before + 1);
  expect(source.state).toMatchObject({ state: 'failed', error: { code: 'camera-frozen' } });
  source.setFrozen(false);
  expect(source.state).toMatchObject({ state: 'running' });
  source.close();
});

test('a camera that is missing stays told as missing, however long its picture is waited for', async () => {
  const { source, opened } = sourceOf(false);
  await settle();
  const before = opened();
  source.setFrozen(true);
  await settle();
  expect(source.state).toMatchObject({ state: 'failed', error: { code: 'camera-missing' } });
  expect(opened()).toBe(before);
  source.close();
});
