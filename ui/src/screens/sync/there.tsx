// What is to be done at the provider, in the names of its own screens.
import { useTranslation } from 'react-i18next';
import type { Provider, ProviderWords } from './providers.ts';

interface ThereProps {
  readonly provider: Provider;
  readonly words: ProviderWords;
}

export function There({ provider, words }: ThereProps) {
  const { t } = useTranslation('sync');
  const { name, url, token, test, source } = words;
  const lines = t(`guide.${provider}`, {
    returnObjects: true,
    url,
    token,
    test,
  }) as unknown as readonly string[];
  return (
    <>
      <s-ordered-list>
        {lines.map((line) => (
          <s-list-item key={line}>{line}</s-list-item>
        ))}
      </s-ordered-list>
      {source !== undefined && (
        <s-link href={source} target="_blank">
          {t('there.source', { provider: name })}
        </s-link>
      )}
    </>
  );
}
