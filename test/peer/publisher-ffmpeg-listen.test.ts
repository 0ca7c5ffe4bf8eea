/** The publisher against `ffmpeg -listen 1`, a server that behaves unlike nginx: stream id, chunk size, acknowledgements. */
import { expect, it } from 'vitest';
import { contentOf, prepareStream, readRecording } from '../support/media/prepared-stream.ts';
import { feed, feedForever, publish } from '../support/publishing.ts';
import { startFfmpegListener } from '../support/servers/ffmpeg-listen.ts';

it('C11–C16, C34, C41–C45: ffmpeg receives every access unit with its times', async () => {
  const [listener, stream] = await Promise.all([
    startFfmpegListener('exact'),
    prepareStream({ seconds: 5, videoKbps: 1500 }),
  ]);
  const publishing = publish({ url: listener.url, key: 'exact' });
  await publishing.accepted;
  await feed(publishing, stream);
  publishing.connection.stop();
  expect((await publishing.outcome).error).toBeNull();
  await listener.exited;
  const recorded = await readRecording(listener.file);
  expect(Buffer.from(recorded.headers.audio)).toEqual(Buffer.from(stream.audio.description));
  for (const track of ['video', 'audio'] as const) {
    expect(contentOf(recorded.packets, track)).toEqual(contentOf(stream.packets, track));
  }
  await listener.stop();
});

it('C29: ffmpeg acknowledges too, at the window we ask for', async () => {
  const [listener, stream] = await Promise.all([
    startFfmpegListener('acks'),
    prepareStream({ seconds: 2, videoKbps: 1500 }),
  ]);
  const publishing = publish({ url: listener.url, key: 'acks' });
  await publishing.accepted;
  const stop = feedForever(publishing, stream);
  expect(await publishing.confirmed).toBe('acknowledged');
  stop();
  publishing.connection.stop();
  expect((await publishing.outcome).error).toBeNull();
  await listener.stop();
});
