/** The faults of the failure rehearsal; what each does and what recovers is in the catalogue. */
import type { RehearsalFault } from '../../../../shared/contract/delivery.ts';

/** One row per fault; one that mends itself has no second press. */
export type Fault = {
  readonly kind: RehearsalFault;
  /** True: it stays until it is mended by a second press. */
  readonly lasts: boolean;
  /** True: there is nothing to break while nothing is recorded. */
  readonly needsRecording: boolean;
};

/** The six faults, in the order of the signal's way. */
export const faults: readonly Fault[] = [
  { kind: 'camera-unplugged', lasts: false, needsRecording: false },
  { kind: 'encoder-killed', lasts: false, needsRecording: false },
  { kind: 'window-killed', lasts: false, needsRecording: false },
  { kind: 'network-cut', lasts: true, needsRecording: false },
  { kind: 'network-limited', lasts: true, needsRecording: false },
  { kind: 'disk-full', lasts: true, needsRecording: true },
];
