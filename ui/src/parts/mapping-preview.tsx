// What settings that are not saved yet make of a person whom the admin chooses.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Asked } from '../api/client.ts';
import { useAsk, useRead } from '../api/queries.ts';
import { useWarnings } from '../notices/notice.ts';
import { Failure } from './failure.tsx';

export type Settings = NonNullable<Asked<'POST /connections/:id/mapping/preview'>['body']['settings']>;

/** How long after the last key the server is asked. */
const PAUSE_MS = 300;
const CHOICES = 50;

/** Settings as they are once typing pauses. */
export function useSettled(settings: Settings | undefined): Settings | undefined {
  const text = JSON.stringify(settings);
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const pause = setTimeout(() => setSettled(text), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [text]);
  return settled === undefined ? undefined : (JSON.parse(settled) as Settings);
}

/** @param settings undefined while they cannot even be sent */
export function useMappingPreview(id: string, userId: string, settings: Settings | undefined) {
  const settled = useSettled(settings);
  return useAsk(
    'POST /connections/:id/mapping/preview',
    { parameters: { id }, body: { userId, settings: settled ?? {} } },
    { enabled: userId !== '' && settled !== undefined },
  );
}

interface PersonChoiceProps {
  readonly connectionId: string;
  readonly userId: string;
  readonly onChoose: (userId: string) => void;
}

/** One of the connection's people; the first until another is chosen. */
export function PersonChoice({ connectionId: id, userId, onChoose }: PersonChoiceProps) {
  const { t } = useTranslation('parts');
  const [q, setQ] = useState('');
  const { data, error, refetch } = useRead(
    'GET /connections/:id/users',
    { parameters: { id }, query: { limit: CHOICES, cursor: '', ...(q && { q }) } },
    { keepPrevious: true },
  );
  const people = data?.users.filter(({ userName }) => userName !== null) ?? [];
  const first = people[0]?.userId ?? '';
  const isThere = people.some((one) => one.userId === userId);
  useEffect(() => {
    if (!isThere && first !== '') onChoose(first);
  }, [isThere, first, onChoose]);
  if (data === undefined && error !== null) {
    return <Failure error={error} onRetry={() => void refetch()} />;
  }
  if (data !== undefined && people.length === 0 && q === '') {
    return <s-paragraph>{t('preview.nobody')}</s-paragraph>;
  }
  return (
    <div className="fields">
      <s-search-field
        label={t('preview.search')}
        value={q}
        {...(people.length === 0 && data !== undefined && { error: t('preview.noMatch') })}
        onInput={({ currentTarget }) => setQ(currentTarget.value.trim())}
      />
      <s-select
        label={t('preview.person')}
        value={userId}
        onChange={({ currentTarget }) => onChoose(currentTarget.value)}
      >
        {people.map((one) => (
          <s-option key={one.userId} value={one.userId}>
            {one.displayName ?? one.userName ?? one.userId}
          </s-option>
        ))}
      </s-select>
    </div>
  );
}

interface PreviewWarningsProps {
  readonly of: Pick<Answer<'POST /connections/:id/mapping/preview'>, 'warnings' | 'notices'> | undefined;
}

/** What is left out for this person, and why. */
export function PreviewWarnings({ of: preview }: PreviewWarningsProps) {
  const { t } = useTranslation('parts');
  const say = useWarnings();
  if (preview === undefined || preview.warnings.length === 0) return null;
  return (
    <s-banner tone="warning" heading={t('preview.warnings')}>
      {say(preview).map(({ text, lang }) => (
        <div key={text} lang={lang}>
          <s-paragraph>{text}</s-paragraph>
        </div>
      ))}
    </s-banner>
  );
}
