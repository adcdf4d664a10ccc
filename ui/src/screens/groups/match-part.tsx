// Which groups a rule is for, and which of the stored ones that are.
import { useTranslation } from 'react-i18next';
import type { Matches, Rule } from './rule-card.tsx';

type Match = Rule['match'];

const KINDS = ['name', 'pattern', 'id', 'everyone'] as const;
const MAX_TEXT = 255;

export function matchText({ name, pattern, id }: Match): string {
  return name ?? pattern ?? id ?? '';
}

export function isMatchComplete(match: Match): boolean {
  return match.everyone === true || matchText(match) !== '';
}

interface MatchPartProps {
  readonly match: Match;
  readonly matches: Matches | undefined;
  readonly onChange: (match: Match) => void;
}

export function MatchPart({ match, matches, onChange }: MatchPartProps) {
  const { t } = useTranslation('groups');
  const kind = KINDS.find((one) => match[one] !== undefined) ?? 'name';
  const text = matchText(match);
  return (
    <>
      <div className="fields">
        <s-select
          label={t('match.label')}
          value={kind}
          onChange={({ currentTarget }) => {
            const chosen = KINDS.find((one) => one === currentTarget.value) ?? kind;
            onChange(chosen === 'everyone' ? { everyone: true } : { [chosen]: text });
          }}
        >
          {KINDS.map((one) => (
            <s-option key={one} value={one}>
              {t(`match.by.${one}`)}
            </s-option>
          ))}
        </s-select>
        {kind !== 'everyone' && (
          <s-text-field
            label={t(`match.${kind}`)}
            details={t(`match.${kind}Text`)}
            maxLength={MAX_TEXT}
            value={text}
            {...(text === '' && { error: t('match.missing') })}
            onInput={({ currentTarget }) => onChange({ [kind]: currentTarget.value })}
          />
        )}
      </div>
      {kind !== 'everyone' && matches !== undefined && <Matched {...matches} />}
    </>
  );
}

function Matched({ matched, groups }: Matches) {
  const { t } = useTranslation('groups');
  if (matched === 0) return <p className="rung-limit">{t('matched.none')}</p>;
  return (
    <div className="matched">
      <span>{t('matched.groups', { count: matched })}</span>
      <ul>
        {groups.map(({ id, name, members }) => (
          <li key={id}>
            <bdi>{name}</bdi> <span className="result-name">{t('matched.members', { count: members })}</span>
          </li>
        ))}
      </ul>
      {matched > groups.length && <span>{t('matched.more', { count: matched - groups.length })}</span>}
    </div>
  );
}
