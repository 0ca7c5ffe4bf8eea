/** Labels of a verdict's button, and why a stage is blamed; the sentence itself comes from main. */
import type { FlightEvent, Verdict } from '../../../shared/contract/delivery.ts';

/** What the button of each action says; no button for nothing. */
export const actionLabels: Readonly<Record<Verdict['action'], string | null>> = {
  'retry-now': 'Retry now',
  'lower-bitrate': 'Lower the bitrate',
  'lower-fps': 'Halve the frame rate',
  'reopen-camera': 'Open the camera again',
  'choose-folder': 'Choose another folder',
  'open-dashboard': "Open the service's page",
  none: null,
};

/** How each stage is told from the others. */
const reasons: Readonly<Record<Verdict['stage'], string>> = {
  capture:
    'The picture source itself says so, or gives fewer pictures than it promised. All later stages only pass on what they get.',
  mix: 'Pictures are missing before the encoder although the source delivers. That is this computer, not the network.',
  encode: 'The mixer delivers, but less comes out of the encoder. That is this computer, not the network.',
  send: 'The copy that stays on this computer is whole, but data waits here on its way out. That is the way from this computer to the network.',
  received:
    'Everything leaves this computer as it should; the far side, or the copy we get back, says that something is missing.',
};

/** Why one destination is blamed. */
const oneReason =
  'Other destinations get the same data at the same time and are fine, and so is the copy that stays on this computer.';

/** Why this stage, in one or two sentences. */
export function reasonFor({ stage, outputId }: Pick<Verdict, 'stage' | 'outputId'>): string {
  return outputId === null ? reasons[stage] : oneReason;
}

/** One word for each kind of event. */
export const eventWords: Readonly<Record<FlightEvent['kind'], string>> = {
  state: 'State',
  bitrate: 'Bitrate',
  drop: 'Lost',
  capture: 'Capture',
  encoder: 'Encoder',
  page: 'Window',
  recording: 'Recording',
  mark: 'Mark',
  verdict: 'Verdict',
  fault: 'Rehearsed fault',
};

/** One letter for each kind of event: what a flag has room for. */
export const eventLetters: Readonly<Record<FlightEvent['kind'], string>> = {
  state: 'S',
  bitrate: 'B',
  drop: 'L',
  capture: 'C',
  encoder: 'E',
  page: 'W',
  recording: 'R',
  mark: 'M',
  verdict: 'V',
  fault: 'F',
};

const two = (value: number): string => String(value).padStart(2, '0');

/** "1:02" or "1:01:02" since the session started. */
export function momentOf(second: number): string {
  const whole = Math.max(0, Math.floor(second));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
