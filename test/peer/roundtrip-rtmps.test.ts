/** Our server's TLS listener: ffmpeg 5.1 publishes through it, and each host name gets its own certificate. */
import { connect, type ConnectionOptions, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fixture } from '../support/media/fixtures.ts';
import { notesOfTags } from '../support/media/played-file.ts';
import { feedUnits, tellUnits, unitsOf } from '../support/media/units.ts';
import { publish } from '../support/publishing.ts';
import { makeCertificates, type Certificates } from '../support/servers/certificates.ts';
import { ffmpegPublish } from '../support/servers/clients/ffmpeg.ts';
import { readNotes } from '../support/servers/node-av/copy.ts';
import { startOwnServer, type OwnServer } from '../support/servers/own-server.ts';

let own: OwnServer;
let certificates: Certificates;
let secure: { readonly url: string; readonly port: number };

beforeAll(async () => {
  certificates = await makeCertificates();
  const { good, otherHost } = certificates;
  own = await startOwnServer({
    tls: {
      certificates: [
        { hostname: 'localhost', certificate: good.cert, key: good.key },
        { hostname: 'other.example', certificate: otherHost.cert, key: otherHost.key },
      ],
    },
  });
  if (own.server.secure === null) throw new Error('there is no TLS listener');
  ({ secure } = own.server);
});

afterAll(async () => {
  await own.stop();
  await certificates.remove();
});

/** Resolves with the connected socket; rejects when TLS fails. */
function connectTo(options: ConnectionOptions): Promise<TLSSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: '127.0.0.1', port: secure.port, ca: certificates.authority, ...options }, () =>
      resolve(socket),
    );
    socket.on('error', reject);
  });
}

describe('RTMPS at our server', () => {
  it('S22: what ffmpeg publishes over TLS arrives byte for byte', async () => {
    const file = await fixture('avc-reordered-aac');
    const publisher = await ffmpegPublish(file, `${secure.url}/ffmpeg`, 8);
    expect((await publisher.exited).code).toBe(0);
    const { tags } = await own.received('ffmpeg');
    expect(tellUnits(await notesOfTags(tags))).toEqual(tellUnits(await readNotes(file)));
  });

  it('C7, S22: what we publish over verified TLS arrives byte for byte', async () => {
    const sent = await readNotes(await fixture('avc-reordered-aac'));
    const url = secure.url.replace('127.0.0.1', 'localhost');
    const publishing = publish({ url, key: 'ours', authorities: [certificates.authority] });
    await publishing.accepted;
    await feedUnits(publishing, unitsOf(sent));
    publishing.connection.stop();
    expect((await publishing.outcome).error).toBeNull();
    const { tags } = await own.received('ours');
    expect(tellUnits(await notesOfTags(tags))).toEqual(tellUnits(sent));
  });

  it.each([
    ['localhost', 'localhost'],
    ['other.example', 'other.example'],
  ])('S22: a client that asks for %s gets its certificate, whole and verified', async (servername, name) => {
    const socket = await connectTo({ servername });
    expect(socket.authorized).toBe(true);
    expect(socket.getPeerCertificate().subjectaltname).toContain(name);
    expect(['TLSv1.2', 'TLSv1.3']).toContain(socket.getProtocol());
    socket.destroy();
  });

  it('S22: nobody is talked down to TLS 1.1', async () => {
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
    await expect(connectTo({ servername: 'localhost', ...old })).rejects.toThrow(/alert protocol version/);
  });
});
