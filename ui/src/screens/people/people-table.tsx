// A page of people: who, how far the sync has come, which customer, and what there is to say.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useExplain } from '../../explanations/explain.ts';
import { More } from '../../explanations/more.tsx';
import { useWarnings } from '../../notices/notice.ts';
import { Address } from '../../parts/address.tsx';
import { CustomerLink } from '../../parts/customer-link.tsx';
import { Moment } from '../../parts/moment.tsx';
import { PersonStateBadge } from '../../parts/person-state.tsx';
import { href } from '../../shell/paths.ts';

type List = Answer<'GET /connections/:id/users'>;

interface PeopleTableProps {
  readonly connectionId: string;
  readonly list: List;
  /** Told of the page that is to be shown. */
  readonly onTurn: (page: string) => void;
  readonly isLoading: boolean;
  readonly isFiltered: boolean;
}

export function PeopleTable({ connectionId, list, onTurn, isLoading, isFiltered }: PeopleTableProps) {
  const { t } = useTranslation('people');
  const { users, next, previous, total } = list;
  if (users.length === 0 && next === null && previous === null) {
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
    <>
      <p className="list-count" role="status">
        {total === null ? t('many') : t('count', { count: total })}
      </p>
      <s-table
        paginate={next !== null || previous !== null}
        hasNextPage={next !== null}
        hasPreviousPage={previous !== null}
        onNextPage={() => next !== null && onTurn(next)}
        onPreviousPage={() => previous !== null && onTurn(previous)}
        loading={isLoading}
      >
        <s-table-header-row>
          <s-table-header listSlot="primary">{t('column.person')}</s-table-header>
          <s-table-header listSlot="inline">{t('column.state')}</s-table-header>
          <s-table-header listSlot="labeled">{t('column.customer')}</s-table-header>
          <s-table-header listSlot="labeled">{t('column.changed')}</s-table-header>
          <s-table-header listSlot="secondary">{t('column.note')}</s-table-header>
        </s-table-header-row>
        <s-table-body>
          {users.map((user) => (
            <Row key={user.userId} connectionId={connectionId} user={user} />
          ))}
        </s-table-body>
      </s-table>
    </>
  );
}

interface RowProps {
  readonly connectionId: string;
  readonly user: List['users'][number];
}

function Row({ connectionId, user }: RowProps) {
  const { userId, userName, displayName, state, customerId, changedAt } = user;
  const { cause, more } = useExplain()(user);
  const warnings = useWarnings()(user);
  return (
    <s-table-row clickDelegate={`person-${userId}`}>
      <s-table-cell>
        <s-link id={`person-${userId}`} href={href(`/people/${connectionId}/${userId}`)}>
          {displayName ?? userName ?? userId}
        </s-link>
        {displayName !== null && userName !== null && (
          <div className="beneath">
            <s-text color="subdued">
              <Address of={userName} />
            </s-text>
          </div>
        )}
      </s-table-cell>
      <s-table-cell>
        <PersonStateBadge state={state} />
      </s-table-cell>
      <s-table-cell>
        {customerId === null ? <s-text color="subdued">–</s-text> : <CustomerLink id={customerId} />}
      </s-table-cell>
      <s-table-cell>{changedAt === null ? '–' : <Moment at={changedAt} />}</s-table-cell>
      <s-table-cell>
        {cause !== null && <s-text color="subdued">{cause}</s-text>}
        {[more, ...warnings].map((said) => said !== null && <More key={said.text}>{said}</More>)}
      </s-table-cell>
    </s-table-row>
  );
}
