// What the mapping and all rules together give the person.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { Fact, Facts } from '../../parts/facts.tsx';

type Preview = Answer<'POST /connections/:id/mapping/preview'>;

export function Given({ preview: { tags, metafields, company } }: { readonly preview: Preview }) {
  const { t } = useTranslation('groups');
  const nothing = t('given.nothing');
  const roles = (company?.roles ?? [])
    .map(({ location, role }) => [role, location].filter((part) => part !== null).join(' · '))
    .filter((role) => role !== '');
  return (
    <Facts>
      <Fact name={t('given.tags')}>{tags.join(', ') || nothing}</Fact>
      <Fact name={t('given.metafields')}>
        {Object.entries(metafields)
          .map(([key, value]) => `${key} = ${value}`)
          .join(', ') || nothing}
      </Fact>
      <Fact name={t('given.company')}>
        {company === null
          ? nothing
          : `${company.name ?? company.externalId} (${t('given.byRule', { number: company.rule })})`}
      </Fact>
      <Fact name={t('given.roles')}>{roles.join(', ') || nothing}</Fact>
    </Facts>
  );
}
