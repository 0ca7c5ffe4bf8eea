/** The language in which sentences are said: as written here, in English, or by a catalogue whose keys are the English texts. */

/** Languages with a complete catalogue. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** The first language of the system's list that has a catalogue; English when none has. */
export function languageFor(wish: 'system' | Language, preferred: readonly string[]): Language {
  if (wish !== 'system') return wish;
  const known = preferred.map((tag) => languages.find((language) => tag.toLowerCase().split('-')[0] === language));
  return known.find((language) => language !== undefined) ?? 'en';
}

/** What happened and what viewers see; what we do or the user can do. */
type Words = { readonly text: string; readonly next: string };

/** All that is said in a language other than English. */
export type Catalogue = {
  readonly language: Language;
  /** By the English text; `{0}`, `{1}` … stand for its values, in the order of the English ones. */
  readonly phrases: Readonly<Record<string, string>>;
  /** The words for a failure by its code, with its facts in double braces. */
  readonly failures: Readonly<Record<string, Words>>;
  /** The `why` facts of failures that have words of their own. */
  readonly faults: Readonly<Record<string, string>>;
  /** A value as the language writes it, such as its comma in a figure; everything else stays as it is. */
  readonly figure: (value: string) => string;
};

/**
 * The one thing that shared/ remembers: a process speaks one language at a time, like the system's locale. Main and the
 * page set it when the user's choice is known; runs of the command line never do, and stay English.
 */
let spoken: Catalogue | null = null;

/** From now on everything is said by this catalogue; null: in English. */
export function speak(catalogue: Catalogue | null): void {
  spoken = catalogue;
}

/** The catalogue that is spoken by; null for English. */
export function spokenCatalogue(): Catalogue | null {
  return spoken;
}

/** The tag of a sentence: what stands in its places is said as it is. */
export function say(parts: TemplateStringsArray, ...values: readonly (string | number)[]): string {
  const key = parts.reduce((text, part, index) => `${text}{${index - 1}}${part}`);
  const english = (): string => parts.reduce((text, part, index) => `${text}${values[index - 1] ?? ''}${part}`);
  return phraseOf(key, values) ?? english();
}

/**
 * A text that was written elsewhere, before the language was known or where none is: an entry of a table, a reason from
 * the Media Worker. Its numbers are its values; unknown ones stay as they are.
 */
export function said(text: string): string {
  const numbers = text.match(/\d+/gu) ?? [];
  let place = 0;
  return (
    phraseOf(text, []) ??
    phraseOf(
      text.replaceAll(/\d+/gu, () => `{${place++}}`),
      numbers,
    ) ??
    text
  );
}

/** Null for what is said in English. */
function phraseOf(key: string, values: readonly (string | number)[]): string | null {
  if (spoken === null || !Object.hasOwn(spoken.phrases, key)) return null;
  const { phrases, figure } = spoken;
  return (
    phrases[key]?.replaceAll(/\{(\d+)\}/gu, (_place, at: string) => figure(String(values[Number(at)] ?? ''))) ?? null
  );
}
