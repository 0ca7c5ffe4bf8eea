/** A server that is killed and started again, twenty times in one session. */
import { createWriteStream, type WriteStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startFaultProxy } from '../support/faults/fault-proxy.ts';
import { startKillableNginx } from '../support/faults/killable-nginx.ts';
import { memoryInUse } from '../support/faults/memory.ts';
import { openRig } from '../support/faults/session-rig.ts';
import { temporaryFolder } from '../support/loopback.ts';
import { tell } from '../support/media/wire-story.ts';
import { Claims, millisUntil, pause, rounded, type Row } from './row.ts';

const lives = 20;
/** How long each life may be watched, and how long the server stays away. */
const liveMillis = 3000;
const goneMillis = 500;
/** Figures before this many recoveries are those of a process that warms up. */
const settled = 4;
const leakLimitMb = 5;

/** What keeps the process alive, by kind, without what files do. */
function resources(): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) {
    if (name === 'Immediate' || name.startsWith('FS')) continue;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

/** What is wrong with the beginning of a connection's bytes, or empty. */
function wrongStart(story: ReturnType<typeof tell>): string {
  const media = story.filter(({ what }) => /onMetaData|video|audio|frame|delta/u.test(what)).map(({ what }) => what);
  const [metadata, ...headers] = media.slice(0, 3);
  if (metadata !== '@setDataFrame onMetaData') return `begins with ${metadata ?? 'nothing'}`;
  if (headers.toSorted().join() !== 'audio header,video header') return `then ${headers.join(', ')}`;
  const picture = media.find((what) => what === 'key frame' || what === 'delta');
  return picture === 'delta' ? 'its first picture is no key frame' : '';
}

export const serverKilledRows: readonly Row[] = [
  {
    name: 'server-killed-20',
    bound: `${lives} recoveries; each begins with headers and a key frame, timestamps rise, nothing leaks (< ${leakLimitMb} MB)`,
    limitSeconds: 400,
    run: async () => {
      const folder = await temporaryFolder();
      const nginx = await startKillableNginx();
      const files: { path: string; stream: WriteStream }[] = [];
      const listenIn = (index: number): ((bytes: Uint8Array) => void) => {
        const path = join(folder.path, `connection-${index}.rtmp`);
        const stream = createWriteStream(path);
        files.push({ path, stream });
        return (bytes) => stream.write(bytes);
      };
      const proxy = await startFaultProxy({ port: nginx.port, listenIn });
      const rig = openRig({ destinations: [{ serverUrl: proxy.url }], videoKbps: 1000, isLogged: false });
      await rig.outputIs('d0', 'live');
      const claims = new Claims();
      const recoveries: number[] = [];
      let early = { memory: 0, resources: resources() };
      for (let turn = 0; turn < lives; turn += 1) {
        await pause(liveMillis);
        await proxy.door('refuse');
        await nginx.kill();
        const noticed = await millisUntil(() => rig.output('d0').state === 'reconnecting', 8000);
        claims.atMost(noticed, 5000, `ms to notice in turn ${turn + 1}`);
        await pause(goneMillis);
        await nginx.restart();
        await proxy.door('open');
        recoveries.push(await millisUntil(() => rig.output('d0').state === 'live', 20_000));
        if (turn + 1 === settled) early = { memory: memoryInUse(), resources: resources() };
      }
      await pause(liveMillis);
      const grown = (memoryInUse() - early.memory) / 1e6;
      const late = resources();
      const leaked = [...late].filter(([name, count]) => count > (early.resources.get(name) ?? 0));
      const report = await rig.stop();
      await pause(500);
      await proxy.stop();
      await nginx.stop();
      const recovered = recoveries.filter((millis) => Number.isFinite(millis)).length;
      await Promise.all(files.map(({ stream }) => new Promise<void>((resolve) => stream.end(resolve))));
      let last = -1;
      for (const { path } of files) {
        const story = tell(await readFile(path));
        const times = story
          .filter(({ what }) => what === 'key frame' || what === 'delta')
          .map(({ timestamp }) => timestamp);
        if (times.length === 0) continue;
        const wrong = wrongStart(story);
        claims.that(wrong === '', wrong);
        for (const time of times) {
          claims.that(time > last, `time went from ${last} to ${time} ms`);
          last = time;
        }
      }
      await folder.remove();
      claims.that(recovered === lives, `${recovered} recoveries`);
      claims.that(
        report.destinations[0]?.reconnects.length === lives,
        `the report has ${report.destinations[0]?.reconnects.length ?? 0}`,
      );
      claims.that(grown < leakLimitMb, `${rounded(grown)} MB more`);
      claims.that(leaked.length === 0, `more of ${leaked.map(([name, count]) => `${name} ${count}`).join(', ')}`);
      return claims.result(
        `${recovered} recoveries, the longest ${rounded(Math.max(...recoveries))} ms after the restart; memory ${grown >= 0 ? '+' : ''}${rounded(grown)} MB, ${leaked.length} leaked resources`,
      );
    },
  },
];
