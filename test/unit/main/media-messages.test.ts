/** The media port's messages: good ones arrive parsed and are credited, anything else is named and dropped, and nothing throws. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { messageHandler } from '../../../electron/ipc/media-messages.ts';
import { maxPacketBytes, maxSlateBytes, maxSlateFrames, type Order } from '../../../shared/contract/frames.ts';
import { emptyStats } from '../../../electron/session/figures/ledger.ts';

function openPort(onPacket: () => void = () => {}) {
  const heard: string[] = [];
  const malformed: string[] = [];
  const posted: Order[] = [];
  const receive = messageHandler(
    (order) => posted.push(order),
    { now: () => 12.5, wallclock: () => 0 },
    {
      onReady: () => heard.push('ready'),
      onConfig: ({ track }) => heard.push(`config ${track}`),
      onPacket: ({ seq }) => {
        heard.push(`packet ${seq}`);
        onPacket();
      },
      onSlate: ({ video: { frames }, audio }) => heard.push(`slate ${frames.length} ${audio.samples}`),
      onStats: ({ encoded }) => heard.push(`stats ${encoded}`),
      onNotice: ({ code }) => heard.push(`notice ${code}`),
      onStopped: () => heard.push('stopped'),
      onLost: () => heard.push('lost'),
      onMalformed: (why) => malformed.push(why),
    },
  );
  return { receive, heard, malformed, posted };
}

const packet = {
  kind: 'packet',
  track: 'video',
  seq: 0,
  pts: 0,
  dts: 0,
  key: true,
  captured: 0,
  data: new ArrayBuffer(8),
};
const video = {
  kind: 'config',
  track: 'video',
  codec: 'avc1.42C01F',
  description: new ArrayBuffer(20),
  width: 1280,
  height: 720,
  fps: 30,
  kbps: 4000,
  encoder: 'OpenH264',
  hardware: false,
};
const audio = {
  kind: 'config',
  track: 'audio',
  codec: 'mp4a.40.2',
  description: new ArrayBuffer(5),
  sampleRate: 48_000,
  channels: 2,
  kbps: 160,
  encoder: 'AAC-LC',
};
const frame = { key: true, data: new ArrayBuffer(900) };
const slate = {
  kind: 'slate',
  seq: 4,
  video: { config: video, frames: [frame, { ...frame, key: false }] },
  audio: { config: audio, data: new ArrayBuffer(6), samples: 1024 },
};
/** A slate with these pictures. */
const pictures = (frames: readonly unknown[]) => ({ ...slate, video: { config: video, frames } });
const notice = { kind: 'notice', code: 'encoder-stalled', recovered: true, detail: 'rebuilt' };

test('each kind of message arrives where it belongs', () => {
  const { receive, heard, malformed } = openPort();
  const stats = { ...emptyStats, encoded: 4 };
  for (const message of [{ kind: 'ready' }, video, packet, slate, stats, notice, { kind: 'stopped' }]) receive(message);
  expect(heard).toEqual([
    'ready',
    'config video',
    'packet 0',
    'slate 2 1024',
    'stats 4',
    'notice encoder-stalled',
    'stopped',
  ]);
  expect(malformed).toEqual([]);
});

test('the clock is answered at once, in microseconds', () => {
  const { receive, posted } = openPort();
  receive({ kind: 'clock', workerMicros: 77 });
  expect(posted).toEqual([{ kind: 'clock', workerMicros: 77, mainMicros: 12_500 }]);
});

test('a credit goes back with every eighth packet and names the last one', () => {
  const { receive, posted } = openPort();
  for (let seq = 0; seq < 20; seq += 1) receive({ ...packet, seq });
  expect(posted).toEqual([
    { kind: 'ack', seq: 7 },
    { kind: 'ack', seq: 15 },
  ]);
});

test('a slate is credited at once, with what came before it', () => {
  const { receive, posted } = openPort();
  for (let seq = 0; seq < 4; seq += 1) receive({ ...packet, seq });
  receive(slate);
  for (let seq = 5; seq < 13; seq += 1) receive({ ...packet, seq });
  expect(posted).toEqual([
    { kind: 'ack', seq: 4 },
    { kind: 'ack', seq: 12 },
  ]);
});

test.each<readonly [string, unknown]>([
  ['null', null],
  ['nothing', undefined],
  ['text', 'packet'],
  ['a list', [packet]],
  ['no kind', {}],
  ['a kind of another type', { kind: 7 }],
  ['an unknown kind', { kind: 'order' }],
  ['a kind that every object has', { kind: 'constructor' }],
  ['another such kind', { kind: '__proto__' }],
  ['a packet whose bytes got lost on the way', { ...packet, data: null }],
  ['a packet with a view instead of a buffer', { ...packet, data: new Uint8Array(8) }],
  ['a packet that is too long', { ...packet, data: new ArrayBuffer(maxPacketBytes + 1) }],
  ['a packet before time began', { ...packet, pts: -1 }],
  ['a packet at no time', { ...packet, dts: Number.NaN }],
  ['a packet at the end of time', { ...packet, pts: Number.POSITIVE_INFINITY }],
  ['a packet of a third track', { ...packet, track: 'text' }],
  ['a packet with half a number', { ...packet, seq: 0.5 }],
  ['a packet whose key flag is a number', { ...packet, key: 1 }],
  ['a configuration without its description', { ...video, description: undefined }],
  ['a configuration with a long description', { ...video, description: new ArrayBuffer(65_537) }],
  ['a configuration of no size', { ...video, width: 0 }],
  ['counters that are negative', { ...emptyStats, encoded: -1 }],
  ['a slate without pictures', pictures([])],
  ['a slate that begins without a key frame', pictures([{ ...frame, key: false }])],
  ['a slate of too many pictures', pictures(Array.from({ length: maxSlateFrames + 1 }, () => frame))],
  ['a slate that is too long', pictures([frame, { key: false, data: new ArrayBuffer(maxSlateBytes - 899) }])],
  ['a slate in the configuration of sound', { ...slate, video: { ...slate.video, config: audio } }],
  ['a slate whose silence is too long', { ...slate, audio: { ...slate.audio, data: new ArrayBuffer(4097) } }],
  ['a slate whose silence takes no time', { ...slate, audio: { ...slate.audio, samples: 0 } }],
  ['a slate outside the count', { ...slate, seq: -1 }],
  ['a notice with a code that is no notice', { ...notice, code: 'key-refused' }],
  ['a notice with too much to say', { ...notice, detail: 'x'.repeat(301) }],
  ['a clock that says nothing', { kind: 'clock' }],
])('%s is malformed and goes no further', (_name, message) => {
  const { receive, heard, malformed, posted } = openPort();
  receive(message);
  expect([heard, posted, malformed.length]).toEqual([[], [], 1]);
  expect(malformed[0]?.length).toBeLessThanOrEqual(300);
});

test('an exception behind the port stays behind it', () => {
  const { receive, malformed } = openPort(() => {
    throw new Error('a bug of ours');
  });
  expect(() => receive(packet)).not.toThrow();
  expect(malformed).toEqual(['a bug of ours']);
});

test('nothing that can be posted throws', () => {
  const kinds = fc.constantFrom('packet', 'config', 'slate', 'stats', 'notice', 'clock', 'ready', 'stopped', 'valueOf');
  const anything = fc.oneof(
    fc.anything({ withTypedArray: true, withMap: true, withBigInt: true, withNullPrototype: true }),
    fc.tuple(kinds, fc.dictionary(fc.string(), fc.anything())).map(([kind, rest]) => ({ ...rest, kind })),
    fc
      .tuple(fc.constantFrom(...Object.keys(packet)), fc.anything())
      .map(([key, value]) => ({ ...packet, [key]: value })),
  );
  fc.assert(
    fc.property(anything, (message) => {
      const { receive, heard, malformed } = openPort();
      receive(message);
      expect(heard.length + malformed.length).toBeLessThanOrEqual(1);
    }),
    { numRuns: 1000 },
  );
});

test('what belongs to the second rendition says so; there is no third', () => {
  const { receive, heard, malformed } = openPort();
  for (const message of [video, packet, slate, notice]) receive({ ...message, rendition: 1 });
  expect([heard.length, malformed]).toEqual([4, []]);
  for (const rendition of [2, -1, '1', null]) {
    for (const message of [video, audio, packet, slate, notice]) receive({ ...message, rendition });
  }
  expect([heard.length, malformed.length]).toEqual([4, 20]);
});

test('further sound tracks are sounds of the main rendition, five at most', () => {
  const port = openPort();
  const sound = { ...packet, track: 'audio' };
  port.receive({ ...sound, seq: 1, trackId: 5 });
  port.receive({ ...audio, trackId: 5 });
  expect(port.heard).toEqual(['packet 1', 'config audio']);
  port.receive({ ...sound, trackId: 6 });
  port.receive({ ...sound, trackId: 1.5 });
  port.receive({ ...sound, trackId: 1, rendition: 1 });
  port.receive({ ...packet, trackId: 1 });
  port.receive({ ...audio, trackId: -1 });
  expect(port.heard).toHaveLength(2);
  expect(port.malformed).toHaveLength(5);
});
