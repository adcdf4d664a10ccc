// What Rollcall wrote to the customer: this much, and no more, it may change or take away.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { Address } from '../../parts/address.tsx';
import { Fact, Facts } from '../../parts/facts.tsx';

type Link = NonNullable<Answer<'GET /connections/:id/users/:userId'>['link']>;

export function Written({ link: { fields, metafields, tags, address } }: { readonly link: Link }) {
  const { t } = useTranslation('person');
  const known = t('field', { returnObjects: true }) as Readonly<Record<string, string>>;
  return (
    <s-section heading={t('written.heading')} subheading={t('written.text')}>
      <Facts>
        {Object.entries(fields).map(([name, value]) => (
          <Fact key={name} name={known[name] ?? name}>
            <Address of={value} />
          </Fact>
        ))}
        {address !== null && <Fact name={t('address')}>{Object.values(address).join(', ')}</Fact>}
        {Object.entries(metafields).map(([name, value]) => (
          <Fact key={name} name={t('metafield', { name })}>
            {value}
          </Fact>
        ))}
        <Fact name={t('tags')}>
          {tags.length === 0 ? (
            '–'
          ) : (
            <s-stack direction="inline" gap="small-400">
              {tags.map((tag) => (
                <s-chip key={tag}>{tag}</s-chip>
              ))}
            </s-stack>
          )}
        </Fact>
      </Facts>
    </s-section>
  );
}
