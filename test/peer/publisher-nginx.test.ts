/** The publisher against nginx-rtmp: what it records is what was published, and each refusal has its own reason. */
import { connect, createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listenOn } from '../support/loopback.ts';
import { contentOf, prepareStream, readRecording, type PreparedStream } from '../support/media/prepared-stream.ts';
import { feed, feedForever, publish } from '../support/publishing.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';

let nginx: NginxRtmp;
let stream: PreparedStream;

beforeAll(async () => {
  [nginx, stream] = await Promise.all([startNginx(), prepareStream({ seconds: 5, videoKbps: 2000 })]);
});

afterAll(() => nginx.stop());

describe('a publish to nginx-rtmp', () => {
  it('C11–C16, C41–C45: is recorded byte for byte with exact timestamps', async () => {
    const publishing = publish({ url: nginx.url, key: 'exact' });
    await publishing.accepted;
    await feed(publishing, stream);
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    const recorded = await readRecording(await nginx.recording('exact'));
    expect(Buffer.from(recorded.headers.video)).toEqual(Buffer.from(stream.video.description));
    expect(Buffer.from(recorded.headers.audio)).toEqual(Buffer.from(stream.audio.description));
    for (const track of ['video', 'audio'] as const) {
      expect(contentOf(recorded.packets, track)).toEqual(contentOf(stream.packets, track));
    }
    expect(publishing.figures()).toMatchObject({ droppedVideo: 0 });
  });

  it('C25, C29: is confirmed by acknowledgements, which nginx sends at the window we ask for', async () => {
    const publishing = publish({ url: nginx.url, key: 'acks' });
    await publishing.accepted;
    const stop = feedForever(publishing, stream, 4);
    expect(await publishing.confirmed).toBe('acknowledged');
    stop();
    const { bytesAcknowledged, rttMillis } = publishing.figures();
    expect(bytesAcknowledged).toBeGreaterThan(0);
    expect(rttMillis).not.toBeNull();
    publishing.connection.stop();
    await publishing.outcome;
    expect(publishing.steps).toEqual(['found', 'connected', 'accepted', 'sending']);
  });

  it('C4: nginx-rtmp takes our digests, behind a door that shuts on the first knock', async () => {
    let knocks = 0;
    const hellos: number[] = [];
    const door = createServer((client) => {
      knocks += 1;
      client.on('error', () => client.destroy());
      client.once('data', (bytes) => hellos.push(bytes.readUInt32BE(5)));
      if (knocks === 1) {
        client.once('data', () => client.destroy());
        return;
      }
      const server = connect(nginx.port, '127.0.0.1');
      server.on('error', () => client.destroy());
      client.pipe(server).pipe(client);
    });
    const publishing = publish({ url: `rtmp://127.0.0.1:${await listenOn(door)}/live`, key: 'signed' });
    await publishing.accepted;
    const stop = feedForever(publishing, stream, 4);
    expect(await publishing.confirmed).toBe('acknowledged');
    stop();
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    door.close();
    expect(hellos).toEqual([0, 0x8000_0702]);
    expect(await nginx.log()).not.toContain('digest not found');
  });

  it('C36: names a wrong path, a refused stream and a key in use differently', async () => {
    const wrongApp = await publish({ url: nginx.url.replace('/live', '/nowhere') }).outcome;
    expect(wrongApp.error?.code).toBe('app-refused');
    const refused = await publish({ url: nginx.url, key: 'refused' }).outcome;
    expect(refused.error?.code).toBe('publish-refused');
    const first = publish({ url: nginx.url, key: 'taken' });
    await first.accepted;
    const second = await publish({ url: nginx.url, key: 'taken' }).outcome;
    expect(second.error).toMatchObject({ code: 'key-in-use', retryable: true });
    first.connection.stop();
    expect((await first.outcome).error).toBeNull();
  });
});
