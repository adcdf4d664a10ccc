// What the app may do in the store: scopes by feature, a way to grant what is missing, and handing the store back.
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useErrorText, useRead } from '../../api/queries.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { Shown } from '../../parts/shown.tsx';
import { useConnections, useShop } from '../../shell/connections.tsx';
import { HandBack } from './hand-back.tsx';

type AccessAnswer = Answer<'GET /access'>;
type Scope = Parameters<typeof shopify.scopes.request>[0][number];

export function Access() {
  const { t } = useTranslation('settings');
  const connections = useConnections();
  const shop = useShop();
  const read = useRead('GET /access', { query: {} }, { enabled: shop !== '' });
  if (shop === '') {
    return (
      <s-section>
        <s-empty-state heading={t('none.heading')}>
          <s-text slot="subheading">{t('none.text')}</s-text>
        </s-empty-state>
      </s-section>
    );
  }
  return (
    <>
      <s-section heading={t('access.heading')}>
        <s-paragraph>{t('access.text')}</s-paragraph>
        <div className="features">
          <Shown read={read}>{(access) => <Features access={access} />}</Shown>
        </div>
      </s-section>
      <HandBack shop={shop} connections={connections} />
    </>
  );
}

function Features({ access: { unread, missing, features } }: { readonly access: AccessAnswer }) {
  const { t } = useTranslation('settings');
  return (
    <>
      {unread !== null && <Unread unread={unread} />}
      {missing.length > 0 && <Missing scopes={missing} />}
      <ul className="cards">
        {features.map(({ name, isOn, isGranted, scopes }) => (
          <li key={name}>
            <div className="card-head">
              <s-text type="strong">{t(`access.feature.${name}.name`)}</s-text>
              <s-badge tone={toneOf(isOn, isGranted)}>{t(`access.${wordOf(isGranted)}`)}</s-badge>
            </div>
            <s-paragraph>{t(`access.feature.${name}.purpose`)}</s-paragraph>
            <s-paragraph color="subdued">
              <code>{scopes[0]}</code> · {t(isOn ? 'access.used' : 'access.unused')}
            </s-paragraph>
          </li>
        ))}
      </ul>
    </>
  );
}

function Unread({ unread: { code, message } }: { readonly unread: NonNullable<AccessAnswer['unread']> }) {
  const { t } = useTranslation('settings');
  const { cause, remedy, more } = useExplain()({ code, cause: null, remedy: null, detail: message });
  return (
    <s-banner tone="warning" heading={t('access.unread')}>
      <s-paragraph>
        {cause} {remedy}
      </s-paragraph>
      <More>{more}</More>
    </s-banner>
  );
}

function wordOf(isGranted: boolean | null) {
  if (isGranted === null) return 'unknown';
  return isGranted ? 'granted' : 'missing';
}

function toneOf(isOn: boolean, isGranted: boolean | null) {
  if (isGranted === true) return 'success';
  return isOn ? 'critical' : 'neutral';
}

function Missing({ scopes }: { readonly scopes: readonly string[] }) {
  const { t } = useTranslation('settings');
  const client = useQueryClient();
  const sayError = useErrorText();

  async function grant() {
    try {
      const { result } = await shopify.scopes.request([...scopes] as Scope[]);
      shopify.toast.show(t(result === 'granted-all' ? 'access.grantedNow' : 'access.declined'));
      await client.invalidateQueries();
    } catch (error) {
      shopify.toast.show(sayError(error), { isError: true });
    }
  }

  return (
    <s-banner tone="critical" heading={t('access.missingHeading', { count: scopes.length })}>
      <s-paragraph>{scopes.join(', ')}</s-paragraph>
      <s-button slot="secondary-actions" onClick={grant}>
        {t('access.grant')}
      </s-button>
    </s-banner>
  );
}
