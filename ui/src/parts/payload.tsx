// JSON as it travelled, folded until somebody wants to see it.
import { useTranslation } from 'react-i18next';

export function Payload({ value, label }: { readonly value: unknown; readonly label?: string }) {
  const { t } = useTranslation('parts');
  return (
    <details className="payload">
      <summary>{label ?? t('payload')}</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{JSON.stringify(value, null, 2)}</pre>
    </details>
  );
}
