/** The welcome's recommendation follows from what was measured and what the service takes. */
import { describe, expect, test } from 'vitest';
import {
  formatsFor,
  formatText,
  holds,
  lighterThan,
  measure,
  reasonText,
} from '../../../../renderer/panels/welcome/steps/recommendation.ts';
import { defaultVideoFormat } from '../../../../shared/contract/settings.ts';
import { harnessReport } from '../../../fixtures/window-harness/report.ts';
import { sessions } from '../../../fixtures/window-harness/snapshots.ts';

const measured = measure(harnessReport('rehearsal'), sessions.live.stats);

describe('recommendation', () => {
  test('stands on the frames that came back', () => {
    expect(measured).toMatchObject({ fps: 30, askedFps: 30 });
    expect(holds(measured)).toBe(true);
    expect(holds({ ...measured, fps: 27 })).toBe(false);
  });

  test('is one line with two numbers and a measured reason', () => {
    expect(formatText(defaultVideoFormat)).toBe('720p at 30 fps, 4.0 Mb/s');
    expect(reasonText(measured, 'twitch')).toContain('30.0 of 30 frames a second');
    expect(reasonText(measured, 'twitch')).toContain('Twitch takes up to 6.0 Mb/s');
  });

  test('steps down, and stops at the lightest format', () => {
    const lighter = lighterThan(defaultVideoFormat);
    expect(lighter.height).toBe(540);
    const lightest = lighterThan(lighter);
    expect(lighterThan(lightest)).toBe(lightest);
  });

  test('offers nothing that the service refuses', () => {
    for (const { kbps } of formatsFor('twitch', { kbps: 160 })) expect(kbps).toBeLessThanOrEqual(6000);
  });
});
