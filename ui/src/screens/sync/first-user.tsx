// Waits for the first user, and says what has become of them.
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useRead } from '../../api/queries.ts';
import { PersonStateBadge } from '../../parts/person-state.tsx';
import type { Connection } from '../../shell/connections.tsx';
import { href } from '../../shell/paths.ts';

type Person = Answer<'GET /connections/:id/users'>['users'][number];

const EVERY_MS = 1500;

export function useFirstUser(id: string): Person | undefined {
  const { data } = useRead(
    'GET /connections/:id/users',
    { parameters: { id }, query: { limit: 1 } },
    { every: (answer) => (answer?.users[0]?.state === 'synced' ? false : EVERY_MS) },
  );
  return data?.users[0];
}

interface FirstUserProps {
  readonly connection: Connection;
  readonly person: Person | undefined;
}

export function FirstUser({ connection: { id, provider }, person }: FirstUserProps) {
  const { t } = useTranslation('sync');
  if (person === undefined) {
    return (
      <>
        <s-paragraph>{t(provider === 'entra' ? 'first.entra' : 'first.text')}</s-paragraph>
        <s-stack direction="inline" gap="small" alignItems="center">
          <s-spinner accessibilityLabel={t('first.waiting')} />
          <s-text color="subdued">{t('first.waiting')}</s-text>
        </s-stack>
      </>
    );
  }
  return (
    <s-stack direction="inline" gap="small-200" alignItems="center">
      <span className="signed">
        <s-icon type="check-circle" tone="success" />
        <s-text>{t('first.received')}</s-text>
      </span>
      <s-link href={href(`/people/${id}/${person.userId}`)}>
        {person.displayName ?? person.userName ?? person.userId}
      </s-link>
      <PersonStateBadge state={person.state} />
      <s-link href={href(`/people?connection=${id}`)}>{t('first.all')}</s-link>
    </s-stack>
  );
}
