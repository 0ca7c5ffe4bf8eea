/** The last look at a report before it leaves the session: no key in any spelling, no foreign address, no folder. */
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import { scrubText } from '../../../shared/live/words/report/scrub.ts';
import { spellingsOf } from '../../../shared/live/words/spellings.ts';

/** Texts of our own making that hold no words of others, and must stay as they are. */
const machineFields: ReadonlySet<string> = new Set(['startedAt', 'endedAt', 'appVersion', 'videoCodec', 'audioCodec', 'code', 'host']);

/** Everything but the rows of numbers, which can be a day long. */
const wordsSchema = reportSchema.omit({ perSecond: true, memoryMbPerSecond: true });

/** `report` with every text scrubbed; `keys` are the keys themselves. */
export function withoutSecrets(report: Report, keys: readonly string[]): Report {
  const { perSecond, memoryMbPerSecond, ...words } = report;
  const hosts = [report.destination.host, ...report.destinations.map(({ host }) => host)];
  const options = { secrets: keys.flatMap(spellingsOf), hosts };
  const text = JSON.stringify(words, (name, value: unknown) =>
    typeof value === 'string' && !machineFields.has(name) ? scrubText(value, options) : value,
  );
  return { ...wordsSchema.parse(JSON.parse(text)), perSecond, memoryMbPerSecond };
}
