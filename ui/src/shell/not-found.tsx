// In place of a screen that does not exist.
import { useTranslation } from 'react-i18next';
import { href } from './paths.ts';

export function NotFound() {
  const { t } = useTranslation('shell');
  return (
    <s-page heading={t('notFound.heading')}>
      <s-section>
        <s-paragraph>{t('notFound.text')}</s-paragraph>
        <s-stack direction="inline">
          <s-button variant="primary" href={href('/')}>
            {t('nav.home')}
          </s-button>
        </s-stack>
      </s-section>
    </s-page>
  );
}
