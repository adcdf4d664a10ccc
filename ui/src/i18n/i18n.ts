// The screens' texts: a file for each screen and language, of which only those are loaded that are shown.
import i18next, { type BackendModule, type FlatNamespace } from 'i18next';
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

/** Resolves once the texts are there that any screen may show. */
export async function startI18n(locale: string): Promise<void> {
  await i18next
    .use(loaders)
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: 'en',
      supportedLngs: LANGUAGES,
      load: 'languageOnly',
      ns: ['shell', 'parts', 'explanations', 'notices'],
      defaultNS: 'shell',
      // React escapes what it renders.
      interpolation: { escapeValue: false },
      returnNull: false,
    });
  document.documentElement.lang = i18next.resolvedLanguage ?? 'en';
}

/** @throws {Error} of what cannot be loaded */
export function loadTexts(namespaces: readonly FlatNamespace[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const done = (errors: readonly Error[] | undefined) => (errors?.[0] ? reject(errors[0]) : resolve());
    void i18next.loadNamespaces(namespaces, done);
  });
}
