/** Names and meanings of the five stages, and the words for their health. */
import type { Stage } from '../../../../shared/contract/session.ts';

/** Label of each stage. */
export const stageNames: Readonly<Record<Stage['id'], string>> = {
  capture: 'Capture',
  mix: 'Mix',
  encode: 'Encode',
  send: 'Send',
  received: 'Received',
};

/** What each stage's figure tells while nothing is wrong. */
export const stageMeanings: Readonly<Record<Stage['id'], string>> = {
  capture: 'Pictures a second that the source delivers.',
  mix: 'Time to put one picture together.',
  encode: 'Size of the encoded picture stream.',
  send: 'What leaves this computer, sound and headers included.',
  received: 'What the receiver confirms, and how quickly.',
};

/** One word for each health. */
export const healthWords: Readonly<Record<Stage['health'], string>> = {
  idle: 'idle',
  ok: 'good',
  weak: 'weak',
  bad: 'bad',
};
