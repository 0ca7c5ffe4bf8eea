/** The verdict on a rehearsal from both sides of each limit, and the summary for a terminal. */
import { describe, expect, test } from 'vitest';
import { judgeRehearsal, summaryOf } from '../../../electron/command-line/summary.ts';
import type { Received, Report } from '../../../shared/contract/report.ts';
import { harnessReport } from '../../fixtures/window-harness/report.ts';

const good = harnessReport('rehearsal');

function rehearsal(received: Partial<Received>, frames: Partial<Report['frames']> = {}): Report {
  const copy = good.received;
  if (copy === null) throw new Error('a rehearsal receives something');
  return {
    ...good,
    frames: { ...good.frames, mixed: 1000, droppedMix: 0, ...frames },
    received: { ...copy, videoFrames: 1000, ...received },
  };
}

describe('a rehearsal', () => {
  test('is good when everything came back', () => {
    expect(judgeRehearsal(rehearsal({}))).toBeNull();
  });

  test.each<readonly [string, Partial<Received>, string | null]>([
    ['no picture', { videoFrames: 0 }, 'no picture came back'],
    ['no sound', { audioFrames: 0 }, 'no sound came back'],
    ['half a percent missing', { videoFrames: 995 }, null],
    ['more missing', { videoFrames: 994 }, 'pictures are missing'],
    ['40 ms apart', { skewMedianMillis: 40 }, null],
    ['picture late', { skewMedianMillis: 40.5 }, 'picture and sound are apart'],
    ['sound late', { skewMedianMillis: -40.5 }, 'picture and sound are apart'],
    ['a finding', { problems: ['The video timestamps went backwards.', 'x'] }, 'The video timestamps went backwards.'],
  ])('with %s', (_name, received, why) => {
    const verdict = judgeRehearsal(rehearsal(received));
    expect(verdict === null ? null : [verdict.code, verdict.facts['why']]).toEqual(
      why === null ? null : ['received-copy-bad', why],
    );
  });

  test('that had to leave slots out is not good because little was asked of the receiver', () => {
    expect(judgeRehearsal(rehearsal({}, { droppedMix: 10 }))?.facts['why']).toBe('pictures are missing');
  });

  test('in which the slate stood in for a window that was gone is judged by places, not by what that window counted', () => {
    const frames = { mixed: 960, droppedMix: 100, slate: 90, places: 1003 };
    expect(judgeRehearsal(rehearsal({}, frames))).toBeNull();
    expect(judgeRehearsal(rehearsal({}, { ...frames, slate: 0 }))?.facts['why']).toBe('pictures are missing');
    expect(judgeRehearsal(rehearsal({}, { ...frames, places: 1006 }))?.facts['why']).toBe('pictures are missing');
    expect(summaryOf(rehearsal({}, frames)).join('\n')).toContain('slate      90 frames sent in the place');
  });

  test('that received nothing at all is bad', () => {
    expect(judgeRehearsal({ ...good, received: null })?.code).toBe('received-copy-bad');
  });
});

test('a live run is not judged by a received copy', () => {
  expect(judgeRehearsal(harnessReport('live'))).toBeNull();
});

describe('the summary', () => {
  test('says in a few lines what was sent, lost and received', () => {
    const lines = summaryOf(rehearsal({}, { sent: 1000, droppedEncode: 2, droppedPort: 1 })).join('\n');
    expect(lines).toContain(good.headline);
    expect(lines).toContain('sent       1000 frames, 2954 audio packets, 32.90 MB, 4170 kb/s');
    expect(lines).toContain('lost       3 frames (mix 0, encode 2, port 1, send 0)');
    expect(lines).toContain('round trip 22 ms (95 %: 31 ms), 0 reconnects');
    expect(lines).toContain('received   1000 frames (100.00 %), 30.00 fps, 1280x720, sound 48000 Hz');
    expect(lines).toContain('latency    38 ms (95 %: 61 ms, worst 92 ms)');
  });

  test('leaves out what is not known', () => {
    const lines = summaryOf({ ...harnessReport('live'), rttMillis: null }).join('\n');
    expect(lines).not.toMatch(/round trip|received|latency|processor/);
    const bare = summaryOf(rehearsal({ width: null, height: null, sampleRate: null, videoLatency: null })).join('\n');
    expect(bare).toContain('?x?, sound ? Hz');
    expect(bare).not.toContain('latency');
  });

  test('names findings and processes', () => {
    const report = {
      ...rehearsal({ problems: ['A finding.'] }),
      processes: [{ name: 'main', cpuPercent: 4.6, memoryMb: 1 }],
    };
    const lines = summaryOf(report).join('\n');
    expect(lines).toContain('finding    A finding.');
    expect(lines).toContain('processor  main 5 % of one core');
  });

  test('is right when no frame was made', () => {
    const none = rehearsal({ videoFrames: 0 }, { mixed: 0, droppedMix: 0, sent: 0 });
    expect(summaryOf(none).join('\n')).toContain('received   0 frames (0.00 %)');
  });
});
