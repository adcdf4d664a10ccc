// The SCIM calls, as they come: filtered by the server, and to be taken along as a file.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Answer, call } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { Filter } from '../../parts/filter.tsx';
import { Moment } from '../../parts/moment.tsx';
import { turning, usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';
import { ExportButtons } from './export.tsx';
import { LiveSwitch, useLive } from './live.tsx';

const PAGE = 50;
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;
const STATUSES = ['2xx', '4xx', '401', '403', '404', '409', '429', '5xx'] as const;

export function Calls({ connection }: { readonly connection: Connection }) {
  const { t } = useTranslation('activity');
  const pages = usePages();
  const [method, setMethod] = useState<(typeof METHODS)[number]>();
  const [status, setStatus] = useState<(typeof STATUSES)[number]>();
  const live = useLive(pages);
  const filters = { ...(method && { method }), ...(status && { status }), connection: connection.id };
  const read = useRead(
    'GET /calls',
    { query: { ...filters, limit: PAGE, ...(pages.cursor && { before: pages.cursor }) } },
    { keepPrevious: true, every: live.every },
  );
  return (
    <s-section padding="none" accessibilityLabel={t('view.calls')}>
      <div className="filters">
        <Filter
          label={t('calls.method')}
          every={t('calls.everyMethod')}
          values={METHODS}
          value={method}
          onChange={(value) => {
            pages.restart();
            setMethod(value);
          }}
        />
        <Filter
          label={t('calls.status')}
          every={t('calls.everyStatus')}
          values={STATUSES}
          value={status}
          onChange={(value) => {
            pages.restart();
            setStatus(value);
          }}
        />
        <LiveSwitch {...live} />
        <ExportButtons
          name="scim-calls"
          readPage={async (page) => {
            const { calls, next } = await call('GET /calls', { query: { ...filters, ...page } });
            return { rows: calls, next };
          }}
        />
      </div>
      <Shown read={read}>
        {({ calls, next }) => (
          <s-table {...turning(pages, next)} loading={read.isPlaceholderData}>
            <s-table-header-row>
              <s-table-header listSlot="primary">{t('column.call')}</s-table-header>
              <s-table-header listSlot="inline">{t('column.status')}</s-table-header>
              <s-table-header listSlot="labeled" format="numeric">
                {t('column.count')}
              </s-table-header>
              <s-table-header listSlot="labeled" format="numeric">
                {t('column.duration')}
              </s-table-header>
              <s-table-header listSlot="secondary">{t('column.at')}</s-table-header>
            </s-table-header-row>
            <s-table-body>
              {calls.map((one) => (
                <Call key={one.id} connectionId={connection.id} one={one} />
              ))}
            </s-table-body>
          </s-table>
        )}
      </Shown>
      {read.data?.calls.length === 0 && (
        <div className="list-note">
          <s-text color="subdued">{t(read.data.next === null ? 'calls.none' : 'calls.noneHere')}</s-text>
        </div>
      )}
    </s-section>
  );
}

interface CallProps {
  readonly connectionId: string;
  readonly one: Answer<'GET /calls'>['calls'][number];
}

function Call({ connectionId, one: { at, method, path, status, count, durationMs, subject } }: CallProps) {
  const { t } = useTranslation('activity');
  return (
    <s-table-row>
      <s-table-cell>
        <code>
          {method}{' '}
          {subject && path.includes('/Users') ? (
            <s-link href={href(`/people/${connectionId}/${subject}`)}>{path}</s-link>
          ) : (
            path
          )}
        </code>
      </s-table-cell>
      <s-table-cell>
        <s-badge
          tone={status < 400 ? 'success' : status < 500 ? 'warning' : 'critical'}
        >{`${status}`}</s-badge>
      </s-table-cell>
      <s-table-cell>{count}</s-table-cell>
      <s-table-cell>{t('ms', { value: Math.round(durationMs) })}</s-table-cell>
      <s-table-cell>
        <Moment at={at} />
      </s-table-cell>
    </s-table-row>
  );
}
