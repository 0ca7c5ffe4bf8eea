/** An uplink that shrinks from 8 to 2 Mb/s for a minute, with a real kernel queue; ours, and FFmpeg in the same place. */
import { longest, mediaOf, spacings, type Arrival } from '../support/faults/arrivals.ts';
import { openNamespace, type Namespace } from '../support/faults/namespaces.ts';
import type { FedPacket } from '../support/faults/packet-feed.ts';
import { startReceiver, type Receiver } from '../support/faults/receiver.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { start } from '../support/processes.ts';
import { Claims, pause, rounded, type Result, type Row } from './row.ts';

const wideKbps = 8000;
const narrowKbps = 2000;
const targetKbps = 6000;
const audioKbps = 160;
const port = 19_350;

/** A receiver behind a link that can be narrowed. */
async function behindLink(act: (place: { link: Namespace; receiver: Receiver }) => Promise<Result>): Promise<Result> {
  const link = await openNamespace();
  try {
    const server = await link.listen(port);
    const receiver = await startReceiver({ listening: { server, host: link.host, port } });
    try {
      await link.limit(wideKbps);
      return await act({ link, receiver });
    } finally {
      await receiver.stop();
    }
  } finally {
    await link.close();
  }
}

/** The longest time from encoder to receiver of what arrived between two moments, ms. */
function worstLatency(sent: readonly FedPacket[], came: readonly Arrival[], from: number, to = Infinity): number {
  const made = new Map(sent.filter(({ track }) => track === 'video').map(({ number, at }) => [number, at]));
  const waits = came
    .filter(({ at, number }) => at >= from && at <= to && number !== null)
    .map(({ at, number }) => at - (made.get(number ?? -1) ?? at));
  return longest(waits);
}

const uplink: Row = {
  name: 'uplink-8-to-2',
  bound: 'under the cap ≤ 2 s, no freeze > 1 s, latency < 1.5 s from 5 s on, back at 6 Mb/s ≤ 45 s, never above',
  limitSeconds: 240,
  run: () =>
    behindLink(async ({ link, receiver }) => {
      const rig = openRig({ destinations: [{ serverUrl: receiver.url }], videoKbps: targetKbps });
      await rig.outputIs('d0', 'live');
      await pause(15_000);
      const narrow = performance.now();
      await link.limit(narrowKbps);
      await pause(60_000);
      const wide = performance.now();
      await link.limit(wideKbps);
      await pause(60_000);
      const end = performance.now();
      rig.session.stop();
      await pause(500);
      const { rates, packets } = rig.feed;
      const came = mediaOf(receiver.connections(), 'video');
      const under =
        (rates.find(({ at, kbps }) => at > narrow && kbps + audioKbps < narrowKbps)?.at ?? Infinity) - narrow;
      const back = (rates.find(({ at, kbps }) => at > wide && kbps >= targetKbps)?.at ?? Infinity) - wide;
      const reached = Math.max(...rates.filter(({ at }) => at > wide).map(({ kbps }) => kbps), 0);
      const most = Math.max(...rates.map(({ kbps }) => kbps));
      const freeze = longest(spacings(came, narrow - 1000, end));
      const latency = worstLatency(packets, came, narrow + 5000, end);
      const claims = new Claims();
      claims.atMost(under, 2000, 'ms until under the cap');
      claims.atMost(freeze, 1000, 'ms of freeze');
      claims.atMost(latency, 1500, 'ms of latency');
      claims.atMost(back, 45_000, 'ms until back at the target');
      claims.atMost(most, targetKbps, 'kb/s');
      claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
      const dropped = rig.output('d0').framesDropped;
      return claims.result(
        `under the cap after ${rounded(under / 1000)} s, longest freeze ${rounded(freeze)} ms, worst latency ${rounded(worstLatency(packets, came, narrow))} ms, from 5 s on ${rounded(latency)} ms, back after ${rounded(back / 1000)} s (${reached} kb/s), at most ${most} kb/s, ${dropped} frames dropped`,
      );
    }),
};

/** Shortest lines of the encoder that FFmpeg's users take for live. */
function ffmpegArguments(url: string): readonly string[] {
  const picture = ['-re', '-f', 'lavfi', '-i', 'testsrc2=size=1280x720:rate=30'];
  const sound = ['-f', 'lavfi', '-i', 'sine=frequency=440:sample_rate=48000'];
  const rate = [
    '-b:v',
    `${targetKbps}k`,
    '-minrate',
    `${targetKbps}k`,
    '-maxrate',
    `${targetKbps}k`,
    '-bufsize',
    `${targetKbps}k`,
  ];
  const video = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-tune',
    'zerolatency',
    '-g',
    '60',
    '-pix_fmt',
    'yuv420p',
    '-nal-hrd',
    'cbr',
  ];
  const audio = ['-c:a', 'aac', '-ac', '2', '-b:a', '160k'];
  return ['-nostdin', '-v', 'error', ...picture, ...sound, ...video, ...rate, ...audio, '-f', 'flv', `${url}/ffmpeg`];
}

const ffmpeg: Row = {
  name: 'uplink-8-to-2-ffmpeg',
  bound: 'for comparison; nothing is promised for others',
  limitSeconds: 240,
  run: () =>
    behindLink(async ({ link, receiver }) => {
      const program = await start('ffmpeg', ffmpegArguments(receiver.url));
      await pause(15_000);
      const narrow = performance.now();
      await link.limit(narrowKbps);
      await pause(60_000);
      const wide = performance.now();
      await link.limit(wideKbps);
      await pause(45_000);
      const end = performance.now();
      program.signal('SIGKILL');
      await program.exited;
      const came = mediaOf(receiver.connections(), 'video');
      const first = came[0];
      if (first === undefined) return { figure: `nothing came: ${program.stderr().slice(0, 200)}`, isKept: false };
      // Against the first picture: how much later than at its own pace each one came.
      const late = (from: number, to: number): number =>
        longest(
          came
            .filter(({ at }) => at >= from && at <= to)
            .map(({ at, timestamp }) => at - first.at - (timestamp - first.timestamp)),
        );
      const slowest = came.filter(({ at }) => at >= narrow && at <= wide).length / 60;
      return {
        figure: `longest freeze ${rounded(longest(spacings(came, narrow - 1000, end)))} ms, up to ${rounded(late(narrow, wide) / 1000)} s late while narrow and still ${rounded(late(end - 5000, end) / 1000)} s after 45 s of 8 Mb/s, ${rounded(slowest)} frames/s while narrow`,
        isKept: true,
      };
    }),
};

export const uplinkRows: readonly Row[] = [uplink, ffmpeg];
