/** What we put on the wire as a publisher, in the eyes of tshark: nothing malformed, every message, every time. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { fixture, type FixtureName } from '../support/media/fixtures.ts';
import { dissect, timesOf } from '../support/media/tshark.ts';
import { feedUnits, trackOptions, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { startRecordingProxy } from '../support/servers/recording-proxy.ts';

let nginx: NginxRtmp;

beforeAll(async () => {
  nginx = await startNginx();
});

afterAll(() => nginx.stop());

/** What a publisher says before its media, and after. */
const opening = [
  "AMF0 Command connect('live')",
  'Window Acknowledgement Size 65536',
  "AMF0 Command releaseStream('wire')",
  "AMF0 Command FCPublish('wire')",
  'AMF0 Command createStream()',
  "AMF0 Command publish('wire')",
  'AMF0 Data @setDataFrame()',
];
const goodbye = ['AMF0 Command FCUnpublish()', 'AMF0 Command deleteStream()'];

const cases: readonly (readonly [FixtureName, number])[] = [
  ['avc-aac', 4096],
  ['avc-reordered-aac', 65_536],
  ['hevc-aac', 4096],
  ['av1-opus', 4096],
];

it.each(cases)('C1, C11–C16, C23, C31, C63: tshark reads all of %s in chunks of %d bytes', async (name, chunkSize) => {
  const units = unitsOf(await readNotes(await fixture(name)));
  const proxy = await startRecordingProxy(nginx.port);
  const url = `rtmp://127.0.0.1:${proxy.port}/live`;
  const publishing = publish({ url, key: 'wire', options: { chunkSize, ...trackOptions(units) } });
  await publishing.accepted;
  await feedUnits(publishing, units);
  publishing.connection.stop();
  expect((await publishing.outcome).error).toBeNull();
  proxy.stop();
  const { messages, objections } = await dissect(proxy.connections[0] ?? []);
  expect(objections).toEqual([]);
  const said = messages.filter(({ from }) => from === 'client');
  const what = said.map((message) => message.what);
  expect(what.slice(0, 3)).toEqual(['Handshake C0+C1', 'Handshake C2', `Set Chunk Size ${chunkSize}`]);
  const commands = what.slice(3).filter((text) => !/^(Audio|Video) Data|^Acknowledgement/.test(text));
  expect(commands.slice(0, opening.length)).toEqual(opening);
  // What is asked of deliveries on the way depends on the bitrate and on how soon the server acknowledges.
  const asked = /^(Window Acknowledgement Size \d+|User Control Message Ping Request)/;
  expect(commands.slice(opening.length).filter((text) => !asked.test(text))).toEqual(goodbye);
  const chunked = said.filter(({ chunkStreamId }) => chunkStreamId !== null);
  const first = new Map<number | null, number | null>();
  for (const { chunkStreamId, format } of chunked) {
    expect(chunkStreamId).toBeGreaterThanOrEqual(2);
    expect(chunkStreamId).toBeLessThan(32);
    if (!first.has(chunkStreamId)) first.set(chunkStreamId, format);
  }
  expect([...first.values()].every((format) => format === 0)).toBe(true);
  expect(said.find((message) => message.what === 'Video Data')?.streamId).toBe(1);
  for (const track of ['video', 'audio'] as const) {
    const sent = units.packets.filter((packet) => packet.track === track).map(({ dts }) => dts / 1000);
    const [header, ...seen] = timesOf(said, track);
    expect(header).toBe(0);
    expect(seen.slice(0, sent.length)).toEqual(sent);
    // Enhanced RTMP ends a track with a message; H.264 and AAC, as OBS sends them, end without.
    const isPlain = units.configs.some((config) => config.track === track && /^(avc1|mp4a)/.test(config.codec));
    expect(seen).toHaveLength(sent.length + (isPlain ? 0 : 1));
  }
});
