/** The built-in ingest as a session sees it, and the tab Viewer beside it. */
import { systemClock } from '../platform/clock.ts';
import { openIngest, type Ingest, type IngestOptions } from '../rtmp/ingest/ingest-server.ts';
import { summarise } from '../rtmp/ingest/received.ts';
import type { RehearsalIngest } from '../session/target.ts';
import type { ReceivedPort } from './sources/received-port.ts';

/** Its checker and what it received, as functions. */
export function asRehearsal(ingest: Ingest): RehearsalIngest {
  return { ...ingest, problems: () => ingest.checker.problems, received: () => summarise(ingest) };
}

/** A new one, which the tab Viewer shows from now on; rejects when the system gives no loopback port. */
export async function openWatched(
  capturedAt: IngestOptions['capturedAt'],
  received: Pick<ReceivedPort, 'follow'>,
): Promise<Ingest> {
  const ingest = await openIngest({ clock: systemClock, capturedAt });
  received.follow(ingest);
  return ingest;
}
