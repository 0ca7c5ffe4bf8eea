/** Every text of the window in the chosen language; panels ask for texts by key and hold none. */
import { createInstance, type TFunction } from 'i18next';
import { initReactI18next, useTranslation as useBoundTranslation } from 'react-i18next';
import { languages, speak, type Catalogue, type Language } from '../../shared/wire/tongue.ts';
import { english } from './english.ts';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof english };
  }
}

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

/** What the shared core says in German, once it was loaded. */
let catalogue: Catalogue | null = null;

/** The language asked for last: one that was slow to load must not come back over it. */
let wanted: Language = 'en';

/**
 * Shows the window in this language: texts, and `lang` and `dir` for whoever reads it out or lays it out. German is
 * loaded with the first wish for it; rejects when that fails, and the language stays as it was.
 */
export async function showLanguage(language: Language, page: Pick<HTMLElement, 'lang' | 'dir'>): Promise<void> {
  wanted = language;
  if (language === 'de' && !words.hasResourceBundle('de', 'translation')) {
    const loaded = [import('./german.ts'), import('../../shared/wire/german/catalogue.ts')] as const;
    const [{ german }, { germanCatalogue }] = await Promise.all(loaded);
    words.addResourceBundle('de', 'translation', german);
    catalogue = germanCatalogue;
  }
  if (wanted !== language) return;
  speak(language === 'en' ? null : catalogue);
  await words.changeLanguage(language);
  page.lang = language;
  page.dir = words.dir(language);
}
