/** RTMPS: a good certificate for the right name carries a stream; each wrong one is named before the key is sent. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prepareStream, readRecording, type PreparedStream } from '../support/media/prepared-stream.ts';
import { feed, publish } from '../support/publishing.ts';
import { makeCertificates, type Certificates, type Identity } from '../support/servers/certificates.ts';
import { startNginx, type NginxRtmp } from '../support/servers/nginx-rtmp.ts';
import { startTalker } from '../support/servers/odd-servers.ts';
import { startTlsFront } from '../support/servers/tls-front.ts';

let nginx: NginxRtmp;
let certificates: Certificates;
let stream: PreparedStream;

beforeAll(async () => {
  [nginx, certificates, stream] = await Promise.all([
    startNginx(),
    makeCertificates(),
    prepareStream({ seconds: 2, videoKbps: 1000 }),
  ]);
});

afterAll(async () => {
  await certificates.remove();
  await nginx.stop();
});

async function codeWith(identity: Identity, authorities: readonly string[] | null, host = 'localhost') {
  const front = await startTlsFront(identity, nginx.port);
  const trust = authorities === null ? {} : { authorities };
  const { outcome } = publish({ url: `rtmps://${host}:${front.port}/live`, key: 'tls-refused', ...trust });
  const { error, millis } = await outcome;
  await front.stop();
  expect(millis).toBeLessThan(2000);
  return error?.code;
}

describe('RTMPS', () => {
  it('C7: a good certificate carries the stream, with SNI for names and none for addresses', async () => {
    const front = await startTlsFront(certificates.good, nginx.port);
    for (const host of ['localhost', '127.0.0.1']) {
      const key = `tls-${host}`;
      const url = `rtmps://${host}:${front.port}/live`;
      const publishing = publish({ url, key, authorities: [certificates.authority] });
      await publishing.accepted;
      await feed(publishing, stream);
      publishing.connection.stop();
      expect((await publishing.outcome).error).toBeNull();
      const recorded = await readRecording(await nginx.recording(key));
      expect(recorded.packets.length).toBe(stream.packets.length);
    }
    expect(front.serverNames()).toEqual(['localhost', '']);
    await front.stop();
  });

  it('C7: each wrong certificate has its own code', async () => {
    const ours = [certificates.authority];
    expect(await codeWith(certificates.otherHost, ours)).toBe('tls-host-mismatch');
    expect(await codeWith(certificates.otherHost, ours, '127.0.0.1')).toBe('tls-host-mismatch');
    expect(await codeWith(certificates.expired, ours)).toBe('tls-expired');
    expect(await codeWith(certificates.selfSigned, ours)).toBe('tls-self-signed');
    expect(await codeWith(certificates.leafOnly, ours)).toBe('tls-incomplete-chain');
    expect(nginx.callbacks().some(({ name }) => name === 'tls-refused')).toBe(false);
  });

  it('C7: without --ca a private authority is not trusted, and nobody can be talked down to TLS 1.1', async () => {
    expect(await codeWith(certificates.good, null)).toBe('tls-incomplete-chain');
    const old = await startTlsFront(certificates.good, nginx.port, { maxVersion: 'TLSv1.1' });
    const url = `rtmps://localhost:${old.port}/live`;
    const { error } = await publish({ url, authorities: [certificates.authority] }).outcome;
    expect(error?.code).toBe('tls-failed');
    await old.stop();
  });

  it('C61: TLS on a plain port and RTMP on a TLS port are told apart', async () => {
    const toPlain = await publish({ url: `rtmps://127.0.0.1:${nginx.port}/live` }).outcome;
    expect(toPlain.error?.code).toBe('tls-failed');
    const front = await startTlsFront(certificates.good, nginx.port);
    const hungUp = await publish({ url: `rtmp://127.0.0.1:${front.port}/live` }).outcome;
    // C1 begins with our clock: while that looks like TLS's version, the front answers with an alert instead of hanging up.
    const isAlerted = hungUp.error?.code === 'not-rtmp';
    const told = isAlerted ? { facts: { saw: 'tls' } } : { code: 'connection-closed', facts: { phase: 'handshake' } };
    expect(hungUp.error).toMatchObject(told);
    await front.stop();
    const alert = await startTalker(Buffer.from([0x15, 3, 1, 0, 2, 2, 70]));
    const alerted = await publish({ url: `rtmp://127.0.0.1:${alert.port}/live` }).outcome;
    expect(alerted.error).toMatchObject({ code: 'not-rtmp', facts: { saw: 'tls' } });
    await alert.stop();
  });
});
