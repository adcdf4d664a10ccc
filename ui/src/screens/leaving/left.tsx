// Who has left, the last first, with the way to each certificate: also of those whom the directory has deleted since.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useRead } from '../../api/queries.ts';
import { Moment } from '../../parts/moment.tsx';
import { turning, usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { href } from '../../shell/paths.ts';

const PAGE = 20;

export function Left({ connectionId: id }: { readonly connectionId: string }) {
  const { t } = useTranslation('leaving');
  const [q, setQ] = useState('');
  const pages = usePages();
  const read = useRead(
    'GET /connections/:id/certificates',
    {
      parameters: { id },
      query: { limit: PAGE, ...(pages.cursor && { cursor: pages.cursor }), ...(q && { q }) },
    },
    { keepPrevious: true, every: pages.hasPrevious ? 0 : 10_000 },
  );

  function search(text: string) {
    pages.restart();
    setQ(text.trim());
  }

  return (
    <s-section heading={t('left.heading')}>
      <s-paragraph>{t('left.text')}</s-paragraph>
      <s-search-field
        label={t('left.search')}
        labelAccessibilityVisibility="exclusive"
        placeholder={t('left.search')}
        value={q}
        onChange={({ currentTarget }) => search(currentTarget.value)}
      />
      <Shown read={read}>
        {({ certificates, next }) =>
          certificates.length === 0 && next === null && !pages.hasPrevious ? (
            <s-paragraph color="subdued">{t(q === '' ? 'left.nobody' : 'left.nobodyLikeThat')}</s-paragraph>
          ) : (
            <s-table {...turning(pages, next)} loading={read.isPlaceholderData}>
              <s-table-header-row>
                <s-table-header listSlot="primary">{t('left.person')}</s-table-header>
                <s-table-header listSlot="labeled">{t('left.since')}</s-table-header>
                <s-table-header listSlot="labeled">{t('left.kind')}</s-table-header>
                <s-table-header listSlot="inline">{t('left.certificate')}</s-table-header>
              </s-table-header-row>
              <s-table-body>
                {certificates.map(({ id: certificateId, userId, person, since, kind, isComplete }) => (
                  <s-table-row key={certificateId}>
                    <s-table-cell>
                      <s-link href={href(`/people/${id}/${userId}`)}>
                        {person?.userName ?? person?.email ?? userId}
                      </s-link>
                    </s-table-cell>
                    <s-table-cell>
                      <Moment at={since} />
                    </s-table-cell>
                    <s-table-cell>{t(`held.${kind}`)}</s-table-cell>
                    <s-table-cell>
                      <s-badge tone={isComplete ? 'success' : 'critical'}>
                        {t(isComplete ? 'left.complete' : 'left.incomplete')}
                      </s-badge>
                    </s-table-cell>
                  </s-table-row>
                ))}
              </s-table-body>
            </s-table>
          )
        }
      </Shown>
    </s-section>
  );
}
