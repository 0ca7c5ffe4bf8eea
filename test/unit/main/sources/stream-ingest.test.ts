/** The studio's own server for other encoders: it keeps its port over sources that are opened anew, and lets it go at last. */
import { connect, createServer } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import type { SourcePort } from '../../../../electron/studio/sources/packet-lane.ts';
import { StreamIngest } from '../../../../electron/studio/sources/stream-ingest.ts';

const quietPort: SourcePort = {
  onMessage: () => undefined,
  onClose: () => undefined,
  start: () => undefined,
  close: () => undefined,
  post: () => undefined,
};

/** A port that nobody has just now. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((listening) => {
    server.listen({ host: '127.0.0.1', port: 0 }, listening);
  });
  const address = server.address();
  await new Promise((closed) => {
    server.close(closed);
  });
  return address !== null && typeof address === 'object' ? address.port : 0;
}

/** True when something takes connections there. */
function answers(port: number): Promise<boolean> {
  return new Promise((tell) => {
    const socket = connect({ host: '127.0.0.1', port });
    socket.on('connect', () => {
      socket.destroy();
      tell(true);
    });
    socket.on('error', () => tell(false));
  });
}

describe('the server for other encoders', () => {
  let ingest: StreamIngest;

  afterEach(() => {
    for (const id of ingest.ids()) ingest.remove(id);
  });

  const open = async (lingerMillis: number) => {
    const port = await freePort();
    ingest = new StreamIngest({ port, lingerMillis });
    ingest.add('one', 'stage', quietPort);
    expect((await ingest.address('one'))?.url).toContain(`:${port}/`);
    return port;
  };

  test.each([
    ['while it is still ours', 200],
    ['while it closes', 0],
  ])('its only source, opened anew under another name, finds the same port: %s', async (_, lingerMillis) => {
    const port = await open(lingerMillis);
    for (const name of ['side', 'stage', 'front']) {
      if (lingerMillis === 0) {
        ingest.remove('one');
        await new Promise((later) => setTimeout(later, 5));
      }
      // In one turn, as a call of the window does it: the system is asked for the port before promises go on.
      await new Promise((done) => {
        setImmediate(() => {
          ingest.remove('one');
          ingest.add('one', name, quietPort);
          done(null);
        });
      });
      const address = await ingest.address('one');
      expect(address).toEqual({ url: `rtmp://127.0.0.1:${port}/live`, key: name });
      expect(await answers(port)).toBe(true);
    }
  });

  test('an encoder that is connected stays so while its source is opened anew', async () => {
    const port = await open(200);
    const encoder = connect({ host: '127.0.0.1', port });
    await new Promise((connected) => encoder.on('connect', connected));
    let isCut = false;
    encoder.on('close', () => (isCut = true)).on('error', () => undefined);
    ingest.remove('one');
    ingest.add('one', 'stage', quietPort);
    await ingest.address('one');
    await new Promise((later) => setTimeout(later, 100));
    expect(isCut).toBe(false);
    encoder.destroy();
  });

  test('when nobody waits for a while it lets the port go', async () => {
    const port = await open(30);
    ingest.remove('one');
    await new Promise((later) => setTimeout(later, 150));
    expect(await answers(port)).toBe(false);
  });

  test('where another program has the port it takes a free one', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((listening) => {
      other.listen({ host: '127.0.0.1', port }, listening);
    });
    ingest = new StreamIngest({ port });
    ingest.add('one', 'stage', quietPort);
    const url = (await ingest.address('one'))?.url ?? '';
    expect(Number(new URL(url).port)).toBeGreaterThan(0);
    expect(Number(new URL(url).port)).not.toBe(port);
    other.close();
  });
});
