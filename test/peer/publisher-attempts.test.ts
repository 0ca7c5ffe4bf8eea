/** Several attempts that look like one connection: redirects, logins, digests, fewer properties, over real sockets. */
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adobeResponse, llnwResponse } from '../../shared/rtmp/client/login/login.ts';
import { amfObject, type AmfValue } from '../../shared/wire/amf0.ts';
import { prepareStream, type PreparedStream } from '../support/media/prepared-stream.ts';
import { until } from '../support/loopback.ts';
import { feed, publish, type Publishing } from '../support/publishing.ts';
import {
  startGatekeeper,
  type Answer,
  type Gatekeeper,
  type Knock,
  type Refusal,
} from '../support/servers/gatekeeper.ts';

const accept: Answer = { kind: 'accept' };
let stream: PreparedStream;

beforeAll(async () => {
  stream = await prepareStream({ seconds: 1, videoKbps: 500 });
});

const running: Gatekeeper[] = [];

async function gatekeeper(options: Parameters<typeof startGatekeeper>[0]): Promise<Gatekeeper> {
  const server = await startGatekeeper(options);
  running.push(server);
  return server;
}

afterAll(async () => {
  await Promise.all(running.map((server) => server.stop()));
});

function rejected(description: string, extra: Readonly<Record<string, AmfValue>> = {}): Refusal {
  return {
    kind: 'refuse',
    info: { level: 'error', code: 'NetConnection.Connect.Rejected', description, ...extra },
  };
}

function redirect(target: string): Refusal {
  return rejected('RTMP 302 Redirect', { ex: amfObject({ code: 302, redirect: target }) });
}

/** Publishes the stream and stops. */
async function carry(publishing: Publishing, server: Gatekeeper): Promise<void> {
  await publishing.accepted;
  await feed(publishing, stream);
  await until('the media is there', () => server.tags() > stream.packets.length);
  publishing.connection.stop();
  expect((await publishing.outcome).error).toBeNull();
}

/** A pair at its first equals sign: base64 has more of them. */
function nameAndValue(pair: string): readonly [string, string] {
  const at = pair.indexOf('=');
  return [pair.slice(0, at), pair.slice(at + 1)];
}

describe.concurrent('a redirect', () => {
  it.each(['refuse', 'status'] as const)(
    'C38: that comes as %s is followed, and the listener sees one connection',
    async (kind) => {
      const target = await gatekeeper({ answer: () => accept });
      const answer = redirect(`rtmp://127.0.0.1:${target.port}/edge?vhost=x`);
      const first = await gatekeeper({ answer: () => ({ kind, info: answer.info }) });
      const publishing = publish({ url: `rtmp://127.0.0.1:${first.port}/live`, key: 'k3y-of-mine' });
      await carry(publishing, target);
      expect(publishing.steps).toEqual(['found', 'connected', 'accepted', 'sending']);
      expect(target.knocks()[0]).toMatchObject({
        app: 'edge?vhost=x',
        tcUrl: `rtmp://127.0.0.1:${target.port}/edge?vhost=x`,
      });
      expect([first.keys(), target.keys()]).toEqual([[], ['k3y-of-mine']]);
    },
  );

  it('C38: to another owner’s host is not followed, and no connection goes there', async () => {
    const first = await gatekeeper({ answer: () => redirect('rtmp://localhost:1/live') });
    const { error } = await publish({ url: `rtmp://127.0.0.1:${first.port}/live` }).outcome;
    expect(error).toMatchObject({ code: 'redirect-refused', facts: { why: 'other-host', host: 'localhost' } });
  });

  it('C38: is followed three times and then no more', async () => {
    const server = await gatekeeper({
      answer: (_, index) => redirect(`rtmp://127.0.0.1:${server.port}/hop${index}`),
    });
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${server.port}/live` }).outcome;
    expect(error).toMatchObject({ code: 'redirect-refused', facts: { why: 'too-many' } });
    expect(server.connections()).toBe(4);
    expect(millis).toBeLessThan(2000);
  });
});

describe.concurrent('a login', () => {
  const demands = {
    adobe: {
      name: '[ AccessManager.Reject ] : [ code=403 need auth; authmod=adobe ] : ',
      proof:
        '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=needauth&user=bob&salt=SALT&challenge=CHAL&opaque=OPAQ',
      failed: '[ AccessManager.Reject ] : [ authmod=adobe ] : ?reason=authfailed&opaque=OPAQ',
    },
    llnw: {
      name: '[ code=403 need auth; authmod=llnw ]',
      proof: '[ authmod=llnw ] : ?reason=needauth&nonce=NONCE1',
      failed: '[ authmod=llnw ] : ?reason=authfailed',
    },
  } as const;

  /** A server that knows bob with the password s3cret-word. */
  function guard(mod: 'adobe' | 'llnw'): (knock: Knock) => Answer {
    return ({ app, tcUrl }) => {
      const query = new Map(
        app
          .slice(app.indexOf('?') + 1)
          .split('&')
          .map(nameAndValue),
      );
      if (query.get('authmod') !== mod) return rejected(demands[mod].name);
      if (!query.has('response')) return rejected(demands[mod].proof);
      const nonce = query.get(mod === 'adobe' ? 'challenge' : 'cnonce') ?? '';
      const challenge = { user: 'bob', salt: 'SALT', challenge: 'CHAL', opaque: 'OPAQ' };
      const wanted =
        mod === 'adobe'
          ? adobeResponse(challenge, 's3cret-word', nonce)
          : llnwResponse({ user: 'bob', password: 's3cret-word', nonce: 'NONCE1' }, app, nonce);
      const isRight = query.get('response') === wanted && tcUrl.endsWith(app);
      return isRight ? accept : rejected(demands[mod].failed);
    };
  }

  it.each(['adobe', 'llnw'] as const)('C39: with authmod=%s takes three connections, each new', async (mod) => {
    const server = await gatekeeper({ answer: guard(mod) });
    const publishing = publish({ url: `rtmp://bob:s3cret-word@127.0.0.1:${server.port}/live`, key: 'key-of-bob' });
    await carry(publishing, server);
    expect(server.connections()).toBe(3);
    expect(server.knocks()[0]).toMatchObject({ app: 'live', tcUrl: `rtmp://127.0.0.1:${server.port}/live` });
    expect(publishing.steps).toEqual(['found', 'connected', 'accepted', 'sending']);
  });

  it.each(['adobe', 'llnw'] as const)(
    'C10, C39: with authmod=%s and a wrong password fails, and nothing secret is told',
    async (mod) => {
      const server = await gatekeeper({ answer: guard(mod) });
      const publishing = publish({ url: `rtmp://bob:wr0ng-word@127.0.0.1:${server.port}/live` });
      const { error } = await publishing.outcome;
      expect(error).toMatchObject({ code: 'authentication-failed', retryable: false, facts: { why: 'password' } });
      expect(server.connections()).toBe(3);
      const told = inspect([error, publishing.serverSaid, publishing.warnings], { depth: 9 });
      expect(told).not.toMatch(/wr0ng|SALT|CHAL|OPAQ|NONCE1|bob/);
      expect(publishing.warnings).toContain('login-in-clear');
    },
  );

  it('C39: without user and password is asked for', async () => {
    const server = await gatekeeper({ answer: guard('adobe') });
    const { error } = await publish({ url: `rtmp://127.0.0.1:${server.port}/live` }).outcome;
    expect(error?.code).toBe('authentication-needed');
    expect(server.connections()).toBe(1);
  });
});

it('C40: a Reconnect Request is told with the whole address, a wrong one is not, and the stream goes on', async () => {
  const request = { level: 'status', code: 'NetConnection.Connect.ReconnectRequest' };
  const server = await gatekeeper({
    answer: () => accept,
    afterwards: [request, { ...request, tcUrl: '/new' }, { ...request, tcUrl: 'rtmp://evil.test/live' }],
  });
  const publishing = publish({ url: `rtmp://127.0.0.1:${server.port}/live` });
  await carry(publishing, server);
  expect(publishing.moves).toEqual([`rtmp://127.0.0.1:${server.port}/live`, `rtmp://127.0.0.1:${server.port}/new`]);
  expect(server.connections()).toBe(1);
});

describe.concurrent('an old or narrow server', () => {
  it('C4: that hangs up on a simple handshake gets one with digests', async () => {
    const server = await gatekeeper({ answer: () => accept, wantsDigest: true });
    const publishing = publish({ url: `rtmp://127.0.0.1:${server.port}/live` });
    await carry(publishing, server);
    expect(server.connections()).toBe(2);
    expect(server.knocks()).toMatchObject([{ isDigest: true }]);
  });

  it('C4, C61: that hangs up on both is reported as it was, after one quick retry', async () => {
    const server = await gatekeeper({ answer: () => ({ kind: 'close' }) });
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${server.port}/live` }).outcome;
    expect(error).toMatchObject({ code: 'app-refused', facts: { phase: 'connect' } });
    expect(server.connections()).toBe(2);
    expect(millis).toBeLessThan(1000);
  });

  it('C4: that falls silent on digests does not keep the plain reason for more than 3 s', async () => {
    const server = await gatekeeper({ answer: ({ isDigest }) => ({ kind: isDigest ? 'silence' : 'close' }) });
    const { error, millis } = await publish({ url: `rtmp://127.0.0.1:${server.port}/live` }).outcome;
    expect(error?.code).toBe('app-refused');
    expect(millis).toBeLessThan(3500);
  });

  it('C31: that refuses Enhanced RTMP properties is asked once more without them', async () => {
    const failed: Answer = { kind: 'refuse', info: { level: 'error', code: 'NetConnection.Connect.Failed' } };
    const server = await gatekeeper({ answer: ({ fields }) => (fields.has('fourCcList') ? failed : accept) });
    const publishing = publish({
      url: `rtmp://127.0.0.1:${server.port}/live`,
      options: { enhanced: { video: ['av1'], audio: [], extended: 0 } },
    });
    await carry(publishing, server);
    expect(server.knocks().map(({ fields }) => fields.has('capsEx'))).toEqual([true, false]);
  });

  it('C64: Stop between two attempts ends at once, and no further one begins', async () => {
    const server = await gatekeeper({
      answer: (_, index) => {
        if (index === 1) publishing.connection.stop();
        return redirect(`rtmp://127.0.0.1:${server.port}/hop${index}`);
      },
    });
    const publishing = publish({ url: `rtmp://127.0.0.1:${server.port}/live` });
    const { error, millis } = await publishing.outcome;
    expect(error).toBeNull();
    expect(millis).toBeLessThan(1000);
    expect(server.connections()).toBe(2);
  });
});
