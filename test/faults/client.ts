/** F10 to F13 and F16 to F18 of docs/faults.md: clocks, addresses, certificates, keys, codecs and trouble of our own. */
import type { PublisherConnection } from '../../electron/rtmp/publish/connection.ts';
import type { TrackName } from '../../electron/rtmp/publish/connection-parts.ts';
import { longest, lostOf, mediaOf, p99, spacings, stepsBack } from '../support/faults/arrivals.ts';
import { numberedPicture, numberedSound, pictures, sounds } from '../support/faults/numbered-media.ts';
import { memoryInUse } from '../support/faults/memory.ts';
import { startOddIngest } from '../support/faults/odd-ingest.ts';
import { startReceiver } from '../support/faults/receiver.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { freePort } from '../support/loopback.ts';
import { publish, type Publishing } from '../support/publishing.ts';
import { makeCertificates } from '../support/servers/certificates.ts';
import { startTalker } from '../support/servers/odd-servers.ts';
import { startTlsFront } from '../support/servers/tls-front.ts';
import { Claims, millisUntil, pause, rounded, type Row } from './row.ts';

const frameMicros = 33_333;

/** Writes configurations, then `seconds` of numbered media whose first pts is `from` µs; as fast as they go. */
async function write(
  connection: PublisherConnection,
  tracks: readonly ('video' | 'audio')[],
  { from, seconds }: { readonly from: number; readonly seconds: number },
): Promise<void> {
  if (tracks.includes('video')) {
    const description = new Uint8Array(pictures.avc.description);
    const size = { width: 1280, height: 720, frameRate: 30, kbps: 1000 };
    connection.writeConfig({ track: 'video', codec: pictures.avc.codec, description, ...size });
  }
  if (tracks.includes('audio')) {
    const description = new Uint8Array(sounds.aac.description);
    connection.writeConfig({
      track: 'audio',
      codec: 'mp4a.40.2',
      description,
      sampleRate: 48_000,
      channels: 2,
      kbps: 160,
    });
  }
  for (let number = 0; number < seconds * 30; number += 1) {
    const pts = from + number * frameMicros;
    for (const track of tracks) {
      const isKeyFrame = track === 'audio' || number % 60 === 0;
      const data = track === 'video' ? numberedPicture(number, isKeyFrame, 4000) : numberedSound(number, 400);
      connection.writePacket({ track, pts, dts: pts, isKeyFrame, bytes: new Uint8Array(data) });
    }
    await pause(2);
  }
}

/** How far timestamps go at once on their way to a border, ms. */
const longestStep = 1_000_000_000;

/** Borders of 24, 31 and 32 bits of milliseconds. */
const borders = { '4h40m': 2 ** 24, '24.9d': 2 ** 31, '49.7d': 2 ** 32 };

const clocks: Row = {
  name: 'F10-clocks',
  bound: '0 frames lost and no step back across 4 h 40 min, 24.9 and 49.7 days',
  run: async () => {
    const claims = new Claims();
    const seen: string[] = [];
    for (const [name, border] of Object.entries(borders)) {
      const receiver = await startReceiver();
      const publishing = publish({ url: receiver.url, key: 'clock' });
      await publishing.accepted;
      const start = border - 2000;
      // A counter of 32 bits tells no longer way apart from a step back, so it gets there in several.
      for (let time = 0; time < start; time += longestStep)
        await write(publishing.connection, ['video', 'audio'], { from: time * 1000, seconds: 1 / 30 });
      await write(publishing.connection, ['video', 'audio'], { from: start * 1000, seconds: 4 });
      await pause(300);
      const pictureTimes = mediaOf(receiver.connections(), 'video').filter(({ timestamp }) => timestamp >= start);
      const span = (pictureTimes.at(-1)?.timestamp ?? 0) - (pictureTimes[0]?.timestamp ?? 0);
      claims.that(pictureTimes.length === 120, `${name}: ${pictureTimes.length} of 120 frames`);
      claims.atMost(stepsBack(receiver.connections(), 'video'), 0, `${name}: steps back`);
      claims.that(Math.abs(span - 3967) <= 2, `${name}: a span of ${span} ms`);
      seen.push(`${name} ${pictureTimes.length} frames over ${span} ms`);
      publishing.connection.destroy();
      await receiver.stop();
    }
    return claims.result(seen.join('; '));
  },
};

async function codeOf(publishing: Publishing): Promise<string> {
  return (await publishing.outcome).error?.code ?? 'none';
}

const addresses: Row = {
  name: 'F11-addresses',
  bound: 'IPv6 and IPv4 alone work; an unknown name, a closed port and a web page have their names',
  run: async () => {
    const claims = new Claims();
    const four = await startReceiver();
    const viaName = publish({ url: `rtmp://localhost:${four.port}/live` });
    await viaName.accepted;
    viaName.connection.destroy();
    await four.stop();
    const six = await startTalker(Buffer.from('HTTP/1.1 302 Found\r\nLocation: http://portal/\r\n\r\n<html>'), '::1');
    const codes = {
      portal: await codeOf(publish({ url: `rtmp://[::1]:${six.port}/live` })),
      nobody: await codeOf(publish({ url: 'rtmp://nobody.invalid/live' })),
      closed: await codeOf(publish({ url: `rtmp://127.0.0.1:${await freePort()}/live` })),
    };
    claims.that(six.connections() > 0, 'IPv6 was not tried');
    await six.stop();
    claims.that(codes.portal === 'not-rtmp', `a web page gave ${codes.portal}`);
    claims.that(codes.nobody === 'host-not-found', `an unknown name gave ${codes.nobody}`);
    claims.that(codes.closed === 'connection-refused', `a closed port gave ${codes.closed}`);
    return claims.result(
      `localhost accepted; ${Object.entries(codes)
        .map(([name, code]) => `${name}: ${code}`)
        .join(', ')}`,
    );
  },
};

const certificates: Row = {
  name: 'F12-certificates',
  bound: 'another name, TLS 1.1, RTMP on a TLS port and TLS on a plain one are told apart',
  run: async () => {
    const claims = new Claims();
    const receiver = await startReceiver();
    const made = await makeCertificates();
    const authorities = [made.authority];
    const other = await startTlsFront(made.otherHost, receiver.port);
    const old = await startTlsFront(made.good, receiver.port, { maxVersion: 'TLSv1.1' });
    const good = await startTlsFront(made.good, receiver.port);
    const codes = {
      name: await codeOf(publish({ url: `rtmps://localhost:${other.port}/live`, authorities })),
      old: await codeOf(publish({ url: `rtmps://localhost:${old.port}/live`, authorities })),
      'plain on TLS': await codeOf(publish({ url: `rtmp://127.0.0.1:${good.port}/live`, authorities })),
      'TLS on plain': await codeOf(publish({ url: `rtmps://127.0.0.1:${receiver.port}/live`, authorities })),
    };
    const wanted = {
      name: 'tls-host-mismatch',
      old: 'tls-failed',
      'plain on TLS': 'connection-closed',
      'TLS on plain': 'tls-failed',
    };
    claims.that(JSON.stringify(codes) === JSON.stringify(wanted), `wanted ${JSON.stringify(wanted)}`);
    const fine = publish({ url: `rtmps://localhost:${good.port}/live`, authorities });
    await fine.accepted;
    fine.connection.destroy();
    await Promise.all([other.stop(), old.stop(), good.stop(), receiver.stop(), made.remove()]);
    return claims.result(
      Object.entries(codes)
        .map(([name, code]) => `${name}: ${code}`)
        .join(', '),
    );
  },
};

const oddKeys = ['live_1?auth=a&b=c%20d%', `k${'0123456789abcdef'.repeat(64)}`, 'a/b?c=/d'];

const keys: Row = {
  name: 'F13-keys',
  bound: 'keys with ? & % and of 1 KB arrive as they are and are told to nobody; an empty app is no crash',
  run: async () => {
    const claims = new Claims();
    const receiver = await startReceiver();
    for (const key of oddKeys) {
      const rig = openRig({ destinations: [{ serverUrl: receiver.url, streamKey: () => key }] });
      await rig.outputIs('d0', 'live');
      await pause(500);
      const report = await rig.stop();
      const arrived = receiver.connections().at(-1)?.key ?? '';
      claims.that(arrived === key, `${key.slice(0, 12)}… became ${arrived.slice(0, 12)}…`);
      const told = JSON.stringify([report, rig.events, rig.notices, rig.seconds]);
      claims.that(!told.includes(key.slice(0, 24)), `${key.slice(0, 6)}… was told`);
    }
    const rig = openRig({ destinations: [{ serverUrl: receiver.url.replace('/live', '') }] });
    const millis = await millisUntil(() => rig.session.state === 'failed' || rig.session.state === 'live', 5000);
    claims.that(Number.isFinite(millis), 'an empty app neither failed nor went live');
    const { state } = rig.session;
    rig.session.stop();
    await receiver.stop();
    return claims.result(`${oddKeys.length} keys as they are; an empty app: ${state}`);
  },
};

/** Sends only these kinds. */
async function onlyTracks(kinds: readonly ('video' | 'audio')[]): Promise<number> {
  const receiver = await startReceiver();
  const tracks: readonly TrackName[] = kinds.map((track) => ({ track, trackId: 0 }));
  const publishing = publish({ url: receiver.url, options: { tracks } });
  await publishing.accepted;
  await write(publishing.connection, kinds, { from: 0, seconds: 2 });
  await pause(300);
  const count = kinds.reduce((sum, kind) => sum + mediaOf(receiver.connections(), kind).length, 0);
  publishing.connection.destroy();
  await receiver.stop();
  return count;
}

const codecs: Row = {
  name: 'F16-codecs',
  bound: 'picture or sound alone arrive whole; AV1 and Opus into an old server end as H.264 and AAC',
  run: async () => {
    const claims = new Claims();
    const [sound, picture] = [await onlyTracks(['audio']), await onlyTracks(['video'])];
    claims.that(sound === 60, `${sound} of 60 blocks of sound`);
    claims.that(picture === 60, `${picture} of 60 pictures`);
    const ingest = await startOddIngest({ isLegacy: true });
    const rig = openRig({ destinations: [{ serverUrl: ingest.url }], codecs: { video: 'av1', audio: 'opus' } });
    const millis = await millisUntil(() => mediaOf(ingest.connections(), 'video').length > 30, 15_000);
    claims.that(Number.isFinite(millis), 'the old server never got a stream');
    rig.session.stop();
    await pause(300);
    await ingest.stop();
    return claims.result(
      `sound alone ${sound}/60, picture alone ${picture}/60; H.264 at the old server after ${rounded(millis / 1000)} s`,
    );
  },
};

const overload: Row = {
  name: 'F17-busy',
  bound: 'our own process stuck for 400 ms each second: no reconnect, 0 frames lost',
  run: async () => {
    const receiver = await startReceiver();
    const rig = openRig({ destinations: [{ serverUrl: receiver.url }] });
    await rig.outputIs('d0', 'live');
    for (let turn = 0; turn < 15; turn += 1) {
      const until = performance.now() + 400;
      while (performance.now() < until);
      await pause(600);
    }
    const claims = new Claims();
    const lost = lostOf(rig.feed.packets, receiver.connections(), 'video').length;
    claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
    claims.atMost(lost, 0, 'frames lost');
    const between = spacings(mediaOf(receiver.connections(), 'video'));
    rig.session.stop();
    await pause(300);
    await receiver.stop();
    return claims.result(
      `${lost} frames lost; between frames p99 ${rounded(p99(between))} ms, longest ${rounded(longest(between))} ms`,
    );
  },
};

/** What we may hold for a destination that hardly reads. */
const memoryLimitMb = 64;

const slowReader: Row = {
  name: 'F18-slow-reader',
  bound: `a peer that reads 10 kB/s for 60 s at 6 Mb/s costs at most ${memoryLimitMb} MB; the other destination loses nothing`,
  run: async () => {
    const slow = await startOddIngest({ readKbps: 80 });
    const healthy = await startReceiver();
    const rig = openRig({
      destinations: [{ serverUrl: healthy.url }, { serverUrl: slow.url, priority: 8 }],
      videoKbps: 6000,
      rate: { adaptive: false },
    });
    await rig.outputIs('d0', 'live');
    await pause(3000);
    const before = memoryInUse();
    await pause(1000);
    const start = performance.now();
    await pause(60_000);
    const claims = new Claims();
    const missing = lostOf(rig.feed.packets, healthy.connections(), 'video');
    const lost = missing.filter(({ at }) => at > start).length;
    // Only now: to collect takes so long that packets would be late.
    const most = memoryInUse() - before;
    claims.atMost(most / 1e6, memoryLimitMb, 'MB');
    claims.atMost(lost, 0, 'frames lost at the other destination');
    rig.session.stop();
    await pause(300);
    await slow.stop();
    await healthy.stop();
    return claims.result(`${rounded(most / 1e6)} MB more, ${lost} frames lost at the other destination`);
  },
};

export const clientRows: readonly Row[] = [clocks, addresses, certificates, keys, codecs, overload, slowReader];
