/** F4 to F9, F14 and F15 of docs/faults.md: servers with habits of their own. */
import { amfObject } from '../../shared/wire/amf0.ts';
import { badStart, longestHole, lostOf, mediaOf, stepsBack } from '../support/faults/arrivals.ts';
import { startOddIngest, type Oddities, type OddIngest } from '../support/faults/odd-ingest.ts';
import { openRig, type Rig } from '../support/faults/session-rig.ts';
import { publish } from '../support/publishing.ts';
import { wrappingRows } from './wrapping-acks.ts';
import { Claims, millisUntil, pause, rounded, type Result, type Row } from './row.ts';

type Meeting = { readonly ingest: OddIngest; readonly rig: Rig };

/** A session that goes to an odd server; `act` waits for whatever it expects. */
async function meet(oddities: Oddities, act: (meeting: Meeting) => Promise<Result>, videoKbps = 2500): Promise<Result> {
  const ingest = await startOddIngest(oddities);
  const rig = openRig({ destinations: [{ serverUrl: ingest.url }], videoKbps });
  try {
    return await act({ ingest, rig });
  } finally {
    rig.session.stop();
    await pause(300);
    await ingest.stop();
  }
}

/** Live for `seconds` without a cut or a lost frame. */
function endures(seconds: number, extra: (meeting: Meeting, claims: Claims) => string = () => '') {
  return async (meeting: Meeting): Promise<Result> => {
    const { ingest, rig } = meeting;
    await rig.outputIs('d0', 'live');
    await pause(seconds * 1000);
    const claims = new Claims();
    const lost = lostOf(rig.feed.packets, ingest.connections(), 'video').length;
    claims.atMost(rig.output('d0').reconnects, 0, 'reconnects');
    claims.atMost(lost, 0, 'frames lost');
    const more = extra(meeting, claims);
    return claims.result(`live for ${seconds} s, ${lost} frames lost${more === '' ? '' : `, ${more}`}`);
  };
}

function silentAfter(bytes: number): (received: number) => number | null {
  let last = 0;
  return (received) => {
    if (received > bytes || received - last < 65_536) return null;
    last = received;
    return received;
  };
}

function fixedSteps(bytes: number): (received: number) => number | null {
  let told = 0;
  return (received) => {
    if (received - told < bytes) return null;
    told += bytes;
    return bytes;
  };
}

/** Nothing is lost, and nobody takes the habit for a narrow link. */
const keepsBitrate = endures(15, ({ ingest, rig }, claims) => {
  const lowest = Math.min(...rig.feed.rates.map(({ kbps }) => kbps));
  const hole = longestHole(mediaOf(ingest.connections(), 'video'));
  claims.that(lowest >= 2500, `the bitrate fell to ${lowest} kb/s`);
  claims.atMost(hole, 700, 'ms of hole');
  return `lowest bitrate ${lowest} kb/s, longest hole ${hole} ms`;
});

const acksStop: Row = {
  name: 'F4-acks-stop',
  bound: 'no reconnect, 0 frames lost, no hole > 0.7 s, bitrate kept',
  run: () => meet({ acknowledge: silentAfter(600_000) }, keepsBitrate),
};

const acksFixed: Row = {
  name: 'F4-acks-131325',
  bound: 'no reconnect, 0 frames lost, no hole > 0.7 s, bitrate kept',
  run: () => meet({ acknowledge: fixedSteps(131_325) }, keepsBitrate),
};

const chunkSizes: Row = {
  name: 'F5-chunk-sizes',
  bound: '1, 127 and 0x7FFFFFFF are understood, 0 is named',
  run: async () => {
    const claims = new Claims();
    const good = await meet({ announcedChunkSizes: [1, 127, 0x7fffffff] }, endures(4));
    claims.that(good.isKept, good.figure);
    const bad = await meet({ announcedChunkSizes: [0] }, async ({ rig }) => {
      const millis = await millisUntil(() => rig.session.state === 'failed', 8000);
      const code = rig.report()?.error?.code ?? 'none';
      claims.that(code === 'chunk-size-invalid', `0 gave ${code}`);
      return { figure: `0 gives ${code} after ${rounded(millis)} ms`, isKept: true };
    });
    return claims.result(`${good.figure}; ${bad.figure}`);
  },
};

/** All four at once. */
const resets: Row = {
  name: 'F6-reset-after-start',
  bound: 'at 0 s named before live; at 3, 30 and 300 s back ≤ 3 s with headers, key frame, rising timestamps',
  limitSeconds: 360,
  run: async () => {
    const after = await Promise.all([0, 3, 30, 300].map((seconds) => resetAfter(seconds)));
    return { figure: after.map(({ figure }) => figure).join('; '), isKept: after.every(({ isKept }) => isKept) };
  },
};

function resetAfter(seconds: number): Promise<Result> {
  return meet({ resetAfterMillis: seconds * 1000 }, async ({ ingest, rig }) => {
    const claims = new Claims();
    if (seconds === 0) {
      await millisUntil(() => rig.session.state === 'failed' || rig.output('d0').reconnects > 0, 8000);
      const code = rig.report()?.error?.code ?? rig.output('d0').reason?.code ?? 'none';
      claims.that(code === 'closed-early' || code === 'connection-reset', `it was called ${code}`);
      return claims.result(`0 s: ${code}`);
    }
    await rig.outputIs('d0', 'live');
    const noticed = await millisUntil(() => rig.output('d0').state === 'reconnecting', (seconds + 5) * 1000);
    const back = await millisUntil(() => rig.output('d0').state === 'live', 10_000);
    await pause(3000);
    claims.that(Number.isFinite(noticed), 'the reset was not noticed');
    claims.atMost(back, 3000, 'ms to come back');
    const second = ingest.connections()[1];
    claims.that(
      second !== undefined && badStart(second) === '',
      second === undefined ? 'no second connection' : badStart(second),
    );
    claims.atMost(stepsBack(ingest.connections(), 'video'), 0, 'steps back in time');
    return claims.result(`${seconds} s: back after ${rounded(back)} ms`);
  });
}

const answers: Row = {
  name: 'F7-odd-answers',
  bound: 'live although _result comes last, in single bytes, or with a wrong transaction',
  run: async () => {
    const kinds = {
      late: { isLateWithResult: true },
      drip: { isDripping: true },
      wrong: { saysWrongTransaction: true },
    };
    const results = await Promise.all(
      Object.entries(kinds).map(async ([name, oddity]) => ({ name, ...(await meet(oddity, endures(4))) })),
    );
    const figure = results.map((each) => `${each.name}: ${each.figure}`).join('; ');
    return { figure, isKept: results.every(({ isKept }) => isKept) };
  },
};

const pings: Row = {
  name: 'F8-pings',
  bound: 'every ping of 10 a second answered, 0 frames lost',
  run: () =>
    meet(
      { pingEveryMillis: 100 },
      endures(10, ({ ingest }, claims) => {
        claims.that(ingest.pings() >= 50, `only ${ingest.pings()} pings were sent`);
        claims.atMost(ingest.pings() - ingest.pongs(), 1, 'pings without an answer');
        return `${ingest.pongs()} answers to ${ingest.pings()} pings`;
      }),
    ),
};

const redirects: Row = {
  name: 'F9-redirect-loop',
  bound: 'given up after three redirects, with its name',
  run: async () => {
    let port = 0;
    const refusal = (index: number) => ({
      level: 'error',
      code: 'NetConnection.Connect.Rejected',
      description: 'RTMP 302 Redirect',
      ex: amfObject({ code: 302, redirect: `rtmp://127.0.0.1:${port}/hop${index}` }),
    });
    const ingest = await startOddIngest({ refusal });
    ({ port } = ingest);
    const rig = openRig({ destinations: [{ serverUrl: ingest.url }] });
    const millis = await millisUntil(() => rig.session.state === 'failed', 10_000);
    const code = rig.report()?.error?.code ?? 'none';
    rig.session.stop();
    await ingest.stop();
    const claims = new Claims();
    claims.that(code === 'redirect-refused', `it was called ${code}`);
    claims.atMost(ingest.knocks(), 4, 'connections');
    return claims.result(`${code} after ${ingest.knocks()} connections and ${rounded(millis)} ms`);
  },
};

const logins: Row = {
  name: 'F14-logins',
  bound: 'a wrong password is named and not told, with and without opaque',
  run: async () => {
    const claims = new Claims();
    const rounds = {
      adobe: [
        '[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ]',
        '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=bob&salt=SALT&challenge=CHAL',
        '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=authfailed',
      ],
      llnw: [
        '[ code=403 need auth; authmod=llnw ]',
        '[ authmod=llnw ] : ?reason=needauth&nonce=NONCE1',
        '[ authmod=llnw ] : ?reason=authfailed',
      ],
    };
    const found: string[] = [];
    for (const [name, words] of Object.entries(rounds)) {
      const ingest = await startOddIngest({
        refusal: (index) => ({
          level: 'error',
          code: 'NetConnection.Connect.Rejected',
          description: words[Math.min(index, words.length - 1)] ?? '',
        }),
      });
      const publishing = publish({ url: ingest.url.replace('//', '//bob:wr0ng-word@') });
      const { error } = await publishing.outcome;
      await ingest.stop();
      claims.that(error?.code === 'authentication-failed', `${name} gave ${error?.code ?? 'none'}`);
      claims.that(ingest.knocks() === 3, `${name}: ${ingest.knocks()} connections`);
      claims.that(!JSON.stringify([error, publishing.serverSaid]).includes('wr0ng'), `${name} told the password`);
      found.push(`${name}: ${error?.code ?? 'none'} in ${ingest.knocks()} connections`);
    }
    return claims.result(found.join('; '));
  },
};

const narrow: Row = {
  name: 'F15-narrow-server',
  bound: 'chunk streams below 32 and messages under 1 MB at 20 Mb/s',
  run: () =>
    meet(
      { limits: { chunkStreams: 32, messageBytes: 1024 * 1024 } },
      endures(6, ({ ingest }, claims) => {
        claims.that(ingest.complaint() === '', ingest.complaint());
        const largest = Math.max(...ingest.connections().flatMap(({ arrivals }) => arrivals.map(({ bytes }) => bytes)));
        return `largest message ${Math.round(largest / 1024)} KiB`;
      }),
      20_000,
    ),
};

export const serverRows: readonly Row[] = [
  acksStop,
  acksFixed,
  ...wrappingRows,
  chunkSizes,
  resets,
  answers,
  pings,
  redirects,
  logins,
  narrow,
];
