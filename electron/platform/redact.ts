/** The redactor of this run: learns the keys that main reveals and takes them, and whatever looks like one, out of text. */
import { redactText } from '../../shared/live/words/redact.ts';
import { spellingsOf } from '../../shared/live/words/spellings.ts';
import type { Secret } from '../../shared/wire/secret.ts';

/** Shared by the log, the reports and the command line; it holds spellings in memory only. */
export type Redactor = {
  /** From now on the secret is blanked in all its spellings. */
  readonly learn: (secret: Secret) => void;
  readonly redact: (text: string) => string;
};

/** Starts with no secret known; addresses, queries and authentication fields are blanked all the same. */
export function createRedactor(): Redactor {
  const spellings = new Set<string>();
  return {
    learn: (secret) => {
      for (const spelling of spellingsOf(secret.reveal())) spellings.add(spelling);
    },
    redact: (text) => redactText(text, [...spellings]),
  };
}
