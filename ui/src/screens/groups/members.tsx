// Whom a rule is for, saved or not: each person with the groups by which it is, a page at a time.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../../api/client.ts';
import { useAsk } from '../../api/queries.ts';
import type { Settings } from '../../parts/mapping-preview.tsx';
import { usePages } from '../../parts/pages.ts';
import { Shown } from '../../parts/shown.tsx';
import { href } from '../../shell/paths.ts';

type Member = Answer<'POST /connections/:id/groups/members'>['members'][number];

const PAGE = 10;

interface MembersProps {
  readonly connectionId: string;
  readonly settings: Settings;
  /** Of the rule, from 1. */
  readonly number: number;
}

export function Members({ number, ...asked }: MembersProps) {
  const { t } = useTranslation('groups');
  const [isShown, setShown] = useState(false);
  return (
    <div className="members">
      <div>
        <s-button
          variant="tertiary"
          icon={isShown ? 'chevron-up' : 'chevron-down'}
          onClick={() => setShown(!isShown)}
        >
          {t(isShown ? 'members.hide' : 'members.show', { number })}
        </s-button>
      </div>
      {isShown && <MemberList number={number} {...asked} />}
    </div>
  );
}

function MemberList({ connectionId: id, settings, number }: MembersProps) {
  const { t } = useTranslation('groups');
  const pages = usePages();
  const read = useAsk('POST /connections/:id/groups/members', {
    parameters: { id },
    body: { settings, rule: number, after: pages.cursor ?? '', limit: PAGE },
  });
  return (
    <Shown read={read}>
      {({ members, next }) => (
        <>
          {members.length === 0 && <p className="row-text">{t('members.nobody')}</p>}
          <ul>
            {members.map((member) => (
              <li key={member.userId}>
                <s-link href={href(`/people/${id}/${member.userId}`)}>{member.name ?? member.userId}</s-link>
                <HowSo member={member} />
              </li>
            ))}
          </ul>
          {(next !== null || pages.hasPrevious) && (
            <s-stack direction="inline" gap="small">
              <s-button disabled={!pages.hasPrevious} onClick={() => pages.back()}>
                {t('members.previous')}
              </s-button>
              <s-button disabled={next === null} onClick={() => next !== null && pages.forth(next)}>
                {t('members.next')}
              </s-button>
            </s-stack>
          )}
        </>
      )}
    </Shown>
  );
}

/** In which groups directly, through which others, and what stands against it. */
function HowSo({ member: { active, customerId, groups } }: { readonly member: Member }) {
  const { t } = useTranslation('groups');
  const namesOf = (direct: boolean) =>
    groups
      .filter((group) => group.direct === direct)
      .map(({ name }) => name)
      .join(', ');
  const [direct, indirect] = [namesOf(true), namesOf(false)];
  const facts = [
    groups.length === 0 && t('members.everyone'),
    direct !== '' && t('members.directly', { groups: direct }),
    indirect !== '' && t('members.through', { groups: indirect }),
    !active && t('members.inactive'),
    active && customerId === null && t('members.noCustomer'),
  ];
  return <span className="result-name">{facts.filter(Boolean).join(' · ')}</span>;
}
