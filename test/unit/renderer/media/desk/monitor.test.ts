/** The monitor is open while a strip asks for it, and what nobody takes away does not pile up. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { MonitorOutput } from '../../../../../renderer/media/audio/monitor/monitor-output.ts';
import { MonitorWriter } from '../../../../../renderer/media/audio/monitor/monitor-writer.ts';
import { source } from '../../../../support/sound-desk.ts';
import { stereo } from '../../../../support/tones.ts';

/** What browsers have and Node has not, as far as it is used here. */
class FakeAudioData {
  static open = 0;
  readonly data: Float32Array;

  constructor({ data }: { readonly data: Float32Array }) {
    this.data = data.slice();
    FakeAudioData.open += 1;
  }

  close(): void {
    FakeAudioData.open -= 1;
  }
}

/** The outputs that were asked for. */
const asked: string[] = [];
const tracks: { stopped: boolean; writable: WritableStream }[] = [];

beforeEach(() => {
  tracks.length = 0;
  asked.length = 0;
  FakeAudioData.open = 0;
  vi.stubGlobal('AudioData', FakeAudioData);
  vi.stubGlobal('MediaStream', Object);
  vi.stubGlobal(
    'Audio',
    class {
      srcObject = null;
      play = async () => undefined;
      setSinkId = async (deviceId: string) => {
        asked.push(deviceId);
        if (deviceId === 'away') throw new Error('not found');
      };
    },
  );
  vi.stubGlobal(
    'MediaStreamTrackGenerator',
    class {
      readonly writable = new WritableStream();
      stopped = false;
      stop = () => {
        this.stopped = true;
      };
      constructor() {
        tracks.push(this);
      }
    },
  );
});

afterEach(() => {
  vi.unstubAllGlobals();
});

test('the way to the ears is open while a strip asks for it', () => {
  const sinks: (WritableStream | null)[] = [];
  const output = new MonitorOutput((sink) => sinks.push(sink));
  const quiet = { sources: [source('m', 'microphone')] };
  const heard = { sources: [source('m', 'microphone', { monitor: 'both' })] };
  output.setShow(quiet);
  expect(sinks).toEqual([]);
  output.setShow(heard);
  output.setShow(heard);
  expect(sinks).toEqual([tracks[0]?.writable]);
  output.setShow(quiet);
  expect(sinks.at(-1)).toBeNull();
  expect(tracks[0]?.stopped).toBe(true);
  output.setShow(heard);
  output.close();
  expect(tracks.map(({ stopped }) => stopped)).toEqual([true, true]);
});

test('listening to one strip alone opens it too', () => {
  const sinks: (WritableStream | null)[] = [];
  const output = new MonitorOutput((sink) => sinks.push(sink));
  output.setShow({ sources: [source('m', 'microphone')] });
  output.setSolo(true);
  expect(sinks).toEqual([tracks[0]?.writable]);
  output.setSolo(false);
  expect(sinks.at(-1)).toBeNull();
});

test('it plays on the device that was chosen, and on the system’s own while that is away', async () => {
  const output = new MonitorOutput(() => undefined);
  output.setSolo(true);
  expect(asked).toEqual([]);
  output.setDevice('headphones');
  expect(asked).toEqual(['headphones']);
  output.setDevice('away');
  await vi.waitFor(() => expect(asked).toEqual(['headphones', 'away', '']));
  output.setSolo(false);
  output.devicesChanged();
  output.setSolo(true);
  expect(asked.slice(3)).toEqual(['away']);
  output.close();
});

/** A sink that takes a chunk whenever `take` is called. */
function createSink() {
  const taken: FakeAudioData[] = [];
  const waiting: (() => void)[] = [];
  const sink = new WritableStream<AudioData>({
    write: (chunk: unknown) => {
      if (chunk instanceof FakeAudioData) taken.push(chunk);
      return new Promise<void>((resolve) => {
        waiting.push(resolve);
      });
    },
  });
  return { sink, taken, take: () => waiting.shift()?.() };
}

const block = stereo(1_024, (frame) => frame / 1_024);

test('blocks arrive whole, and at most two wait', async () => {
  const writer = new MonitorWriter(() => 0);
  const { sink, taken, take } = createSink();
  writer.take(block);
  writer.setSink(sink);
  for (let count = 0; count < 5; count += 1) writer.take(block);
  await vi.waitFor(() => expect(taken.length).toBe(1));
  expect(taken[0]?.data.slice(1_024)).toEqual(block[1]);
  take();
  await vi.waitFor(() => expect(taken.length).toBe(2));
  take();
  await vi.waitFor(() => expect(FakeAudioData.open).toBe(0));
  writer.take(block);
  await vi.waitFor(() => expect(taken.length).toBe(3));
});

test('a track that was closed takes nothing more', async () => {
  const writer = new MonitorWriter(() => 0);
  writer.setSink(
    new WritableStream({
      write: () => {
        throw new Error('gone');
      },
    }),
  );
  writer.take(block);
  await vi.waitFor(() => expect(FakeAudioData.open).toBe(0));
  writer.take(block);
  expect(FakeAudioData.open).toBe(0);
});
