// What persons asked for by way of Shopify: their data, which the merchant gives, or to be erased, which is done by itself.
import { useTranslation } from 'react-i18next';
import { type Answer, call } from '../../api/client.ts';
import { useErrorText, useRead, useWrite } from '../../api/queries.ts';
import { ActsHeader } from '../../parts/acts-header.tsx';
import { Confirmation } from '../../parts/confirmation.tsx';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { offerFile } from '../../parts/offer-file.ts';
import { turning, usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';

type DataRequest = Answer<'GET /privacy/requests'>['requests'][number];

const PAGE = 25;
const TONES = { open: 'warning', erasing: 'info', done: 'success' } as const;

export function DataRequests() {
  const { t } = useTranslation('settings');
  const pages = usePages();
  const read = useRead(
    'GET /privacy/requests',
    { query: { limit: PAGE, ...(pages.cursor !== undefined && { before: Number(pages.cursor) }) } },
    { keepPrevious: true, every: 15_000 },
  );
  return (
    <s-section padding="none" heading={t('requests.heading')}>
      <Shown read={read}>
        {({ requests, next }) =>
          requests.length === 0 && !pages.hasPrevious ? (
            <s-empty-state heading={t('requests.none')}>
              <s-text slot="subheading">{t('requests.noneText')}</s-text>
            </s-empty-state>
          ) : (
            <s-table
              {...turning(pages, next === null ? null : String(next))}
              loading={read.isPlaceholderData}
            >
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('requests.what')}</s-table-header>
                <s-table-header listSlot="inline">{t('requests.state')}</s-table-header>
                <s-table-header listSlot="labeled">{t('requests.customer')}</s-table-header>
                <s-table-header listSlot="labeled">{t('requests.received')}</s-table-header>
                <s-table-header listSlot="labeled">{t('requests.deadline')}</s-table-header>
                <ActsHeader>{t('requests.acts')}</ActsHeader>
              </s-table-header-row>
              <s-table-body>
                {requests.map((request) => (
                  <Request key={request.id} request={request} />
                ))}
              </s-table-body>
            </s-table>
          )
        }
      </Shown>
    </s-section>
  );
}

function Request({ request }: { readonly request: DataRequest }) {
  const { t } = useTranslation('settings');
  const { id, kind, state, customerId, receivedAt, deadlineAt } = request;
  return (
    <s-table-row>
      <s-table-cell>{t(`requests.kind.${kind}`)}</s-table-cell>
      <s-table-cell>
        <s-badge tone={TONES[state]}>{t(`requests.states.${state}`)}</s-badge>
      </s-table-cell>
      <s-table-cell>{customerId === null ? '–' : <CustomerLink id={customerId} />}</s-table-cell>
      <s-table-cell>
        <Moment at={receivedAt} />
      </s-table-cell>
      <s-table-cell>
        <Moment at={deadlineAt} />
      </s-table-cell>
      <s-table-cell>{kind === 'data_request' && state === 'open' && <Acts id={id} />}</s-table-cell>
    </s-table-row>
  );
}

function Acts({ id }: { readonly id: string }) {
  const { t } = useTranslation('settings');
  const sayError = useErrorText();
  const parameters = { request: id };
  const close = useWrite('POST /privacy/requests/:request/done', { toast: () => t('requests.closed') });

  async function download() {
    try {
      const document = await call('GET /privacy/requests/:request/document', { parameters });
      const text = `${JSON.stringify(document, null, 2)}\n`;
      offerFile(`data-request-${id}.json`, new Blob([text], { type: 'application/json' }));
    } catch (error) {
      shopify.toast.show(sayError(error), { isError: true });
    }
  }

  return (
    <s-stack direction="inline" gap="small">
      <s-button icon="import" onClick={download}>
        {t('requests.document')}
      </s-button>
      <s-button variant="tertiary" commandFor={`answered-${id}`}>
        {t('requests.done')}
      </s-button>
      <Confirmation
        id={`answered-${id}`}
        heading={t('requests.doneHeading')}
        act={t('requests.done')}
        isCritical={false}
        onConfirm={() => close.mutate({ parameters })}
      >
        <s-paragraph>{t('requests.doneText')}</s-paragraph>
      </Confirmation>
    </s-stack>
  );
}
