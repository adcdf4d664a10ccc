// The screens' texts: a file for each screen and language, of which only those are loaded that are shown.
import i18next, { type BackendModule } from 'i18next';
import { initReactI18next } from 'react-i18next';

export const LANGUAGES = ['en', 'de'] as const;

const files = import.meta.glob<{ readonly default: object }>([
  '../shell/texts/*.json',
  '../parts/texts/*.json',
  '../explanations/texts/*.json',
  '../notices/texts/*.json',
  '../screens/*/texts/*.json',
]);

const loaders: BackendModule = {
  type: 'backend',
  init: () => undefined,
  read(language, namespace, done) {
    const file = Object.keys(files).find((path) => path.endsWith(`/${namespace}/texts/${language}.json`));
    const load = file === undefined ? undefined : files[file];
    if (load === undefined) return done(new Error(`There are no texts ${namespace}/${language}.`), null);
    load().then(
      (loaded) => done(null, loaded.default),
      (error: Error) => done(error, null),
    );
  },
};

/** Resolves once the texts of the shell are there. */
export async function startI18n(locale: string): Promise<void> {
  await i18next
    .use(loaders)
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: 'en',
      supportedLngs: LANGUAGES,
      load: 'languageOnly',
      ns: ['shell', 'parts'],
      defaultNS: 'shell',
      // React escapes what it renders.
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = i18next.resolvedLanguage ?? 'en';
}
