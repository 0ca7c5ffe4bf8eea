/** Every text of the window in the chosen language; panels ask for texts by key and hold none. */
import { createInstance, type TFunction } from 'i18next';
import { initReactI18next, useTranslation as useBoundTranslation } from 'react-i18next';
import { german } from './german.ts';
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
  resources: { en: { translation: english }, de: { translation: german } },
  lng: 'en',
  fallbackLng: 'en',
  supportedLngs: languages,
  // The catalogues are bundled, so the first render has its texts.
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

/** Shows the window in this language: texts, and `lang` and `dir` for whoever reads it out or lays it out. */
export function showLanguage(language: Language, page: Pick<HTMLElement, 'lang' | 'dir'>): void {
  void words.changeLanguage(language);
  page.lang = language;
  page.dir = words.dir(language);
}
