// While something is on its way.
import { useTranslation } from 'react-i18next';

export function Loading() {
  const { t } = useTranslation('parts');
  return (
    <div className="loading">
      <s-spinner size="large" accessibilityLabel={t('loading')} />
    </div>
  );
}
