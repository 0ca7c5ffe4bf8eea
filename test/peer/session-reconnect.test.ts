/** A whole session against nginx-rtmp through a proxy that cuts it: the second connection starts afresh, the first ends without a word. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemClock } from '../../electron/platform/clock.ts';
import { PublisherConnection } from '../../electron/rtmp/publish/connection.ts';
import { Session } from '../../electron/session/session.ts';
import { planOf } from '../../electron/session/target.ts';
import type { Order } from '../../shared/contract/frames.ts';
import type { Report } from '../../shared/contract/report.ts';
import { defaultAudioFormat, defaultCodecs, defaultVideoFormat } from '../../shared/contract/settings.ts';
import { until } from '../support/loopback.ts';
import { prepareStream, type PreparedStream } from '../support/media/prepared-stream.ts';
import { ScriptedEncoder } from '../support/media/scripted-encoder.ts';
import { tell, type Told } from '../support/media/wire-story.ts';
import { startFaultProxy, type Passage } from '../support/servers/fault-proxy.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';

let nginx: NginxRtmp;
let stream: PreparedStream;

beforeAll(async () => {
  [nginx, stream] = await Promise.all([startNginx(), prepareStream({ seconds: 3, videoKbps: 1000 })]);
});

afterAll(() => nginx.stop());

type Studio = { readonly session: Session; readonly orders: readonly Order[]; readonly report: () => Report | null };

/** A session with the real publisher and an encoder that replays `stream`. */
function openStudio(): Studio {
  const orders: Order[] = [];
  let report: Report | null = null;
  const session: Session = new Session({
    clock: systemClock,
    random: () => 0.5,
    appVersion: '0.0.0',
    connect: (request, events) => new PublisherConnection({ ...request, clock: systemClock }, events),
    openIngest: () => Promise.reject(new Error('nobody rehearses here')),
    order: (order) => {
      orders.push(order);
      encoder.obey(order);
      return true;
    },
    processes: () => [],
    onChange: () => {},
    onReport: (made) => {
      report = made;
    },
    onNotice: () => {},
  });
  const encoder = new ScriptedEncoder(stream, session);
  session.mediaReady();
  session.takeCapture({
    video: { state: 'running', label: 'test', width: 320, height: 180, fps: 30 },
    audio: { state: 'running', label: 'test', width: null, height: null, fps: null },
  });
  return { session, orders, report: () => report };
}

function goLive(session: Session, serverUrl: string, key: string): void {
  const started = session.start(
    planOf({
      mode: 'live',
      profileName: 'nginx',
      serviceId: 'custom',
      serverUrl,
      streamKey: () => key,
      video: defaultVideoFormat,
      audio: defaultAudioFormat,
      codecs: defaultCodecs,
      gopSeconds: 2,
      source: 'a prepared stream',
    }),
  );
  expect(started.ok).toBe(true);
}

function toldBy(passage: Passage | undefined): readonly Told[] {
  return tell(passage?.fromClient() ?? Buffer.alloc(0));
}

it.each(['reset', 'fin'] as const)(
  'C62, C63: after a %s the next connection begins with handshake, metadata, headers and a key frame',
  async (how) => {
    const proxy = await startFaultProxy(nginx.port);
    const { session, orders, report } = openStudio();
    const key = `again-${how}`;
    goLive(session, `rtmp://127.0.0.1:${proxy.port}/live`, key);
    await until('it is live', () => session.state === 'live');
    const ordersBefore = orders.length;
    proxy.cut(how);
    await until('it noticed', () => session.state === 'reconnecting');
    await until('it is back', () => session.state === 'live', 5000);
    await until('three seconds of media went through', () => toldBy(proxy.passages()[1]).length > 100);
    expect(orders.slice(ordersBefore)).toContainEqual({ kind: 'key-frame' });
    session.stop();
    await until('it ended', () => session.state === 'ended', 3000);

    const [first, second] = proxy.passages();
    expect(toldBy(first).map(({ what }) => what)).not.toContain('FCUnpublish');
    const story = toldBy(second);
    const commands = ['connect', 'releaseStream', 'FCPublish', 'createStream', 'publish'];
    expect(story.map(({ what }) => what).filter((what) => commands.includes(what))).toEqual(commands);
    const media = story.filter(({ what }) => /onMetaData|video|audio|frame|delta/u.test(what));
    expect(media.slice(0, 4).map(({ what }) => what)).toEqual([
      '@setDataFrame onMetaData',
      'video header',
      'audio header',
      'key frame',
    ]);
    const before = Math.max(...toldBy(first).map(({ timestamp }) => timestamp));
    expect(media[3]?.timestamp).toBeGreaterThan(before);
    const times = media.slice(3).filter(({ what }) => what !== 'audio media');
    expect(times.every(({ timestamp }, index) => index === 0 || timestamp > (times[index - 1]?.timestamp ?? 0))).toBe(
      true,
    );
    expect(story.slice(-2).map(({ what }) => what)).toEqual(['FCUnpublish', 'deleteStream']);
    expect(report()).toMatchObject({ outcome: 'ended', reconnects: 1, error: null });
    expect(report()?.history.map(({ state }) => state)).toEqual([
      'checking',
      'connecting',
      'live',
      'reconnecting',
      'live',
      'ending',
      'ended',
    ]);
    await proxy.stop();
  },
);

it('C64: Stop while reconnecting ends at once', async () => {
  const proxy = await startFaultProxy(nginx.port);
  const { session, report } = openStudio();
  goLive(session, `rtmp://127.0.0.1:${proxy.port}/live`, 'gone');
  await until('it is live', () => session.state === 'live');
  await proxy.refuse();
  await until('it noticed', () => session.state === 'reconnecting');
  session.stop();
  await until('it ended', () => session.state === 'ended', 500);
  expect(report()).toMatchObject({ outcome: 'ended', error: null });
  await proxy.stop();
});
