/** When the connection says what its stream holds: once all tracks are known, and again what changed. */
import { expect, test } from 'vitest';
import { StreamTracks } from '../../../electron/rtmp/publish/stream-tracks.ts';
import { readMetadata } from '../../../shared/flv/metadata.ts';
import { readAmf0 } from '../../../shared/wire/amf0.ts';
import { audioConfig, audioPacket, videoConfig, videoPacket } from './client/packets.ts';
import { ScriptedServer } from './client/scripted-server.ts';

function live(): ScriptedServer {
  const server = new ScriptedServer({ epoch: 0, multitrack: 'known' }).reach('live');
  server.heard();
  return server;
}

test('C51: nothing goes out before the sound is known, so that no service meets a stream without it', () => {
  const server = live();
  const tracks = new StreamTracks();
  tracks.set(videoConfig);
  tracks.write(server.publisher);
  expect([tracks.areWritten, server.heard()]).toEqual([false, []]);
  expect(server.publisher.writePacket(videoPacket(0, true), 0)).toBe(false);
  tracks.set(audioConfig);
  tracks.write(server.publisher);
  expect(tracks.areWritten).toBe(true);
  expect(server.heard().map(({ type }) => type)).toEqual([18, 9, 8]);
});

test('a stream may be told to have one kind of track only', () => {
  const server = live();
  const tracks = new StreamTracks([{ track: 'audio', trackId: 0 }]);
  tracks.set(audioConfig);
  tracks.write(server.publisher);
  expect(server.publisher.writePacket(audioPacket(0), 0)).toBe(true);
  expect(server.heard().map(({ type }) => type)).toEqual([18, 8, 8]);
});

test('C41: all headers of all tracks go out together, once', () => {
  const server = live();
  const names = [0, 1].flatMap((trackId) => [
    { track: 'video', trackId } as const,
    { track: 'audio', trackId } as const,
  ]);
  const tracks = new StreamTracks(names);
  for (const config of [videoConfig, audioConfig, { ...videoConfig, trackId: 1 }]) {
    tracks.set(config);
    tracks.write(server.publisher);
  }
  expect(server.heard()).toEqual([]);
  tracks.set({ ...audioConfig, trackId: 1 });
  tracks.write(server.publisher);
  tracks.write(server.publisher);
  expect(server.heard().map(({ type, body }) => [type, body[0]])).toEqual([
    [18, 2],
    [9, 0x17],
    [9, 0x96],
    [8, 0xaf],
    [8, 0x95],
  ]);
});

test('C42, C43: a new size is announced before its header, which waits for the key frame; a new record alone is not', () => {
  const server = live();
  const tracks = new StreamTracks();
  tracks.set(videoConfig);
  tracks.set(audioConfig);
  tracks.write(server.publisher);
  server.publisher.writePacket(videoPacket(0, true), 0);
  server.heard();
  tracks.set({ ...videoConfig, description: Uint8Array.of(1, 2, 3) });
  tracks.write(server.publisher);
  expect(server.heard()).toEqual([]);
  tracks.set({ ...videoConfig, description: Uint8Array.of(1, 2, 4), width: 640, height: 360 });
  tracks.write(server.publisher);
  server.publisher.writePacket(videoPacket(33_000, true), 0);
  const heard = server.heard();
  expect(heard.map(({ type, body }) => [type, body[1]])).toEqual([
    [18, 0],
    [9, 0],
    [9, 1],
  ]);
  const values = readAmf0(heard[0]?.body ?? new Uint8Array(0));
  const fields = values.ok ? readMetadata(values.value) : null;
  expect([fields?.get('width'), fields?.get('height'), fields?.get('duration')]).toEqual([640, 360, 0]);
});

test('steps of the bitrate and the frame rate announce nothing while the record stays the same', () => {
  const server = live();
  const tracks = new StreamTracks();
  tracks.set(videoConfig);
  tracks.set(audioConfig);
  tracks.write(server.publisher);
  server.publisher.writePacket(videoPacket(0, true), 0);
  server.heard();
  for (const [step, kbps] of [5000, 2800, 1500, 6000].entries()) {
    tracks.set({
      ...videoConfig,
      kbps,
      frameRate: step % 2 === 0 ? 30 : 15,
      description: videoConfig.description.slice(),
    });
    tracks.write(server.publisher);
    server.publisher.writePacket(videoPacket(33_000 * (step + 1), true), 0);
  }
  expect(server.heard().map(({ type, body }) => [type, body[1]])).toEqual(Array.from({ length: 4 }, () => [9, 1]));
});
