/** The built-in ingest as a session sees it. */
import type { Ingest } from '../rtmp/ingest/ingest-server.ts';
import { summarise } from '../rtmp/ingest/received.ts';
import type { RehearsalIngest } from '../session/target.ts';

/** Its checker and what it received, as functions. */
export function asRehearsal(ingest: Ingest): RehearsalIngest {
  return { ...ingest, problems: () => ingest.checker.problems, received: () => summarise(ingest) };
}
