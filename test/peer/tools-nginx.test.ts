/** The tools against nginx-rtmp: what it records is the file, refusals have their codes, and a probe leaves no trace. */
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort, listenOn, temporaryFolder } from '../support/loopback.ts';
import { makeCertificates, type Certificates } from '../support/servers/certificates.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startTlsFront, type TlsFront } from '../support/servers/tls-front.ts';
import { makeClips, recordIn, runTool, startTool, tagsOf, type Clips } from '../support/tools.ts';

let nginx: NginxRtmp;
let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let clips: Clips;

beforeAll(async () => {
  folder = await temporaryFolder();
  [nginx, clips] = await Promise.all([startNginx(), makeClips(folder.path)]);
});

afterAll(async () => {
  await nginx.stop();
  await folder.remove();
});

/** The tags of one kind; nginx writes its own header first and keeps no end mark. */
async function framesOf(file: string): Promise<readonly string[]> {
  return tagsOf(file, 'media');
}

describe('publish to nginx-rtmp', () => {
  it('C11, C41, C44: is recorded as the file, flat out', async () => {
    const { code, stdout } = await runTool('publish', clips.flv, `${nginx.url}/exact`, '--fast', '--json');
    expect(code).toBe(0);
    expect(await framesOf(await nginx.recording('exact'))).toEqual(await framesOf(clips.flv));
    const result = recordIn(stdout, 'end');
    expect(result).toMatchObject({ ok: true, videoFrames: 120, mediaSeconds: 4.056 });
    for (const field of ['bytes', 'seconds', 'userCpuSeconds', 'systemCpuSeconds', 'peakRssBytes']) {
      expect(result[field]).toEqual(expect.any(Number));
    }
  });

  it('C63: unpublishes when it is interrupted, and says so with 130', async () => {
    const tool = await startTool('publish', clips.flv, `${nginx.url}/cut`, '--json');
    await tool.says(/"kind":"progress"/, 10_000);
    tool.signal('SIGINT');
    expect(await tool.exited).toEqual({ code: 130, signal: null });
    expect(recordIn(tool.stdout(), 'end')).toMatchObject({ ok: true });
    expect((await framesOf(await nginx.recording('cut'))).length).toBeGreaterThan(20);
  });

  it.each([
    ['a refused key', (): string => `${nginx.url}/refuse-s3cr3t`, 21],
    ['an unknown path', (): string => `${nginx.url.replace('/live', '/nowhere')}/s3cr3t`, 20],
    ['no host', (): string => 'rtmp://host.invalid/live/s3cr3t', 10],
  ] as const)('C36, C10: ends with a code of its own for %s, without the key', async (_what, url, expected) => {
    const { code, stdout, stderr } = await runTool('publish', clips.flv, url(), '--json');
    expect(code).toBe(expected);
    expect(recordIn(stdout, 'end')).toMatchObject({ ok: false, exitCode: expected });
    expect(stdout + stderr).not.toContain('s3cr3t');
    expect(stderr.trim().split('\n')).toHaveLength(1);
  });

  it('tells a port that nobody listens on and a server that is none', async () => {
    expect(await runTool('publish', clips.flv, `rtmp://127.0.0.1:${await freePort()}/live/k`)).toMatchObject({
      code: 11,
    });
    const server = createServer((socket) => {
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    });
    const port = await listenOn(server);
    expect(await runTool('publish', clips.flv, `rtmp://127.0.0.1:${port}/live/k`)).toMatchObject({ code: 14 });
    server.close();
  });
});

describe('play from nginx-rtmp', () => {
  it('P8: writes what nginx relays, until its time is over', async () => {
    const publishing = await startTool('publish', clips.flv, `${nginx.url}/shown`, '--loop');
    await publishing.says(/Publishing/, 10_000);
    const output = join(folder.path, 'shown.flv');
    const { code, stdout } = await runTool('play', `${nginx.url}/shown`, '-o', output, '--duration', '2', '--json');
    expect(code).toBe(0);
    expect(recordIn(stdout, 'end')).toMatchObject({ ok: true, ending: 'duration' });
    expect((await tagsOf(output)).length).toBeGreaterThan(50);
    publishing.signal('SIGINT');
    expect(await publishing.exited).toMatchObject({ code: 0 });
  });
});

/** A way to nginx that keeps every byte of the client. */
async function listeningIn(): Promise<{
  readonly port: number;
  readonly heard: () => string;
  readonly server: Server;
}> {
  const pieces: Buffer[] = [];
  const server = createServer((client: Socket) => {
    const upstream = connect(nginx.port, '127.0.0.1');
    client.on('data', (bytes) => pieces.push(Buffer.from(bytes)));
    client.pipe(upstream).pipe(client);
    client.on('error', () => upstream.destroy());
    upstream.on('error', () => client.destroy());
  });
  return { port: await listenOn(server), heard: () => Buffer.concat(pieces).toString('latin1'), server };
}

describe('probe', () => {
  it('C10: reports on nginx and never sends the key or a publish', async () => {
    const way = await listeningIn();
    const { code, stdout, stderr } = await runTool(
      'probe',
      `rtmp://127.0.0.1:${way.port}/live/s3cr3tkey?sig=abcdef`,
      '--json',
    );
    expect(code).toBe(0);
    expect(recordIn(stdout, 'probe')).toMatchObject({
      ok: true,
      keyWithheld: true,
      app: 'live',
      digestAnswered: true,
      handshakeVersion: '0.0.0.0',
      certificate: null,
      server: { software: 'FMS/3,0,1,123', chunkSize: 4096 },
      pingMillis: { count: 5 },
      tcpMillis: { count: 5 },
    });
    expect(way.heard()).toContain('connect');
    for (const word of ['s3cr3tkey', 'abcdef', 'publish', 'createStream', 'releaseStream']) {
      expect(way.heard()).not.toContain(word);
    }
    expect(stdout + stderr).not.toContain('s3cr3tkey');
    way.server.close();
  });

  it('tells people the same in lines, and a refused path with its code', async () => {
    const good = await runTool('probe', nginx.url);
    expect(good.code).toBe(0);
    expect(good.stdout).toMatch(/Software\s+FMS/);
    expect(good.stdout).toMatch(/Ping\s+[\d.]+ ms at best/);
    expect(await runTool('probe', nginx.url.replace('/live', '/nowhere'))).toMatchObject({ code: 20 });
  });
});

describe('probe with TLS', () => {
  let certificates: Certificates;
  let fronts: readonly TlsFront[] = [];

  beforeAll(async () => {
    certificates = await makeCertificates();
    fronts = await Promise.all(
      [certificates.good, certificates.otherHost].map((identity) => startTlsFront(identity, nginx.port)),
    );
  });

  afterAll(async () => {
    await Promise.all(fronts.map((front) => front.stop()));
    await certificates.remove();
  });

  it('C7: shows the certificate, and trusts it with its authority only', async () => {
    const url = `rtmps://localhost:${fronts[0]?.port ?? 0}/live`;
    const trusted = await runTool('probe', url, '--json', '--ca', certificates.authorityFile);
    expect(trusted.code).toBe(0);
    expect(recordIn(trusted.stdout, 'probe')).toMatchObject({
      secure: true,
      certificate: {
        subject: 'good',
        issuer: 'root',
        names: ['localhost', '127.0.0.1', '0:0:0:0:0:0:0:1'],
        isTrusted: true,
      },
    });
    const unknown = await runTool('probe', url, '--json');
    expect(unknown.code).toBe(13);
    expect(recordIn(unknown.stdout, 'probe')).toMatchObject({ certificate: { subject: 'good', isTrusted: false } });
  });

  it('C7: shows what another name’s certificate says', async () => {
    const url = `rtmps://localhost:${fronts[1]?.port ?? 0}/live`;
    const { code, stdout } = await runTool('probe', url, '--json', '--ca', certificates.authorityFile);
    expect(code).toBe(13);
    expect(recordIn(stdout, 'probe')).toMatchObject({
      error: 'tls-host-mismatch',
      certificate: { names: ['other.example'], isTrusted: false },
    });
  });
});
