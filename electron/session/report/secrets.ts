/** The last look at a report before it leaves the session: no key in any spelling, no foreign address, no folder. */
import { reportSchema, type Report } from '../../../shared/contract/report.ts';
import { scrubText } from '../../../shared/live/words/report/scrub.ts';
import { spellingsOf } from '../../../shared/live/words/spellings.ts';

/** Words of a fixed list, ids and times: they hold no words of others, and the schema wants them as they are. */
const fixedFields: ReadonlySet<string> = new Set(
  'startedAt endedAt appVersion videoCodec audioCodec id outputId service mode outcome state reason code blame kind stage confirmedBy'.split(
    ' ',
  ),
);

/** Everything but the rows of numbers, which can be a day long. */
const wordsSchema = reportSchema.omit({ perSecond: true, memoryMbPerSecond: true });

/** `report` with every text scrubbed; `keys` are the keys themselves. */
export function withoutSecrets(report: Report, keys: readonly string[]): Report {
  const { perSecond, memoryMbPerSecond, ...words } = report;
  const hosts = [report.destination.host, ...report.destinations.map(({ host }) => host)];
  const options = { secrets: keys.flatMap(spellingsOf), hosts };
  // No text grows: each keeps within the bound that it had.
  const text = JSON.stringify(words, (name, value: unknown) =>
    typeof value === 'string' && !fixedFields.has(name) ? scrubText(value, options).slice(0, value.length) : value,
  );
  return { ...wordsSchema.parse(JSON.parse(text)), perSecond, memoryMbPerSecond };
}
