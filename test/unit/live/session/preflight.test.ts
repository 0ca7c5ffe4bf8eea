/** What CHECKING decides for every state of the picture, early and late. */
import { expect, test } from 'vitest';
import { studioError, type ErrorCode } from '../../../../shared/errors.ts';
import { decidePreflight, type PreflightInput } from '../../../../shared/live/session/preflight.ts';

type Row = readonly [video: 'unknown' | 'opening' | 'running' | ErrorCode, early: string, late: string];

const video = (state: Row[0]): PreflightInput['video'] =>
  state === 'unknown' || state === 'opening' || state === 'running' ? state : studioError(state);

function outcome(input: PreflightInput): string {
  const decision = decidePreflight(input);
  return decision.kind === 'fail' ? decision.error.code : decision.kind;
}

const withPage: readonly Row[] = [
  ['unknown', 'wait', 'camera-busy'],
  ['opening', 'wait', 'camera-busy'],
  ['running', 'go', 'go'],
  ['camera-missing', 'camera-missing', 'camera-missing'],
  ['camera-denied', 'camera-denied', 'camera-denied'],
  ['camera-busy', 'wait', 'camera-busy'],
  ['camera-lost', 'wait', 'camera-lost'],
];

test.each(withPage)('with a page, a picture that is %s means %s, and %s when time is up', (state, early, late) => {
  expect(outcome({ mediaReady: true, video: video(state), late: false })).toBe(early);
  expect(outcome({ mediaReady: true, video: video(state), late: true })).toBe(late);
});

const withoutPage: readonly Row[] = [
  ['unknown', 'wait', 'page-lost'],
  ['opening', 'wait', 'page-lost'],
  ['running', 'wait', 'page-lost'],
  ['camera-missing', 'camera-missing', 'camera-missing'],
  ['camera-denied', 'camera-denied', 'camera-denied'],
  ['camera-busy', 'wait', 'camera-busy'],
];

test.each(withoutPage)(
  'without a page, a picture that is %s means %s, and %s when time is up',
  (state, early, late) => {
    expect(outcome({ mediaReady: false, video: video(state), late: false })).toBe(early);
    expect(outcome({ mediaReady: false, video: video(state), late: true })).toBe(late);
  },
);
