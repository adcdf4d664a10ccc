// The audit log: who did what and what it changed, whether its chain is whole, and all of it as a file.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, call, fetchFile } from '../../api/client.ts';
import { useErrorText, useRead } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import { offerFile } from '../../parts/offer-file.ts';
import { turning, usePages } from '../../parts/pages.ts';
import { Payload } from '../../parts/payload.tsx';
import { Shown } from '../../parts/shown.tsx';
import { useActText } from './act-text.ts';

type Log = Answer<'GET /audit'>;
type Verdict = Answer<'GET /audit/verification'>;

const PAGE = 25;

export function AuditLog() {
  const { t } = useTranslation('settings');
  const pages = usePages();
  const read = useRead(
    'GET /audit',
    { query: { limit: PAGE, ...(pages.cursor !== undefined && { before: Number(pages.cursor) }) } },
    { keepPrevious: true },
  );
  return (
    <>
      <Proof />
      <s-section padding="none" heading={t('audit.heading')}>
        <Shown read={read}>
          {({ entries, next }) =>
            entries.length === 0 && !pages.hasPrevious ? (
              <s-empty-state heading={t('audit.none')}>
                <s-text slot="subheading">{t('audit.noneText')}</s-text>
              </s-empty-state>
            ) : (
              <s-table
                {...turning(pages, next === null ? null : String(next))}
                loading={read.isPlaceholderData}
              >
                <s-table-header-row>
                  <s-table-header listSlot="primary">{t('audit.what')}</s-table-header>
                  <s-table-header listSlot="secondary">{t('audit.who')}</s-table-header>
                  <s-table-header listSlot="labeled">{t('audit.when')}</s-table-header>
                  <s-table-header listSlot="inline">{t('audit.outcome')}</s-table-header>
                </s-table-header-row>
                <s-table-body>
                  {entries.map((entry) => (
                    <Entry key={entry.seq} entry={entry} />
                  ))}
                </s-table-body>
              </s-table>
            )
          }
        </Shown>
      </s-section>
    </>
  );
}

function Entry({ entry }: { readonly entry: Log['entries'][number] }) {
  const { t } = useTranslation('settings');
  const act = useActText()(entry.what);
  const { seq, what, actor, at, phase, status, code, values } = entry;
  const isRefused = status !== null && status >= 400;
  return (
    <s-table-row>
      <s-table-cell>
        {act !== undefined && <div>{act}</div>}
        <s-text color="subdued">
          <code>
            {seq} {what}
          </code>
        </s-text>
        {values !== null && <Payload value={values} label={t('audit.values')} />}
      </s-table-cell>
      <s-table-cell>
        {t(`audit.actor.${actor.kind}`)} {actor.subject}
      </s-table-cell>
      <s-table-cell>
        <Moment at={at} exact />
      </s-table-cell>
      <s-table-cell>
        <s-badge tone={phase === 'begun' ? 'info' : isRefused ? 'critical' : 'success'}>
          {phase === 'begun' ? t('audit.begun') : isRefused ? (code ?? String(status)) : t('audit.ended')}
        </s-badge>
      </s-table-cell>
    </s-table-row>
  );
}

/** Checks the chain when asked, and gives the whole log as a file. */
function Proof() {
  const { t } = useTranslation('settings');
  const sayError = useErrorText();
  const [busy, setBusy] = useState<'verify' | 'export'>();
  const [verdict, setVerdict] = useState<Verdict>();

  async function carryOut(what: 'verify' | 'export', act: () => Promise<void>) {
    setBusy(what);
    try {
      await act();
    } catch (error) {
      shopify.toast.show(sayError(error), { isError: true });
    } finally {
      setBusy(undefined);
    }
  }

  return (
    <s-section heading={t('audit.proof')}>
      <s-paragraph>{t('audit.text')}</s-paragraph>
      <s-stack direction="inline" gap="small">
        <s-button
          icon="shield-check-mark"
          loading={busy === 'verify'}
          onClick={() =>
            carryOut('verify', async () => setVerdict(await call('GET /audit/verification', { query: {} })))
          }
        >
          {t('audit.verify')}
        </s-button>
        <s-button
          icon="import"
          loading={busy === 'export'}
          onClick={() =>
            carryOut('export', async () =>
              offerFile(
                'audit-log.ndjson',
                await fetchFile('GET /audit/export', { query: {} }, 'application/x-ndjson'),
              ),
            )
          }
        >
          {t('audit.export')}
        </s-button>
      </s-stack>
      {verdict !== undefined && <Outcome verdict={verdict} />}
    </s-section>
  );
}

function Outcome({ verdict: { entries, faults, head } }: { readonly verdict: Verdict }) {
  const { t } = useTranslation('settings');
  if (faults.length === 0) {
    return (
      <s-banner tone="success" heading={t('audit.whole', { count: entries })}>
        <s-paragraph>{t('audit.wholeText')}</s-paragraph>
        <code className="anchor">
          {head.seq}:{head.hash}
        </code>
      </s-banner>
    );
  }
  return (
    <s-banner tone="critical" heading={t('audit.broken', { count: faults.length })}>
      <s-unordered-list>
        {faults.map(({ seq, fault }) => (
          <s-list-item key={`${seq}-${fault}`}>{t(`audit.fault.${fault}`, { seq })}</s-list-item>
        ))}
      </s-unordered-list>
    </s-banner>
  );
}
