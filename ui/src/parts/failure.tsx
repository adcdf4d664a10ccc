// What could not be read, why, and a way to try again.
import { useTranslation } from 'react-i18next';
import { useErrorText } from '../api/queries.ts';

export function Failure({ error, onRetry }: { readonly error: unknown; readonly onRetry?: () => void }) {
  const { t } = useTranslation('parts');
  const sayError = useErrorText();
  return (
    <s-banner tone="critical" heading={t('failed')}>
      <s-paragraph>{sayError(error)}</s-paragraph>
      {onRetry && (
        <s-button slot="secondary-actions" icon="refresh" onClick={onRetry}>
          {t('retry')}
        </s-button>
      )}
    </s-banner>
  );
}
