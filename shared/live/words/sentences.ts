/** Turns every error code into what a person needs: what happened, what viewers see, and what to do next. */
import type { ErrorCode, StudioError } from '../../errors.ts';
import { serverSentences } from './server-sentences.ts';
import { studioSentences } from './studio-sentences.ts';
import { tellingOf, type Sentence, type Words } from './telling.ts';

/** One row per code; a code without words does not compile. */
const sentences: Readonly<Record<ErrorCode, Sentence>> = { ...serverSentences, ...studioSentences };

/** The words for `error`; facts are quoted on one line, bounded and without secrets. At most 300 characters each. */
export function sentenceFor(error: StudioError, context: { readonly service: string; readonly host: string }): Words {
  const { text, next } = sentences[error.code](tellingOf(error.facts, context));
  return { text: withCapitals(text), next: withCapitals(next) };
}

/** "the server" and "your server" stand for missing names, also where a sentence begins. */
function withCapitals(text: string): string {
  return text.replace(/(^|[.!?] )([ty])(?=he |our )/g, (_whole, before: string, letter: string) => {
    return before + letter.toUpperCase();
  });
}
