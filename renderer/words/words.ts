/** Every text of the window in the chosen language; panels ask for texts by key and hold none. */
import { createInstance, type TFunction } from 'i18next';
import { initReactI18next, useTranslation as useBoundTranslation } from 'react-i18next';
import type { ErrorCode } from '../../shared/errors.ts';
import type { Words } from '../../shared/live/words/telling.ts';
import { english } from './english.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof english };
  }
}

/** Languages with a complete catalogue. */
export const languages = ['en', 'de'] as const;
export type Language = (typeof languages)[number];

/** What a language calls itself; never translated. */
export const languageNames: Readonly<Record<Language, string>> = { en: 'English', de: 'Deutsch' };

const words = createInstance();
void words.use(initReactI18next).init({
  resources: { en: { translation: english } },
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: languages,
  // English is bundled; another language is there before it is shown.
  initAsync: false,
  // React escapes by itself.
  interpolation: { escapeValue: false },
  returnNull: false,
});

/** The texts, for a component: it renders again when the language changes. */
export function useTranslation(): { readonly t: TFunction } {
  const { t } = useBoundTranslation(undefined, { i18n: words });
  return { t };
}

/** The texts, for what is not a component; ask again after the language changed. */
export const t: TFunction = words.t;

/** The text of a key that came as data, such as the label of an edit; null when there is none. */
export function textOf(key: string, values: Readonly<Record<string, string | number>> = {}): string | null {
  return words.exists(key) ? words.t(key, { ...values, defaultValue: '' }) : null;
}

/** The language on show. */
export function currentLanguage(): Language {
  return languages.find((language) => language === words.resolvedLanguage) ?? 'en';
}

/** The first language of the system's list that has a catalogue; English when none has. */
export function languageFor(wish: 'system' | Language, preferred: readonly string[]): Language {
  if (wish !== 'system') return wish;
  const known = preferred.map((tag) => languages.find((language) => tag.toLowerCase().split('-')[0] === language));
  return known.find((language) => language !== undefined) ?? 'en';
}

/** What a language other than English says of failures: a sentence for each code, and what a fault is called. */
export type FailureCatalogue = {
  readonly sentences: Readonly<Record<ErrorCode, Words>>;
  readonly faults: Readonly<Record<string, string>>;
};

let failures: FailureCatalogue | null = null;

/** In the language on show; null for English, which everybody else tells too. */
export function failureCatalogue(): FailureCatalogue | null {
  return currentLanguage() === 'en' ? null : failures;
}

/** The language asked for last: one that was slow to load must not come back over it. */
let wanted: Language = 'en';

/**
 * Shows the window in this language: texts, and `lang` and `dir` for whoever reads it out or lays it out. German is
 * loaded with the first wish for it; rejects when that fails, and the language stays as it was.
 */
export async function showLanguage(language: Language, page: Pick<HTMLElement, 'lang' | 'dir'>): Promise<void> {
  wanted = language;
  if (language === 'de' && !words.hasResourceBundle('de', 'translation')) {
    const { german, germanFailures } = await import('./german.ts');
    words.addResourceBundle('de', 'translation', german);
    failures = germanFailures;
  }
  if (wanted !== language) return;
  await words.changeLanguage(language);
  page.lang = language;
  page.dir = words.dir(language);
}
