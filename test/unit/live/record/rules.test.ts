/** The smaller rules of recording: disk, names, replay, spans. */
import { describe, expect, test } from 'vitest';
import { DiskGuard } from '../../../../shared/live/record/disk-guard.ts';
import { numbered, safeName, timeName } from '../../../../shared/live/record/file-name.ts';
import { ReplayBuffer } from '../../../../shared/live/record/replay-buffer.ts';
import { phraseOf, recordingWords, troubleOf } from '../../../../shared/live/record/sentences.ts';
import { cutsFor, lengthOf, mergeSpans } from '../../../../shared/live/record/spans.ts';
import { audio, program, video } from './streams.ts';

const MB = 1e6;

describe('the disk guard', () => {
  test('counts minutes at the rate the encoders are set to until it has measured', () => {
    const view = new DiskGuard().look({ now: 0, written: 0, expected: 1 * MB, free: 600 * MB });
    expect(view).toEqual({ minutesLeft: 10, level: 'early' });
  });

  test('then counts at the measured rate of the last minute', () => {
    const guard = new DiskGuard();
    let last = guard.look({ now: 0, written: 0, expected: 1 * MB, free: 7200 * MB });
    for (let second = 5; second <= 300; second += 5) {
      last = guard.look({ now: second * 1000, written: second * 2 * MB, expected: 1 * MB, free: 7200 * MB });
    }
    expect(last.minutesLeft).toBeCloseTo(60, 5);
  });

  test.each([
    [31, 'fine'],
    [29, 'early'],
    [4.9, 'late'],
    [1.9, 'stop'],
  ] as const)('%s minutes are %s', (minutes, level) => {
    const free = minutes * 60 * 2 * MB;
    expect(new DiskGuard().look({ now: 0, written: 0, expected: 2 * MB, free }).level).toBe(level);
  });

  test('a nearly full disk stops a slow recording too, and an unknown one stops nothing', () => {
    expect(new DiskGuard().look({ now: 0, written: 0, expected: 1000, free: 10 * MB }).level).toBe('stop');
    expect(new DiskGuard().look({ now: 0, written: 0, expected: 1000, free: null }).level).toBe('fine');
  });
});

describe('names', () => {
  test.each([
    ['../../etc/passwd', 'etc passwd'],
    ['a/b\\c:d*e?f"g<h>i|j', 'a b c d e f g h i j'],
    ['..', 'Recording'],
    ['  .hidden. ', 'hidden'],
    ['con', '_con'],
    ['NUL.txt', '_NUL.txt'],
    ['exe\u202egpj', 'exe gpj'],
    ['line\nbreak\u0000', 'line break'],
    ['', 'Recording'],
    ['Grüße aus Köln 🎥', 'Grüße aus Köln 🎥'],
  ])('%j becomes %j', (text, name) => {
    expect(safeName(text, 'Recording')).toBe(name);
  });

  test('stay below the limit of file systems in bytes, cut between characters', () => {
    const name = safeName('🎥'.repeat(300), 'x');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(180);
    expect(name.isWellFormed()).toBe(true);
  });

  test('of times sort by time, and of further files are counted', () => {
    expect(timeName({ year: 2026, month: 1, day: 2, hour: 3, minute: 4, second: 5 })).toBe('2026-01-02 03-04-05');
    expect(numbered('a', 0, 'mp4')).toBe('a.mp4');
    expect(numbered('a', 1, 'mp4')).toBe('a (2).mp4');
  });
});

describe('the replay buffer', () => {
  function filled(seconds: number, limits: { readonly seconds: number; readonly bytes: number }): ReplayBuffer {
    const buffer = new ReplayBuffer();
    buffer.setLimits(limits);
    buffer.takeConfig(video);
    buffer.takeConfig(audio);
    for (const packet of program(seconds, 60)) buffer.takePacket(packet);
    return buffer;
  }

  test('gives the last seconds from the key frame before, with the very bytes it was given', () => {
    const buffer = filled(60, { seconds: 15, bytes: 1e9 });
    const packets = buffer.take().flatMap((entry) => (entry.kind === 'packet' ? [entry.packet] : []));
    expect(packets[0]?.isKeyFrame).toBe(true);
    expect(packets[0]?.dts).toBe(44_000_000);
    expect(buffer.seconds).toBe(15);
    expect(
      buffer
        .take()
        .slice(0, 2)
        .map(({ kind }) => kind),
    ).toEqual(['config', 'config']);
  });

  test('never holds more bytes than it may', () => {
    const buffer = filled(60, { seconds: 600, bytes: 30_000 });
    expect(buffer.bytes).toBeLessThanOrEqual(30_000);
    expect(buffer.seconds).toBeGreaterThan(2);
  });

  test('forgets everything when it is switched off', () => {
    const buffer = filled(10, { seconds: 5, bytes: 1e9 });
    buffer.setLimits({ seconds: 0, bytes: 0 });
    expect([buffer.take(), buffer.bytes, buffer.seconds]).toEqual([[], 0, 0]);
  });

  test('keeps the configuration that its first packet needs', () => {
    const buffer = new ReplayBuffer();
    buffer.setLimits({ seconds: 5, bytes: 1e9 });
    buffer.takeConfig(video);
    for (const packet of program(8)) {
      if (packet.track === 'video' && packet.dts === 7_000_000) buffer.takeConfig({ ...video, width: 640 });
      buffer.takePacket(packet);
    }
    const widths = buffer
      .take()
      .flatMap((entry) => (entry.kind === 'config' && entry.config.track === 'video' ? [entry.config.width] : []));
    expect(widths).toEqual([320, 640]);
  });
});

describe('spans', () => {
  test('are joined and sorted, and empty ones are dropped', () => {
    const spans = [span(5, 7), span(1, 3), span(2, 4), span(9, 9), span(12, 11)];
    expect(mergeSpans(spans)).toEqual([span(1, 4), span(5, 7)]);
    expect(lengthOf(spans)).toBe(5e6);
  });

  test('are cut out of the files that hold them, in the time of each file', () => {
    const files = [
      { path: 'b', ...span(10, 20) },
      { path: 'a', ...span(0, 10) },
    ];
    expect(cutsFor([span(8, 12), span(30, 40)], files)).toEqual([
      { path: 'a', from: 8e6, to: 10e6 },
      { path: 'b', from: 0, to: 2e6 },
    ]);
  });
});

test('sentences name no codes and fit the window', () => {
  const words = recordingWords;
  const causes = ['ENOSPC', 'EIO', 'EROFS', 'EACCES', 'ENOENT', 'ELSE'];
  const failures = causes.flatMap((word) => [words.failed(word), words.lost(word), troubleOf(word), phraseOf(word)]);
  const counts = [words.early(12.7), words.late(0.3), words.slow(0.2), words.finishing(99.9)];
  const plain = [
    words.waiting,
    words.stoppedForSpace,
    words.unsupported,
    words.unproved,
    words.noSpaceToFinish,
    words.cancelled,
    troubleOf('it lasts 3 s'),
    phraseOf('empty'),
  ];
  for (const sentence of [...failures, ...counts, ...plain]) {
    expect(sentence).not.toMatch(/E[A-Z]{2,}|undefined|NaN/);
    expect(sentence.length).toBeLessThanOrEqual(300);
  }
  expect(words.early(12.7)).toContain('12 minutes');
});

function span(from: number, to: number): { readonly fromMicros: number; readonly toMicros: number } {
  return { fromMicros: from * 1e6, toMicros: to * 1e6 };
}
