/** Files of a show: never read without bound, and read again when they have changed. */
import { createServer, type Server } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { FileWatch } from '../../../../../renderer/media/compose/sources/file/file-watch.ts';
import { readShowFile } from '../../../../../renderer/media/compose/sources/file/read-file.ts';
import { ImageProducer } from '../../../../../renderer/media/compose/sources/still/image.ts';
import { SlideshowProducer } from '../../../../../renderer/media/compose/sources/still/slideshow.ts';
import { listenOn } from '../../../../support/loopback.ts';
import { FileStandIns, stubPictures } from '../../../../support/media/picture-stand-ins.ts';
import { createContext } from '../../../../support/media/producer-context.ts';

describe('a file that is read', () => {
  let server: Server;
  let url: string;
  let sent: number;
  let isCut: boolean;

  beforeEach(async () => {
    sent = 0;
    isCut = false;
    server = createServer((request, response) => {
      response.on('close', () => (isCut = true));
      const told = request.url === '/told' ? { 'content-length': 4_000_000 } : {};
      response.writeHead(request.url === '/gone' ? 404 : 200, { ...told, etag: '"1"', 'content-type': 'image/png' });
      if (request.url === '/small') response.end('1234');
      else if (request.url === '/gone') response.end();
      else if (request.url === '/told') response.flushHeaders();
      else if (request.url === '/endless') {
        const more = (): void => {
          sent += 65_536;
          if (response.write(Buffer.alloc(65_536))) setImmediate(more);
          else response.once('drain', more);
        };
        more();
      }
    });
    url = `http://127.0.0.1:${await listenOn(server)}`;
  });

  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  test('comes whole, with what it is', async () => {
    const file = await readShowFile(`${url}/small`, 1);
    expect(file).toMatchObject({ ok: true, value: { type: 'image/png', tag: '"1"' } });
    expect(file.ok ? file.value.bytes.byteLength : 0).toBe(4);
  });

  test('is given up once it is larger than told or allowed', async () => {
    const tooLarge = { ok: false, error: { code: 'source-file-unusable', facts: { why: 'it is larger than 1 MB' } } };
    expect(await readShowFile(`${url}/endless`, 1)).toMatchObject(tooLarge);
    await vi.waitFor(() => expect(isCut).toBe(true));
    // What was on its way in sockets and streams comes on top.
    expect(sent).toBeLessThan(16_000_000);
    expect(await readShowFile(`${url}/told`, 1)).toMatchObject(tooLarge);
  });

  test('or is missing', async () => {
    expect(await readShowFile(`${url}/gone`, 1)).toMatchObject({ ok: false, error: { code: 'source-file-missing' } });
  });
});

describe('with the clock in hand', () => {
  let files: FileStandIns;
  const later = (millis: number) => vi.advanceTimersByTimeAsync(millis);
  const address = (index: number) => `app://uplink/files/profile/source/${index}`;

  beforeEach(() => {
    vi.useFakeTimers();
    files = new FileStandIns();
    stubPictures(files);
  });

  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  describe('a watch', () => {
    let changes: number;
    let watch: FileWatch;

    beforeEach(() => {
      changes = 0;
      watch = new FileWatch(() => (changes += 1));
      files.write('a', 'one');
    });

    afterEach(() => watch.end());

    test('tells of a change once the file stays as it is', async () => {
      watch.setOn(true);
      watch.follow('a', '"1"');
      await later(20_000);
      expect(changes).toBe(0);
      for (let index = 0; index < 8; index += 1) {
        files.write('a', `part ${index}`);
        await later(400);
      }
      expect(changes).toBe(0);
      await later(5000);
      expect(changes).toBe(1);
      await later(20_000);
      expect(changes).toBe(1);
    });

    test('asks nobody while it is off, and at once when it is on again', async () => {
      watch.follow('a', '"1"');
      await later(20_000);
      watch.setOn(true);
      watch.setOn(false);
      files.write('a', 'two');
      await later(20_000);
      expect([files.asked.length, changes]).toEqual([1, 0]);
      watch.setOn(true);
      await later(600);
      expect(changes).toBe(1);
    });

    test('a file that is gone is no news; one that comes back is', async () => {
      watch.setOn(true);
      watch.follow('b', null);
      await later(20_000);
      expect(changes).toBe(0);
      files.write('b', 'here');
      await later(3000);
      expect(changes).toBe(1);
    });
  });

  describe('a picture', () => {
    const open = async () => {
      files.write(address(0), '8 x 4');
      const rig = createContext();
      const producer = new ImageProducer({ kind: 'image', path: '/logo.png' }, rig.context);
      producer.setShown(true);
      await later(10);
      const size = () => {
        const look = producer.look(0);
        return look === null ? null : `${look.width} x ${look.height}`;
      };
      expect(size()).toBe('8 x 4');
      return { rig, producer, size };
    };

    test('is another one when its file is', async () => {
      const { rig, producer, size } = await open();
      files.write(address(0), '6 x 2');
      await later(3000);
      expect(size()).toBe('6 x 2');
      expect(rig.surfaces.size).toBe(1);
      producer.close();
      expect(rig.surfaces.size).toBe(0);
    });

    test('stays while its file is half written or gone, and no trouble is told', async () => {
      const { rig, producer, size } = await open();
      files.write(address(0), 'half');
      await later(10_000);
      expect(size()).toBe('8 x 4');
      files.remove(address(0));
      await later(10_000);
      expect(size()).toBe('8 x 4');
      files.write(address(0), '6 x 2');
      await later(3000);
      expect(size()).toBe('6 x 2');
      expect(rig.states).toEqual([{ state: 'running' }, { state: 'running' }]);
      producer.close();
    });

    test('that nobody sees is not looked after', async () => {
      const { producer } = await open();
      producer.setShown(false);
      const before = files.asked.length;
      await later(60_000);
      expect(files.asked.length).toBe(before);
      producer.close();
      producer.setShown(true);
      await later(60_000);
      expect(files.asked.length).toBe(before);
    });
  });

  test('a slideshow shows the new contents of the file it stands on', async () => {
    for (const index of [0, 1]) files.write(address(index), '8 x 4');
    const rig = createContext();
    const input = { kind: 'slideshow' as const, paths: ['/a.png', '/b.png'], everySeconds: 3600, fadeMillis: 0 };
    const producer = new SlideshowProducer({ ...input, shuffle: false, loop: true }, rig.context);
    producer.setShown(true);
    /** Looks 30 times a second. */
    const look = async (millis: number) => {
      let last = producer.look(rig.now);
      for (let at = 0; at < millis; at += 33) {
        rig.now += 33_000;
        await later(33);
        last = producer.look(rig.now);
      }
      return last;
    };
    const first = await look(3000);
    expect(first?.surface).toBeDefined();
    expect(rig.surfaces.size).toBe(2);
    files.write(address(0), 'half');
    expect((await look(6000))?.surface).toBe(first?.surface);
    files.write(address(0), '6 x 2');
    const second = await look(6000);
    expect(second?.surface).not.toBe(first?.surface);
    expect(second?.version).toBeGreaterThan(first?.version ?? 0);
    expect(rig.surfaces.size).toBe(2);
    expect(rig.states.map(({ state }) => state)).toEqual(['running']);
    producer.close();
    expect(rig.surfaces.size).toBe(0);
  });
});
