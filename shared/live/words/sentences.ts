/** Turns every error code into what a person needs: what happened, what viewers see, and what to do next. */
import type { ErrorCode, StudioError } from '../../errors.ts';
import { serverSentences } from './server-sentences.ts';
import { studioSentences } from './studio-sentences.ts';
import { tellingOf, type Sentence, type Telling, type Words } from './telling.ts';
import { say, spokenCatalogue, type Catalogue } from '../../wire/tongue.ts';

/** One row per code; a code without words does not compile. */
const sentences: Readonly<Record<ErrorCode, Sentence>> = { ...serverSentences, ...studioSentences };

/** The words for `error`; facts are quoted on one line, bounded and without secrets. At most 300 characters each. */
export function sentenceFor(error: StudioError, context: { readonly service: string; readonly host: string }): Words {
  const telling = tellingOf(error.facts, context);
  const catalogue = spokenCatalogue();
  const { text, next } = catalogue === null ? sentences[error.code](telling) : wordsBy(catalogue, error.code, telling);
  return { text: withCapitals(text), next: withCapitals(next) };
}

/** What another language says of the code, with the facts in its places. */
function wordsBy(catalogue: Catalogue, code: ErrorCode, telling: Telling): Words {
  const { text, next } = catalogue.failures[code] ?? sentences[code](telling);
  const fault = catalogue.faults[telling.why] ?? say`it would not fit together any more`;
  const facts: Readonly<Record<string, string>> = { ...telling, fault };
  const filled = (sentence: string): string =>
    sentence.replaceAll(/\{\{(\w+)\}\}/gu, (_place, name: string) => facts[name] ?? '');
  return { text: filled(text), next: filled(next) };
}

/** "the server" and "your server" stand for missing names, also where a sentence begins; so in German. */
function withCapitals(text: string): string {
  return text.replace(/(^|[.!?] )([tyd])(?=he |our |er |ein )/g, (_whole, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}
