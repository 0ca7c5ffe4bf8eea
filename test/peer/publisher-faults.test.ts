/** Connections that go wrong in mid-stream, through a proxy of ours before nginx-rtmp: the reason, the time it takes, the farewell. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareStream, type PreparedStream } from '../support/media/prepared-stream.ts';
import { tell } from '../support/media/wire-story.ts';
import { until } from '../support/loopback.ts';
import { feedForever, publish, type Publishing } from '../support/publishing.ts';
import { startFaultProxy, type FaultProxy, type Passing } from '../support/servers/fault-proxy.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';

/** From the fault to its report, for a link that dies without a word: 5 s, and a busy machine's share. */
const deadLinkLimit = 6000;
/** Stop, whatever the peer does. */
const stopLimit = 3000;

let nginx: NginxRtmp;
let stream: PreparedStream;

beforeAll(async () => {
  [nginx, stream] = await Promise.all([startNginx(), prepareStream({ seconds: 3, videoKbps: 2000 })]);
});

afterAll(() => nginx.stop());

type OnAir = { readonly proxy: FaultProxy; readonly publishing: Publishing; readonly end: () => Promise<void> };

/** A publisher that is live through a proxy and fed at `speed`. */
async function goLive(key: string, options: { speed?: number; passing?: Passing } = {}): Promise<OnAir> {
  const proxy = await startFaultProxy(nginx.port, { passing: options.passing ?? 'pass' });
  const publishing = publish({ url: `rtmp://127.0.0.1:${proxy.port}/live`, key });
  await publishing.accepted;
  const stopFeeding = feedForever(publishing, stream, options.speed ?? 1);
  await publishing.confirmed;
  return {
    proxy,
    publishing,
    end: async () => {
      stopFeeding();
      publishing.connection.destroy();
      await proxy.stop();
    },
  };
}

function lastWords(proxy: FaultProxy): readonly string[] {
  const passage = proxy.passages()[0];
  return tell(passage?.fromClient() ?? Buffer.alloc(0)).map(({ what }) => what);
}

describe.concurrent('a connection that breaks', () => {
  it.each([
    { how: 'reset', code: 'connection-reset' },
    { how: 'fin', code: 'connection-closed' },
  ] as const)('C61, C63: $how in mid-stream is $code; no farewell is said', async ({ how, code }) => {
    const { proxy, publishing, end } = await goLive(`broken-${how}`, { speed: 4 });
    const before = performance.now();
    proxy.cut(how);
    expect((await publishing.outcome).error).toMatchObject({ code, retryable: true });
    expect(performance.now() - before).toBeLessThan(1000);
    expect(lastWords(proxy)).not.toContain('FCUnpublish');
    expect(lastWords(proxy)).not.toContain('deleteStream');
    await end();
  });

  it('C63: our own end after a failure is a reset, so that the service keeps the stream open', async () => {
    const { proxy, publishing, end } = await goLive('unclean', { speed: 4 });
    proxy.cut('fin');
    await publishing.outcome;
    expect(await proxy.passages()[0]?.clientEnded).toBe('reset');
    await end();
  });

  it('C26: a server whose acknowledgements never come is believed after 2 s and not cut off', async () => {
    const proxy = await startFaultProxy(nginx.port);
    const publishing = publish({ url: `rtmp://127.0.0.1:${proxy.port}/live`, key: 'ackless' });
    await publishing.accepted;
    proxy.set('mute');
    const stop = feedForever(publishing, stream, 2);
    expect(await publishing.confirmed).toBe('accepted');
    const sent = publishing.figures().bytesSent;
    await until('10 s of stream went out', () => publishing.figures().bytesSent - sent > 10 * 250_000, 10_000);
    expect(publishing.figures()).toMatchObject({ bytesAcknowledged: null, droppedVideo: 0 });
    stop();
    publishing.connection.destroy();
    await proxy.stop();
  });

  it('C26: a server that took the publish, but not the first key frame, is not believed after 2 s', async () => {
    const proxy = await startFaultProxy(nginx.port);
    const publishing = publish({ url: `rtmp://127.0.0.1:${proxy.port}/live`, key: 'unsent' });
    await publishing.accepted;
    proxy.set('stall');
    const first = stream.packets.find(({ track, isKeyFrame }) => track === 'video' && isKeyFrame);
    if (first === undefined) throw new Error('a stream begins with a key frame');
    publishing.connection.writeConfig(stream.video);
    publishing.connection.writeConfig(stream.audio);
    publishing.connection.writePacket({ ...first, bytes: new Uint8Array(12_000_000) });
    const later = new Promise((resolve) => setTimeout(() => resolve('not confirmed'), 3000));
    expect(await Promise.race([publishing.confirmed, later])).toBe('not confirmed');
    expect(publishing.steps).toContain('sending');
    publishing.connection.destroy();
    await proxy.stop();
  });

  it('C61: a server that sends one byte at a time is waited for', async () => {
    const { publishing, end } = await goLive('drip', { speed: 4, passing: 'drip' });
    expect(publishing.steps).toContain('sending');
    await end();
  });

  it.each(['stall', 'blackhole'] as const)(
    'C60: a link that dies without a word (%s) is noticed within 5 s at 2 Mb/s',
    async (passing) => {
      const { proxy, publishing, end } = await goLive(`dead-${passing}`);
      const before = performance.now();
      proxy.set(passing);
      expect((await publishing.outcome).error).toMatchObject({ code: 'send-stalled', retryable: true });
      expect(performance.now() - before).toBeLessThan(deadLinkLimit);
      await end();
    },
    25_000,
  );

  it('C60: while nothing drains, old pictures go and the queue stays bounded in seconds and bytes', async () => {
    const { proxy, publishing, end } = await goLive('full', { speed: 30 });
    proxy.set('stall');
    let oldest = 0;
    const timer = setInterval(() => {
      oldest = Math.max(oldest, publishing.figures().queueAgeMillis);
    }, 50);
    expect((await publishing.outcome).error?.code).toBe('send-stalled');
    clearInterval(timer);
    expect(publishing.figures().droppedVideo).toBeGreaterThan(0);
    expect(oldest).toBeLessThan(10_000);
    await end();
  }, 25_000);
});

describe.concurrent('Stop', () => {
  it('C63: says FCUnpublish and deleteStream, closes with FIN, and nginx takes note', async () => {
    const { proxy, publishing, end } = await goLive('clean', { speed: 4 });
    const before = performance.now();
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    expect(performance.now() - before).toBeLessThan(1000);
    expect(await proxy.passages()[0]?.clientEnded).toBe('fin');
    expect(lastWords(proxy).slice(-2)).toEqual(['FCUnpublish', 'deleteStream']);
    await until('nginx says that the publish is done', () =>
      nginx.callbacks().some(({ call, name }) => call === 'publish_done' && name === 'clean'),
    );
    await end();
  });

  it.each(['blackhole', 'stall'] as const)(
    'C64: ends within 3 s although the peer never answers (%s)',
    async (passing) => {
      const { proxy, publishing, end } = await goLive(`mute-${passing}`, { speed: 30 });
      proxy.set(passing);
      if (passing === 'stall') await until('the socket is full', () => publishing.figures().queueAgeMillis > 0);
      const before = performance.now();
      publishing.connection.stop();
      expect((await publishing.outcome).error).toBeNull();
      expect(performance.now() - before).toBeLessThan(stopLimit);
      await end();
    },
  );
});
