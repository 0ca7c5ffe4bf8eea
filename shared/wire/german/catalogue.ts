/** All that main and the shared core say, in German: sentences by their English text, failures by their code. */
import type { ErrorCode } from '../../errors.ts';
import type { Catalogue } from '../tongue.ts';
import failureWords from './failures.json' with { type: 'json' };
import faults from './faults.json' with { type: 'json' };
import phrases from './phrases.json' with { type: 'json' };

/** A code without words does not compile. */
const failures: Readonly<Record<ErrorCode, { readonly text: string; readonly next: string }>> = failureWords;

/** "4.2" is "4,2"; addresses and names have more than one point, or letters. */
function figure(value: string): string {
  return value.replace(/^(-?\d+)\.(\d+)$/u, '$1,$2');
}

export const germanCatalogue: Catalogue = { language: 'de', phrases, failures, faults, figure };
