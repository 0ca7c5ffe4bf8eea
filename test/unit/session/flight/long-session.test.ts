/** A session whose flight file outgrows a part: the beginning and the end stay. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { FlightRecorder } from '../../../../electron/session/flight/flight-recorder.ts';
import { event, plan, recorderIn, second } from './flight-rig.ts';

let directory: string;

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'uplink-flight-'));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

describe('a long session', () => {
  const stamp = '2026-05-03T10-00-01-000Z';
  const partNames = (parts: readonly string[]) => parts.map((part) => `flight-${stamp}${part}.jsonl`);

  /** Notes `megabytes` MB of numbered events. */
  async function fill(recorder: FlightRecorder, megabytes: number): Promise<void> {
    const text = 'x'.repeat(250);
    const count = Math.round((megabytes * 1024 * 1024) / JSON.stringify({ event: event(1000, text) }).length);
    for (let at = 1000; at < 1000 + count; at += 1) {
      recorder.onEvent(event(at, text));
      if (at % 2000 > 0) continue;
      recorder.onSecond(second(at));
      await recorder.settled();
    }
    recorder.onEvent(event(999_999, 'the end'));
    recorder.onEnd();
    await recorder.settled();
  }

  test('goes on in further parts, of which the first and the newest two stay, each with the line that explains it', async () => {
    const recorder = recorderIn(directory);
    recorder.onStart(plan);
    recorder.onEvent(event(1, 'the beginning'));
    await fill(recorder, 45);
    expect((await readdir(directory)).toSorted()).toEqual(partNames(['.4', '.5', '']).toSorted());
    const [head, next, last] = await Promise.all(
      partNames(['', '.4', '.5']).map(async (name) => readFile(join(directory, name), 'utf8')),
    );
    for (const text of [head, next, last]) {
      expect(text?.length).toBeLessThanOrEqual(10 * 1024 * 1024 + 1000);
      expect(JSON.parse(text?.split('\n')[0] ?? '')).toMatchObject({
        uplinkFlight: 1,
        startedAt: '2026-05-03T10:00:01.000Z',
      });
    }
    expect(head).toContain('the beginning');
    expect(last).toContain('the end');
  });

  test('is one of fifty, with all its parts', async () => {
    for (let day = 0; day < 50; day += 1) {
      const other = new Date(Date.UTC(2026, 0, 1 + day)).toISOString().replaceAll(/[:.]/g, '-');
      for (const part of ['', '.7', '.8']) await writeFile(join(directory, `flight-${other}${part}.jsonl`), '{}\n');
    }
    const recorder = recorderIn(directory);
    recorder.onStart(plan);
    recorder.onEnd();
    await recorder.settled();
    const names = (await readdir(directory)).toSorted();
    expect([names.length, names[0]]).toEqual([49 * 3 + 1, 'flight-2026-01-02T00-00-00-000Z.7.jsonl']);
  });
});
