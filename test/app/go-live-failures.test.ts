/** What the command line says when going live fails: its own sentence on stderr and its exit code, within 10 s. */
import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../support/loopback.ts';
import { makeCertificates, type Certificates, type Identity } from '../support/servers/certificates.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startTlsFront } from '../support/servers/tls-front.ts';
import { openScreen, runApp, startApp, type Screen } from '../support/uplink-app.ts';

const limitSeconds = 10;
const test = ['--source', 'test', '--duration', '5'];

let nginx: NginxRtmp;
let screen: Screen;
let certificates: Certificates;
const sentences = new Set<string>();

beforeAll(async () => {
  [nginx, screen, certificates] = await Promise.all([startNginx(), openScreen(), makeCertificates()]);
});

afterAll(async () => {
  await certificates.remove();
  await nginx.stop();
  await screen.close();
});

type Failure = {
  readonly args: readonly string[];
  readonly key?: string | null;
  readonly code: number;
  readonly says: RegExp;
};

/** Runs the app into its failure; the sentence must be one that no other failure of this file has. */
async function expectFailure({ args, key = 'some-key', code, says }: Failure): Promise<void> {
  await runApp({ screen, key, args }, (_app, run) => {
    expect(run.stderr).toMatch(says);
    expect(run.code).toBe(code);
    expect(run.seconds).toBeLessThan(limitSeconds);
    const sentence = run.stderr.split('\n').find((line) => says.test(line)) ?? '';
    expect(sentences).not.toContain(sentence);
    sentences.add(sentence);
  });
}

async function expectTlsFailure(identity: Identity, says: RegExp): Promise<void> {
  const front = await startTlsFront(identity, nginx.port);
  const url = `rtmps://localhost:${front.port}/live`;
  await expectFailure({ args: ['--url', url, '--ca', certificates.authorityFile, ...test], code: 13, says });
  await front.stop();
}

describe('going live in vain', () => {
  it('an unknown host', () =>
    expectFailure({
      args: ['--url', 'rtmp://nobody.invalid/live', ...test],
      code: 10,
      says: /can't find nobody\.invalid/u,
    }));

  it('a port where nobody listens', async () => {
    const url = `rtmp://127.0.0.1:${await freePort()}/live`;
    await expectFailure({ args: ['--url', url, ...test], code: 11, says: /is there but takes no stream \(port/u });
  });

  it('a path that the server does not know', () =>
    expectFailure({
      args: ['--url', nginx.url.replace('/live', '/nowhere'), ...test],
      code: 20,
      says: /does not know the path in the server address/u,
    }));

  it('a stream that the server refuses', () =>
    expectFailure({
      args: ['--url', nginx.url, ...test],
      key: 'refuse-this',
      code: 21,
      says: /was reached but refused the stream/u,
    }));

  it('a key that is in use', async () => {
    const first = await startApp({ screen, key: 'taken', args: ['--url', nginx.url, '--source', 'test'] });
    await first.says(/LIVE/u, 20_000);
    await expectFailure({
      args: ['--url', nginx.url, ...test],
      key: 'taken',
      code: 22,
      says: /already streaming with this key/u,
    });
    first.signal('SIGINT');
    expect((await first.exited).code).toBe(0);
    await first.close();
  });

  it('a certificate for another host', () =>
    expectTlsFailure(certificates.otherHost, /belongs to another name than localhost/u));
  it('a certificate that is out of date', () => expectTlsFailure(certificates.expired, /is out of date/u));
  it('a certificate that nobody vouches for', () =>
    expectTlsFailure(certificates.selfSigned, /signed its certificate itself/u));
  it('a certificate without its chain', () =>
    expectTlsFailure(certificates.leafOnly, /left out a part of its certificate/u));

  it('no key', () =>
    expectFailure({ args: ['--url', nginx.url, ...test], key: null, code: 2, says: /needs a stream key/u }));

  it.skipIf(existsSync('/dev/video0'))('no camera', () =>
    expectFailure({
      args: ['--url', nginx.url, '--source', 'camera', '--duration', '5'],
      code: 40,
      says: /No camera is connected/u,
    }),
  );
});

it('C7: --ca trusts a private authority for one run', async () => {
  const front = await startTlsFront(certificates.good, nginx.port);
  const args = ['--url', `rtmps://localhost:${front.port}/live`, '--ca', certificates.authorityFile];
  await runApp({ screen, key: 'private', args: [...args, '--source', 'test', '--duration', '2'] }, async (app, run) => {
    expect(run.code).toBe(0);
    expect((await app.report()).destination).toMatchObject({ host: 'localhost', secure: true });
  });
  await nginx.recording('private');
  await front.stop();
});
