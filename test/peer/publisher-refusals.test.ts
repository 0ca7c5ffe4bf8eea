/** The way to the server: addresses, names, ports that refuse or keep silent, and the guard of a rehearsal. */
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSocket } from '../../electron/rtmp/net/socket.ts';
import type { StudioError } from '../../shared/errors.ts';
import { freePort } from '../support/loopback.ts';
import { publish } from '../support/publishing.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startBlackHole, startTalker, startWebServer } from '../support/servers/odd-servers.ts';

let nginx: NginxRtmp;

/** Any answer that is not RTMP. */
const web = Buffer.from('HTTP/1.1 400 Bad Request\r\n\r\n');

/** A name that the look-up below gives ::1 first and 127.0.0.1 second. */
const twoFamilies = 'two-families.test';

const systemLookup = dns.lookup;

function lookup(name: string, options: dns.LookupOptions, callback: (...answer: readonly unknown[]) => void): void {
  const both = [
    { address: '::1', family: 6 },
    { address: '127.0.0.1', family: 4 },
  ];
  if (name === twoFamilies && options.all === true) setImmediate(() => callback(null, both));
  else systemLookup(name, options, callback);
}

beforeAll(() => {
  Object.assign(dns, { lookup });
  syncBuiltinESMExports();
});

afterAll(() => {
  Object.assign(dns, { lookup: systemLookup });
  syncBuiltinESMExports();
});

beforeAll(async () => {
  nginx = await startNginx();
});

afterAll(() => nginx.stop());

describe('a way to the server', () => {
  it('C6: localhost works where only IPv4 listens', async () => {
    const publishing = publish({ url: `rtmp://localhost:${nginx.port}/live`, key: 'v4' });
    await publishing.accepted;
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
  });

  it('C6: an IPv6 literal works, and a name with two families where only one of them listens', async () => {
    const six = await startTalker(web, '::1');
    const literal = await publish({ url: `rtmp://[::1]:${six.port}/live` }).outcome;
    expect(literal.error?.code).toBe('not-rtmp');
    const name = await publish({ url: `rtmp://${twoFamilies}:${six.port}/live` }).outcome;
    expect(name.error?.code).toBe('not-rtmp');
    expect(six.connections()).toBe(2);
    await six.stop();
    const publishing = publish({ url: `rtmp://${twoFamilies}:${nginx.port}/live`, key: 'two' });
    await publishing.accepted;
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
  });

  it('C6: of two families that listen only one is kept, and a silent one delays by a quarter second', async () => {
    const six = await startTalker(web, '::1');
    const four = await startTalker(web, '127.0.0.1', six.port);
    await publish({ url: `rtmp://${twoFamilies}:${six.port}/live` }).outcome;
    expect(six.connections() + four.connections()).toBe(1);
    await six.stop();
    await four.stop();
    const hole = await startBlackHole('::1');
    const open = await startTalker(web, '127.0.0.1', hole.port);
    const { error, millis } = await publish({ url: `rtmp://${twoFamilies}:${hole.port}/live` }).outcome;
    expect(error?.code).toBe('not-rtmp');
    expect(millis).toBeLessThan(1000);
    await open.stop();
    await hole.stop();
  });

  it('a refused port and an unknown host are named at once', async () => {
    const refused = await publish({ url: `rtmp://127.0.0.1:${await freePort()}/live` }).outcome;
    expect(refused.error?.code).toBe('connection-refused');
    expect(refused.millis).toBeLessThan(1000);
    const unknown = await publish({ url: 'rtmp://nobody.invalid/live' }).outcome;
    expect(unknown.error?.code).toBe('host-not-found');
    expect(unknown.millis).toBeLessThan(10_000);
  });

  it('C61: a web server on the port is no streaming server', async () => {
    const site = await startWebServer();
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${site.port}/live` }).outcome;
    expect(error?.code).toBe('not-rtmp');
    expect(millis).toBeLessThan(2000);
    await site.stop();
  });
});

describe.concurrent('a server that keeps silent', () => {
  it('C9: a port that never takes the connection times out within 10 s', async () => {
    const hole = await startBlackHole();
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${hole.port}/live` }).outcome;
    expect(error?.code).toBe('connect-timeout');
    expect(millis).toBeLessThan(10_000);
    await hole.stop();
  });

  it('C9: one that takes it and never speaks fails the handshake, and the phase is named', async () => {
    const mute = await startTalker(null);
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${mute.port}/live` }).outcome;
    expect(error).toMatchObject({ code: 'handshake-timeout', facts: { phase: 'handshake' } });
    expect(millis).toBeLessThan(10_500);
    await mute.stop();
  });

  it('C9: one that shakes hands and then says nothing fails in connect', async () => {
    const half = await startTalker(Buffer.concat([Buffer.from([3]), Buffer.alloc(3072)]));
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${half.port}/live` }).outcome;
    expect(error).toMatchObject({ code: 'publish-timeout', facts: { phase: 'connect' } });
    expect(millis).toBeLessThan(10_500);
    await half.stop();
  });

  it('C64: Stop while connecting ends at once', async () => {
    const mute = await startTalker(null);
    const publishing = publish({ url: `rtmp://127.0.0.1:${mute.port}/live` });
    publishing.connection.stop();
    const { error, millis } = await publishing.outcome;
    expect(error).toBeNull();
    expect(millis).toBeLessThan(200);
    await mute.stop();
  });
});

describe('the guard of a rehearsal', () => {
  const attempt = (host: string): Promise<StudioError> =>
    new Promise((resolve, reject) => {
      openSocket(
        { host, port: 1935, secure: false, guard: 'loopback' },
        {
          onFound: () => reject(new Error('it looked the name up')),
          onOpen: () => reject(new Error('it connected')),
          onFailed: resolve,
        },
      );
    });

  it.each(['192.0.2.1', '2001:db8::1', '::ffff:192.0.2.1', 'localhost', '127.0.0.1.example.org', '0.0.0.0', '[::1]'])(
    'refuses %s without opening a socket or asking for a name',
    async (host) => {
      const before = process.getActiveResourcesInfo().toSorted();
      const pending = attempt(host);
      const during = process.getActiveResourcesInfo().filter((name) => name !== 'Immediate');
      expect(during.toSorted()).toEqual(before.filter((name) => name !== 'Immediate'));
      expect((await pending).code).toBe('rehearsal-not-loopback');
    },
  );

  it('lets 127.0.0.1 pass', async () => {
    const publishing = publish({ url: nginx.url, key: 'rehearsal', guard: 'loopback' });
    await publishing.accepted;
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
  });
});

describe('the first step', () => {
  it('C61: an address counts as found before this computer refuses the port', async () => {
    const told: string[] = [];
    await new Promise<void>((resolve) => {
      void freePort().then((port) =>
        openSocket(
          { host: '127.0.0.1', port, secure: false, guard: 'any' },
          {
            onFound: () => told.push('found'),
            onOpen: () => told.push('open'),
            onFailed: (error) => {
              told.push(error.code);
              resolve();
            },
          },
        ),
      );
    });
    expect(told).toEqual(['found', 'connection-refused']);
  });
});
