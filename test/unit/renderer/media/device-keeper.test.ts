/** A device keeps its identity: lost, it is named and waited for; another never takes its place. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { DeviceKeeper, type KeeperState, type OpenDevice } from '../../../../renderer/media/capture/device-keeper.ts';
import type { DeviceOption } from '../../../../renderer/media/capture/device-list.ts';

const desk = { deviceId: 'a', label: 'Desk camera' };
const lid = { deviceId: 'b', label: 'Lid camera' };

let listed: DeviceOption[] | null;
let others: string[];
let opened: string[];
let states: KeeperState<FakeDevice>[];
let keeper: DeviceKeeper<FakeDevice>;
let last: FakeDevice | null;

type FakeDevice = OpenDevice & { readonly end: () => void; isClosed: boolean };

/** A device of this test's making: the system's own cannot be unplugged here. */
function fakeDevice(device: DeviceOption): FakeDevice {
  const track = new EventTarget();
  const fake = {
    device,
    track,
    isClosed: false,
    end: () => track.dispatchEvent(new Event('ended')),
    close: () => {
      fake.isClosed = true;
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- only the ended event of a track is used
  return fake as unknown as FakeDevice;
}

async function open(deviceId: string): Promise<FakeDevice> {
  const device = (listed ?? [desk]).find((one) => deviceId === '' || one.deviceId === deviceId);
  if (device === undefined) throw new DOMException('none', 'OverconstrainedError');
  opened.push(device.deviceId);
  last = fakeDevice(device);
  return last;
}

/** Lets all that was begun come to its end. */
const settle = () => new Promise((resolve) => setImmediate(resolve));
const names = () => states.map((state) => (state.state === 'failed' ? state.error.code : state.state));

beforeEach(() => {
  listed = [desk, lid];
  others = [];
  opened = [];
  states = [];
  last = null;
  keeper = new DeviceKeeper<FakeDevice>({
    kind: 'camera',
    listDevices: async () => listed,
    isOthers: ({ deviceId }) => others.includes(deviceId),
    onState: (state) => states.push(state),
  });
});

test('opens exactly the wanted device', async () => {
  keeper.want(lid, open);
  await settle();
  expect(names()).toEqual(['opening', 'running']);
  expect(opened).toEqual(['b']);
});

test('a missing device is an error of its own and is opened when it is plugged in', async () => {
  listed = [lid];
  keeper.want(desk, open);
  await settle();
  expect(names()).toEqual(['opening', 'camera-missing']);
  listed = [lid, desk];
  await keeper.devicesChanged();
  await settle();
  expect(names().slice(2)).toEqual(['opening', 'running']);
  expect(opened).toEqual(['a']);
});

test('an unplugged device is lost, not replaced, and opened again when it returns under another id', async () => {
  keeper.want(desk, open);
  await settle();
  listed = [lid];
  await keeper.devicesChanged();
  await settle();
  expect(names().at(-1)).toBe('camera-lost');
  expect(states.at(-1)).toMatchObject({ label: 'Desk camera' });
  expect(last?.isClosed).toBe(true);
  listed = [lid, { deviceId: 'z', label: 'Desk camera' }];
  await keeper.devicesChanged();
  await settle();
  expect(opened).toEqual(['a', 'z']);
  expect(names().at(-1)).toBe('running');
});

test('a track that ends is a lost device', async () => {
  keeper.want(desk, open);
  await settle();
  last?.end();
  expect(names().at(-1)).toBe('camera-lost');
});

test('the first device there was stays the wanted one', async () => {
  keeper.want({ deviceId: '', label: '' }, open);
  await settle();
  listed = [lid];
  await keeper.devicesChanged();
  await settle();
  expect(names().at(-1)).toBe('camera-lost');
  expect(opened).toEqual(['a']);
});

test('a slow opening that was overtaken is closed, not shown', async () => {
  const late = Promise.withResolvers<FakeDevice>();
  keeper.want(desk, () => late.promise);
  await settle();
  keeper.want(lid, open);
  await settle();
  const slow = fakeDevice(desk);
  late.resolve(slow);
  await settle();
  expect(slow.isClosed).toBe(true);
  expect(states.at(-1)).toMatchObject({ state: 'running', open: { device: lid } });
});

test.each([
  ['NotFoundError', 'camera-missing'],
  ['OverconstrainedError', 'camera-missing'],
  ['NotAllowedError', 'camera-denied'],
  ['NotReadableError', 'camera-busy'],
  ['AbortError', 'camera-busy'],
])('%s is %s', async (name, code) => {
  keeper.want(desk, () => Promise.reject(new DOMException('', name)));
  await settle();
  expect(names().at(-1)).toBe(code);
});

test('trying again opens a failed device and leaves a running one alone', async () => {
  keeper.want(desk, () => Promise.reject(new DOMException('', 'NotReadableError')));
  await settle();
  keeper.retry();
  await settle();
  expect(names().filter((name) => name === 'opening')).toHaveLength(2);
  keeper.want(desk, open);
  await settle();
  keeper.retry();
  await settle();
  expect(opened).toEqual(['a']);
});

test('a frozen device is opened again at once, and again every 3 s while that fails', async () => {
  keeper.want(desk, open);
  await settle();
  const frozen = last;
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    listed = [];
    keeper.reopen();
    await settle();
    expect(frozen?.isClosed).toBe(true);
    expect(names().slice(2)).toEqual(['opening', 'camera-missing']);
    vi.advanceTimersByTime(3000);
    await settle();
    expect(names().slice(4)).toEqual(['opening', 'camera-missing']);
    listed = [desk];
    vi.advanceTimersByTime(3000);
    await settle();
    expect(names().at(-1)).toBe('running');
    expect(opened).toEqual(['a', 'a']);
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});

test('another choice ends the attempts to open a frozen device', async () => {
  keeper.want(desk, open);
  await settle();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    listed = [lid];
    keeper.reopen();
    await settle();
    expect(vi.getTimerCount()).toBe(1);
    keeper.want(lid, open);
    await settle();
    expect(vi.getTimerCount()).toBe(0);
    expect(states.at(-1)).toMatchObject({ state: 'running', open: { device: lid } });
    keeper.release();
    keeper.reopen();
    expect(names().at(-1)).toBe('closed');
  } finally {
    vi.useRealTimers();
  }
});

describe('two devices of one model', () => {
  const twin = { deviceId: 'c', label: 'Desk camera' };

  test.each([desk, { deviceId: '', label: '' }])('unplugged, %o does not become the one beside it', async (wish) => {
    listed = [desk, twin];
    keeper.want(wish, open);
    await settle();
    listed = [twin];
    await keeper.devicesChanged();
    last?.end();
    await keeper.devicesChanged();
    keeper.retry();
    await settle();
    expect(opened).toEqual(['a']);
    expect(names().at(-1)).toBe('camera-missing');
  });

  test('of two with that name and other ids none is taken', async () => {
    listed = [twin, { deviceId: 'd', label: 'Desk camera' }];
    keeper.want(desk, open);
    await settle();
    expect(names()).toEqual(['opening', 'camera-missing']);
  });

  test('one that another source stands for is not taken, and taken when it does no longer', async () => {
    listed = [twin];
    others = ['c'];
    keeper.want(desk, open);
    await settle();
    expect(names()).toEqual(['opening', 'camera-missing']);
    others = [];
    await keeper.devicesChanged();
    await settle();
    expect(opened).toEqual(['c']);
  });
});

test('what nothing lists is not lost because of a hot-plug', async () => {
  listed = null;
  keeper.want(desk, open);
  await settle();
  await keeper.devicesChanged();
  expect(names()).toEqual(['opening', 'running']);
  last?.end();
  await keeper.devicesChanged();
  await settle();
  expect(names().slice(2)).toEqual(['camera-lost', 'opening', 'running']);
});
