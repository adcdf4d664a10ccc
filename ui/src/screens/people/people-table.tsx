// A page of people: who, how far the sync has come, which customer, and what there is to say.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { type Pages, turning } from '../../parts/pages.ts';
import { PersonStateBadge } from '../../parts/person-state.tsx';
import { href } from '../../shell/paths.ts';

type Users = Answer<'GET /connections/:id/users'>['users'];

interface PeopleTableProps {
  readonly connectionId: string;
  readonly users: Users;
  readonly next: string | null;
  readonly pages: Pages;
  readonly isLoading: boolean;
  readonly isFiltered: boolean;
}

export function PeopleTable({ connectionId, users, next, pages, isLoading, isFiltered }: PeopleTableProps) {
  const { t } = useTranslation('people');
  if (users.length === 0 && next === null && !pages.hasPrevious) {
    return (
      <s-empty-state heading={t(isFiltered ? 'nobody.filtered' : 'nobody.heading')}>
        <s-text slot="subheading">{t(isFiltered ? 'nobody.filteredText' : 'nobody.text')}</s-text>
        {!isFiltered && (
          <s-button slot="primary-action" variant="primary" href={href('/sync')}>
            {t('nobody.setUp')}
          </s-button>
        )}
      </s-empty-state>
    );
  }
  return (
    <s-table {...turning(pages, next)} loading={isLoading}>
      <s-table-header-row>
        <s-table-header listSlot="primary">{t('column.person')}</s-table-header>
        <s-table-header listSlot="inline">{t('column.state')}</s-table-header>
        <s-table-header listSlot="labeled">{t('column.customer')}</s-table-header>
        <s-table-header listSlot="labeled">{t('column.since')}</s-table-header>
        <s-table-header listSlot="secondary">{t('column.note')}</s-table-header>
      </s-table-header-row>
      <s-table-body>
        {users.map(({ userId, userName, displayName, state, customerId, since, detail, cause, warnings }) => (
          <s-table-row key={userId} clickDelegate={`person-${userId}`}>
            <s-table-cell>
              <s-link id={`person-${userId}`} href={href(`/people/${connectionId}/${userId}`)}>
                {displayName ?? userName ?? userId}
              </s-link>
              {displayName !== null && userName !== null && (
                <div className="beneath">
                  <s-text color="subdued">{userName}</s-text>
                </div>
              )}
            </s-table-cell>
            <s-table-cell>
              <PersonStateBadge state={state} />
            </s-table-cell>
            <s-table-cell>
              {customerId === null ? <s-text color="subdued">–</s-text> : <CustomerLink id={customerId} />}
            </s-table-cell>
            <s-table-cell>{since === null ? '–' : <Moment at={since} />}</s-table-cell>
            <s-table-cell>
              <s-text color="subdued">{[detail ?? cause, ...warnings].filter(Boolean).join(' ')}</s-text>
            </s-table-cell>
          </s-table-row>
        ))}
      </s-table-body>
    </s-table>
  );
}
