/** What each fault of the failure rehearsal does, and what the user will see recover. */
import type { RehearsalFault } from '../../../../shared/contract/delivery.ts';

/** One row per fault; one that mends itself has no second press. */
export type FaultWords = {
  readonly kind: RehearsalFault;
  readonly name: string;
  /** What will happen when it is pressed. */
  readonly what: string;
  /** What to watch while it lasts, and after it. */
  readonly recovery: string;
  /** True: it stays until it is mended by a second press. */
  readonly lasts: boolean;
  /** True: there is nothing to break while nothing is recorded. */
  readonly needsRecording: boolean;
};

/** The six faults, in the order of the signal's way. */
export const faults: readonly FaultWords[] = [
  {
    kind: 'camera-unplugged',
    name: 'Unplug the camera',
    what: 'The camera gives no picture for 10 s.',
    recovery: 'A holding picture takes its place within a second; the camera comes back after 3 s of health.',
    lasts: false,
    needsRecording: false,
  },
  {
    kind: 'encoder-killed',
    name: 'Kill the encoder',
    what: 'The video encoder breaks off once.',
    recovery: 'It is built anew, and the picture goes on with a key frame.',
    lasts: false,
    needsRecording: false,
  },
  {
    kind: 'window-killed',
    name: 'Kill the window',
    what: 'This window breaks off and starts again.',
    recovery: 'The connection stays; viewers would see “Back in a moment” until the programme is back.',
    lasts: false,
    needsRecording: false,
  },
  {
    kind: 'network-cut',
    name: 'Cut the network',
    what: 'The server can’t be reached until you mend it.',
    recovery: 'Uplink notices, tries again by itself, and goes on with a key frame once the network is back.',
    lasts: true,
    needsRecording: false,
  },
  {
    kind: 'network-limited',
    name: 'Limit the network',
    what: 'The connection carries 1 Mb/s until you mend it.',
    recovery: 'The bitrate goes down within seconds, and up again after 20 s without trouble.',
    lasts: true,
    needsRecording: false,
  },
  {
    kind: 'disk-full',
    name: 'Fill the disk',
    what: 'The recording finds no room on the disk until you mend it.',
    recovery: 'The recording ends cleanly; the stream goes on.',
    lasts: true,
    needsRecording: true,
  },
];
