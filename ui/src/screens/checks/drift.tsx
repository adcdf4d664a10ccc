// Customers of which another hand changed what Rollcall had written.
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { useChangedText } from '../../parts/changed.ts';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { usePages } from '../../parts/pages.ts';
import { PersonName } from '../../parts/person-name.tsx';
import { Shown } from '../../parts/shown.tsx';

const PAGE = 20;
const EVERY_MS = 15_000;

export function Drift({ connectionId: id }: { readonly connectionId: string }) {
  const { t } = useTranslation('checks');
  const sayChanged = useChangedText();
  const pages = usePages();
  const read = useRead(
    'GET /connections/:id/drift',
    { parameters: { id }, query: { limit: PAGE, after: pages.cursor ?? '' } },
    { keepPrevious: true, every: EVERY_MS },
  );
  return (
    <Shown read={read}>
      {({ customers, next }) =>
        customers.length === 0 && !pages.hasPrevious ? (
          <s-section>
            <s-empty-state heading={t('drift.none')}>
              <s-text slot="subheading">{t('drift.noneText')}</s-text>
            </s-empty-state>
          </s-section>
        ) : (
          <s-section padding="none" accessibilityLabel={t('view.drift')}>
            <div className="list-head">
              <s-text color="subdued">{t('drift.text')}</s-text>
            </div>
            <s-table
              paginate={next !== null || pages.hasPrevious}
              hasNextPage={next !== null}
              hasPreviousPage={pages.hasPrevious}
              loading={read.isPlaceholderData}
              onNextPage={() => next !== null && pages.forth(next)}
              onPreviousPage={() => pages.back()}
            >
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('column.person')}</s-table-header>
                <s-table-header listSlot="secondary">{t('column.changed')}</s-table-header>
                <s-table-header listSlot="labeled">{t('column.customer')}</s-table-header>
                <s-table-header listSlot="labeled">{t('column.since')}</s-table-header>
              </s-table-header-row>
              <s-table-body>
                {customers.map(({ userId, name, customerId, changed, since }) => (
                  <s-table-row key={userId}>
                    <s-table-cell>
                      <PersonName connectionId={id} userId={userId} name={name} />
                    </s-table-cell>
                    <s-table-cell>{sayChanged(changed)}</s-table-cell>
                    <s-table-cell>
                      {customerId === null ? '–' : <CustomerLink id={customerId} />}
                    </s-table-cell>
                    <s-table-cell>
                      <Moment at={since} />
                    </s-table-cell>
                  </s-table-row>
                ))}
              </s-table-body>
            </s-table>
          </s-section>
        )
      }
    </Shown>
  );
}
