/** What our server and our player put on the wire, in the eyes of tshark, while ffmpeg and GStreamer talk to them. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { temporaryFolder } from '../support/loopback.ts';
import { fixture } from '../support/media/fixtures.ts';
import { dissect, timesOf } from '../support/media/tshark.ts';
import { feedUnits, unitsOf } from '../support/media/units.ts';
import { play } from '../support/playing.ts';
import { publish } from '../support/publishing.ts';
import { ffmpegPlay } from '../support/servers/clients/ffmpeg.ts';
import { gstreamerPublish } from '../support/servers/clients/gstreamer.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';
import { startRecordingProxy } from '../support/servers/recording-proxy.ts';

let own: OwnServer;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  [own, folder] = await Promise.all([startOwnServer(), temporaryFolder()]);
});

afterAll(async () => {
  await own.stop();
  await folder.remove();
});

it('S1, S4–S6, S11: tshark reads our answers to a publisher that stays at chunks of 128 bytes', async () => {
  const file = await fixture('avc-aac');
  const proxy = await startRecordingProxy(own.server.port);
  const publisher = await gstreamerPublish(file, `rtmp://127.0.0.1:${proxy.port}/live/from`, 'rtmp2sink');
  expect((await publisher.exited).code).toBe(0);
  proxy.stop();
  const { messages, objections } = await dissect(proxy.connections[0] ?? []);
  expect(objections).toEqual([]);
  const answers = messages.filter(({ from }) => from === 'server').map(({ what }) => what);
  expect(answers.slice(0, 5)).toEqual([
    'Handshake S0+S1+S2',
    expect.stringMatching(/^Window Acknowledgement Size \d+$/),
    expect.stringMatching(/^Set Peer Bandwidth \d+,Dynamic$/),
    expect.stringMatching(/^Set Chunk Size \d+$/),
    "AMF0 Command _result('NetConnection.Connect.Success')",
  ]);
  expect(answers).toContain("AMF0 Command onStatus('NetStream.Publish.Start')");
});

it('S4, S12, S13, S19: tshark reads all that a player gets, each time as it was published', async () => {
  const sent = await readNotes(await fixture('avc-reordered-aac'));
  const units = unitsOf(sent);
  const proxy = await startRecordingProxy(own.server.port);
  const publishing = publish({ url: own.url, key: 'to' });
  await publishing.accepted;
  const player = await ffmpegPlay(`rtmp://127.0.0.1:${proxy.port}/live/to`, join(folder.path, 'played.flv'));
  await own.hasPlayers('to', 1);
  await feedUnits(publishing, units, 8);
  publishing.connection.stop();
  await Promise.all([publishing.outcome, player.exited]);
  proxy.stop();
  const { messages, objections } = await dissect(proxy.connections[0] ?? []);
  expect(objections).toEqual([]);
  const told = messages.filter(({ from }) => from === 'server');
  const what = told.map((message) => message.what);
  const order = [
    'User Control Message Stream Begin 1',
    "AMF0 Command onStatus('NetStream.Play.Reset')",
    "AMF0 Command onStatus('NetStream.Play.Start')",
    'AMF0 Data onMetaData()',
    'User Control Message Stream EOF 1',
    "AMF0 Command onStatus('NetStream.Play.UnpublishNotify')",
  ];
  expect(what.filter((text) => order.includes(text))).toEqual(order);
  for (const track of ['video', 'audio'] as const) {
    const times = units.packets.filter((packet) => packet.track === track).map(({ dts }) => dts / 1000);
    expect(timesOf(told, track)).toEqual([0, ...times]);
  }
});

it('P2: tshark reads all that our player says', async () => {
  const units = unitsOf(await readNotes(await fixture('avc-aac')));
  const proxy = await startRecordingProxy(own.server.port);
  const publishing = publish({ url: own.url, key: 'ours' });
  await publishing.accepted;
  const player = play({ url: `rtmp://127.0.0.1:${proxy.port}/live/ours` });
  await own.hasPlayers('ours', 1);
  await feedUnits(publishing, units);
  publishing.connection.stop();
  expect(await player.outcome).toMatchObject({ error: null });
  proxy.stop();
  const { messages, objections } = await dissect(proxy.connections[0] ?? []);
  expect(objections).toEqual([]);
  const said = messages.filter(({ from }) => from === 'client').map(({ what }) => what);
  expect(said).toEqual(
    expect.arrayContaining([
      'Handshake C0+C1',
      'Handshake C2',
      "AMF0 Command connect('live')",
      'AMF0 Command createStream()',
      "AMF0 Command play('ours')",
      expect.stringMatching(/^User Control Message Set Buffer Length 1,\d+ms$/),
    ]),
  );
});
