// The app's entries in the admin's navigation. A new screen that stands there is a line here.
import { useTranslation } from 'react-i18next';
import { href } from './paths.ts';

const ENTRIES = [
  ['/sync', 'nav.sync'],
  ['/people', 'nav.people'],
  ['/reviews', 'nav.reviews'],
  ['/checks', 'nav.checks'],
  ['/mapping', 'nav.mapping'],
  ['/groups', 'nav.groups'],
  ['/leaving', 'nav.leaving'],
  ['/activity', 'nav.activity'],
  ['/settings', 'nav.settings'],
] as const;

export function Navigation() {
  const { t } = useTranslation('shell');
  return (
    <s-app-nav>
      <a href={href('/')} rel="home">
        {t('nav.home')}
      </a>
      {ENTRIES.map(([path, text]) => (
        <a key={path} href={href(path)}>
          {t(text)}
        </a>
      ))}
    </s-app-nav>
  );
}

/** Where the admin shows no navigation, since Shopify's script is not there to tell it. */
export function OwnNavigation() {
  const { t } = useTranslation('shell');
  return (
    <header className="own-navigation">
      <s-banner tone="warning" heading={t('standIn.heading')}>
        <s-paragraph>{t('standIn.text')}</s-paragraph>
      </s-banner>
      <nav aria-label={t('standIn.navigation')}>
        <s-link href={href('/')}>{t('nav.home')}</s-link>
        {ENTRIES.map(([path, text]) => (
          <s-link key={path} href={href(path)}>
            {t(text)}
          </s-link>
        ))}
      </nav>
    </header>
  );
}
