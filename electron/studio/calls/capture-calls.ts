/** The calls about screens, windows and web pages as sources, and how sources stand. */
import { ok } from '../../../shared/errors.ts';
import type { Handlers } from '../../ipc/answer.ts';
import type { ScreenDesk } from '../../platform/sources/screens.ts';
import type { LossNotes } from '../sources/loss-notes.ts';
import type { ReceivedPort } from '../sources/received-port.ts';
import type { SourcePorts } from '../sources/source-ports.ts';

/** What these calls need. */
export type CaptureCallParts = {
  readonly screens: ScreenDesk;
  readonly ports: SourcePorts;
  readonly losses: LossNotes;
  readonly received: ReceivedPort;
};

/** One handler each. */
export function captureCalls({ screens, ports, losses, received }: CaptureCallParts) {
  return {
    'capture.screens': ({ thumbnails }) => screens.list(thumbnails),
    'capture.choose': (choice) => screens.choose(choice),
    'capture.ingestAddress': ({ sourceId }) => ports.address(sourceId),
    'capture.openPort': ({ sourceId }) => ports.open(sourceId),
    'capture.closePort': ({ sourceId }) => {
      ports.close(sourceId);
      return ok(null);
    },
    'capture.standing': ({ sourceId, state }) => {
      losses.take(sourceId, state);
      return ok(null);
    },
    'capture.openReceived': () => received.open(),
    'capture.closeReceived': () => {
      received.close();
      return ok(null);
    },
    'capture.reloadPage': ({ sourceId }) => {
      ports.reload(sourceId);
      return ok(null);
    },
  } satisfies Partial<Handlers>;
}
