/** The real app from its command line into real servers: what they record keeps every promise, and the report agrees. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../support/loopback.ts';
import { brokenOnes, judgeReport, judgeStream } from '../support/media/promises.ts';
import { analyseStream } from '../support/media/stream-analysis.ts';
import { tell } from '../support/media/wire-story.ts';
import { filesWith } from '../support/secrets.ts';
import { startFaultProxy } from '../support/servers/fault-proxy.ts';
import { startFfmpegListener } from '../support/servers/ffmpeg-listen.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { openScreen, runApp, startApp, type Screen } from '../support/uplink-app.ts';

/** Seconds on air; short, because `test/bench/must-show.ts` does it at full length. */
const duration = '9';

let nginx: NginxRtmp;
let screen: Screen;

beforeAll(async () => {
  [nginx, screen] = await Promise.all([startNginx(), openScreen()]);
});

afterAll(async () => {
  await nginx.stop();
  await screen.close();
});

describe('going live from the command line', () => {
  it('C10: the test source reaches nginx whole, in step and at its bitrate, and the key is nowhere', async () => {
    const key = `secret-${crypto.randomUUID()}`;
    const source = ['--source', 'test', '--test-pattern', 'busy', '--video-kbps', '4000'];
    const args = ['--url', nginx.url, ...source, '--duration', duration];
    const env = { NODE_DEBUG: 'net,tls', ELECTRON_ENABLE_LOGGING: '1' };
    await runApp({ screen, key, args, env }, async (app, run) => {
      expect(run.code).toBe(0);
      const figures = await analyseStream(await nginx.recording(key));
      const report = await app.report();
      expect(brokenOnes(judgeStream(figures, { fps: 30, videoKbps: 4000, sync: true }))).toEqual([]);
      expect(brokenOnes(judgeReport(figures, report))).toEqual([]);
      expect(report).toMatchObject({ outcome: 'ended', confirmedBy: 'acknowledged', reconnects: 0 });
      const lines = `${run.stdout}\n${run.stderr}`.split('\n');
      expect(lines.filter((line) => line.includes(key))).toEqual([]);
      expect(lines.filter((line) => /NET \d+/u.test(line))).not.toEqual([]);
      expect(await filesWith(key, app.folder)).toEqual([join(app.folder, 'key.txt')]);
    });
  });

  it('the camera reaches nginx, with the devices that Chromium pretends', async () => {
    const args = ['--url', nginx.url, '--source', 'camera', '--fake-devices', '--duration', duration];
    await runApp({ screen, key: 'camera', args }, async (app, run) => {
      expect(run.code).toBe(0);
      const figures = await analyseStream(await nginx.recording('camera'), { sync: false });
      expect(brokenOnes(judgeStream(figures, { fps: 30, videoKbps: null, sync: false }))).toEqual([]);
      expect(brokenOnes(judgeReport(figures, await app.report()))).toEqual([]);
    });
  });

  it('ffmpeg as a server receives the same', async () => {
    const listener = await startFfmpegListener('listen');
    const args = ['--url', listener.url, '--source', 'test', '--duration', duration];
    await runApp({ screen, key: 'listen', args }, async (app, run) => {
      expect(run.code).toBe(0);
      await listener.exited;
      const figures = await analyseStream(listener.file);
      expect(brokenOnes(judgeStream(figures, { fps: 30, videoKbps: null, sync: true }))).toEqual([]);
      expect(brokenOnes(judgeReport(figures, await app.report()))).toEqual([]);
    });
    await listener.stop();
  });
});

describe('an interrupted run', () => {
  it('C63, C64: TERM ends the stream cleanly, writes the report, and takes no 3 s though the server is mute', async () => {
    const proxy = await startFaultProxy(nginx.port);
    const url = `rtmp://127.0.0.1:${proxy.port}/live`;
    const app = await startApp({ screen, key: 'term', args: ['--url', url, '--source', 'test', '--duration', '60'] });
    await app.says(/LIVE/u, 20_000);
    proxy.set('mute');
    const before = performance.now();
    app.signal('SIGTERM');
    await until('the last words', () => story().includes('deleteStream'), 3000);
    expect((await app.exited).code).toBe(130);
    expect(performance.now() - before).toBeLessThan(3500);
    expect((await app.report()).outcome).toBe('ended');
    expect(await readFile(join(app.data, 'logs/uplink.log'), 'utf8')).toContain('session ended');
    await app.close();
    await proxy.stop();
    function story(): readonly string[] {
      return tell(proxy.passages()[0]?.fromClient() ?? Buffer.alloc(0)).map(({ what }) => what);
    }
  });
});
