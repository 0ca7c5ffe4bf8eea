/** Recordings with several sound tracks: which ones are in the file, under which names, finished, copied and cut. */
import { join } from 'node:path';
import { EncodedPacketSink, FilePathSource, Input, MATROSKA, MP4 } from 'mediabunny';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AudioConfig, EncodedPacket } from '../../../shared/media/encoded-packet.ts';
import { deskRig, feed, type DeskRig } from '../../support/recording.ts';
import { audio, program, video } from '../live/record/streams.ts';

let rig: DeskRig;

beforeEach(async () => {
  rig = await deskRig();
});

afterEach(() => rig.remove());

const sounds = new Map([
  [0, 'Stream'],
  [2, 'Gäste'],
]);
const ofTrack = (trackId: number): AudioConfig => ({ ...audio, trackId });

/** Three sounds whose packets begin with the number of their track; pictures are one NAL unit each. */
function packets(seconds: number): readonly EncodedPacket[] {
  return program(seconds).flatMap((packet): readonly EncodedPacket[] => {
    const bytes = packet.bytes.slice();
    if (packet.track === 'video') {
      new DataView(bytes.buffer).setUint32(0, bytes.length - 4);
      return [{ ...packet, bytes }];
    }
    return [0, 1, 2].map((trackId) => {
      const marked = bytes.slice();
      marked[0] = trackId;
      const { track, pts, dts, isKeyFrame } = packet;
      return { track, trackId, pts, dts, isKeyFrame, bytes: marked };
    });
  });
}

/** Name, packets, and the number that the packets begin with, of each sound in `file`. */
async function soundsIn(file: string): Promise<readonly unknown[]> {
  const input = new Input({ formats: [MP4, MATROSKA], source: new FilePathSource(file) });
  const seen: unknown[] = [];
  for (const track of await input.getAudioTracks()) {
    const marks = new Set<number | undefined>();
    let count = 0;
    for await (const { data } of new EncodedPacketSink(track).packets()) {
      marks.add(data[0]);
      count += 1;
    }
    seen.push({ name: await track.getName(), count, marks: [...marks] });
  }
  input.dispose();
  return seen;
}

test.each(['mp4', 'mkv'] as const)('%s: the chosen tracks, each whole and under its name', async (container) => {
  rig.desk.onStart();
  await rig.desk.start({ ...rig.wish, container, sounds });
  await feed(rig.desk, [video, ofTrack(0), ofTrack(1), ofTrack(2)], packets(4));
  await rig.desk.stop();
  await rig.desk.close(10_000);
  const [file] = rig.desk.files();
  expect(file).toMatchObject({ verified: true, trouble: '' });
  const whole = [
    { name: 'Stream', count: 187, marks: [0] },
    { name: 'Gäste', count: 187, marks: [2] },
  ];
  expect(await soundsIn(file?.path ?? '')).toEqual(whole);
  const target = join(rig.folder, 'cut.mp4');
  const cut = await rig.desk.exportMissing([{ fromMicros: 1e6, toMicros: 3e6 }], target);
  expect(cut.ok).toBe(true);
  expect(await soundsIn(target)).toMatchObject([
    { name: 'Stream', marks: [0] },
    { name: 'Gäste', marks: [2] },
  ]);
});

test('a replay has the tracks that are chosen when it is saved; nothing chosen is track 1', async () => {
  let chosen: ReadonlyMap<number, string> = new Map([[0, '']]);
  rig.desk.setReplay(5, rig.folder, () => chosen);
  rig.desk.onStart();
  await feed(rig.desk, [video, ofTrack(0), ofTrack(1), ofTrack(2)], packets(3));
  const first = await rig.desk.saveReplay();
  chosen = sounds;
  const second = await rig.desk.saveReplay();
  await rig.desk.close(10_000);
  expect(first.ok && (await soundsIn(first.value))).toMatchObject([{ marks: [0] }]);
  expect(second.ok && (await soundsIn(second.value))).toMatchObject([{ marks: [0] }, { name: 'Gäste', marks: [2] }]);
});
