/** The flight recorder on a real disk: what it writes, how many files it keeps, and that a failing disk ends it quietly. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { realDisk, type FlightDisk } from '../../../../electron/session/flight/flight-file.ts';
import { event, plan, recorderIn, second, secret } from './flight-rig.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uplink-flight-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

async function linesIn(folder: string): Promise<unknown[]> {
  const [name] = await readdir(folder);
  const text = await readFile(join(folder, name ?? ''), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line): unknown => JSON.parse(line));
}

describe('a session', () => {
  test('is a file of one line for its format, one a second and one an event, without secrets', async () => {
    const recorder = recorderIn(join(directory, 'flights'));
    recorder.onStart(plan);
    recorder.onSecond(second(1));
    recorder.onEvent(event(1.5, `Bitrate lowered for ${secret}`));
    recorder.onSecond(second(2));
    recorder.onEnd();
    await recorder.settled();
    const [head, first, told, last] = await linesIn(join(directory, 'flights'));
    expect(head).toMatchObject({
      uplinkFlight: 1,
      startedAt: '2026-05-03T10:00:01.000Z',
      mode: 'live',
      source: 'Camera •••',
      destinations: [{ id: 'main', name: 'Twitch •••', serviceId: 'twitch' }],
    });
    expect(first).toEqual([
      1,
      'live',
      3800,
      30,
      30,
      2.1,
      7,
      1,
      2,
      3,
      4,
      null,
      null,
      [['main', 'live', 4161.3, null, 24.2, 3, 4096, 0]],
    ]);
    expect(told).toEqual({ event: event(1.5, 'Bitrate lowered for •••') });
    expect(last).toHaveLength(14);
    const [name = ''] = await readdir(join(directory, 'flights'));
    expect(await readFile(join(directory, 'flights', name), 'utf8')).not.toContain(secret);
    expect((await stat(join(directory, 'flights', name))).mode & 0o777).toBe(0o600);
  });

  test('is on the disk every five seconds, before it ends', async () => {
    const recorder = recorderIn(directory);
    recorder.onStart(plan);
    for (let at = 1; at <= 7; at += 1) {
      recorder.onSecond(second(at));
      await recorder.settled();
    }
    expect(await linesIn(directory)).toHaveLength(1 + 5);
    recorder.onEnd();
    await recorder.settled();
    expect(await linesIn(directory)).toHaveLength(1 + 7);
  });

  test('is told by its last seconds and their events, without secrets, also after its end', () => {
    const recorder = recorderIn(null);
    recorder.onStart(plan);
    for (let at = 1; at <= 1000; at += 1) recorder.onSecond(second(at));
    recorder.onEvent(event(50, 'old'));
    recorder.onEvent(event(995, `new ${secret}`));
    recorder.onEnd();
    const { rows, events } = recorder.recent(10);
    expect(rows.map((row) => row.second)).toEqual([991, 992, 993, 994, 995, 996, 997, 998, 999, 1000]);
    expect(rows.at(-1)?.encoderKbps).toBe(3800);
    expect(events).toEqual([event(995, 'new •••')]);
    recorder.onStart(plan);
    expect(recorder.recent(900)).toEqual({ rows: [], events: [] });
  });

  test('has two thousand events at most', () => {
    const recorder = recorderIn(null);
    recorder.onStart(plan);
    for (let at = 0; at < 2500; at += 1) recorder.onEvent(event(at, `event ${at}`));
    const { events } = recorder.recent(900);
    expect([events.length, events[0]?.text]).toEqual([2000, 'event 500']);
  });
});

describe('the disk', () => {
  test('holds fifty sessions, and other files are left alone', async () => {
    await writeFile(join(directory, 'notes.jsonl'), 'mine');
    for (let day = 0; day < 60; day += 1) {
      const stamp = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().replaceAll(/[:.]/g, '-');
      await writeFile(join(directory, `flight-${stamp}.jsonl`), '{}\n');
    }
    const recorder = recorderIn(directory);
    recorder.onStart(plan);
    recorder.onEnd();
    await recorder.settled();
    const names = (await readdir(directory)).toSorted();
    expect(names).toHaveLength(51);
    expect(names).toContain('notes.jsonl');
    expect(names.at(-2)).toBe('flight-2026-05-03T10-00-01-000Z.jsonl');
    expect(names[0]).toBe('flight-2026-01-12T00-00-00-000Z.jsonl');
  });

  test('that is full ends the file, not the recorder', async () => {
    let writes = 0;
    const fullDisk: FlightDisk = {
      ...realDisk,
      open: async (...where) => {
        const handle = await realDisk.open(...where);
        handle.writeFile = async () => {
          writes += 1;
          throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
        };
        return handle;
      },
    };
    const recorder = recorderIn(directory, fullDisk);
    recorder.onStart(plan);
    for (let at = 1; at <= 20; at += 1) {
      recorder.onSecond(second(at));
      await recorder.settled();
    }
    recorder.onEnd();
    await recorder.settled();
    expect(writes).toBe(1);
    expect(recorder.recent(900).rows).toHaveLength(20);
  });

  test('that takes no folder costs the file alone', async () => {
    await writeFile(join(directory, 'taken'), '');
    const recorder = recorderIn(join(directory, 'taken'));
    recorder.onStart(plan);
    for (let at = 1; at <= 6; at += 1) recorder.onSecond(second(at));
    await recorder.settled();
    expect(recorder.recent(900).rows).toHaveLength(6);
  });

  test('that hangs fills no memory', async () => {
    const texts: number[] = [];
    let release = (): void => undefined;
    const hanging: FlightDisk = {
      ...realDisk,
      open: async (...where) => {
        const handle = await realDisk.open(...where);
        handle.writeFile = async (text) => {
          texts.push(typeof text === 'string' ? text.length : Number.POSITIVE_INFINITY);
          await new Promise<void>((resolve) => {
            release = resolve;
          });
        };
        return handle;
      },
    };
    const recorder = recorderIn(directory, hanging);
    recorder.onStart(plan);
    await recorder.settled();
    for (let at = 1; at <= 20_000; at += 1) recorder.onSecond(second(at));
    release();
    await new Promise((resolve) => setTimeout(resolve, 20));
    recorder.onEnd();
    await new Promise((resolve) => setTimeout(resolve, 20));
    release();
    await recorder.settled();
    expect(Math.max(...texts)).toBeLessThanOrEqual(1024 * 1024 + 1000);
  });
});
