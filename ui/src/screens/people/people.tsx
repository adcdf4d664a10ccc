// People: the users of a connection, searched and filtered by the server, a page at a time.
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../api/queries.ts';
import { usePages } from '../../parts/pages.ts';
import { PERSON_STATES, type PersonState } from '../../parts/person-state.tsx';
import { Shown } from '../../parts/shown.tsx';
import { ConnectionChoice, useConnection } from '../../shell/connections.tsx';
import { PeopleTable } from './people-table.tsx';

const PAGE = 50;
/** How long after the last key a search begins. */
const PAUSE_MS = 250;

export function People() {
  const { t } = useTranslation(['people', 'parts']);
  const connection = useConnection();
  const [parameters, setParameters] = useSearchParams();
  const pages = usePages();
  const state = PERSON_STATES.find((one) => one === parameters.get('state'));
  const q = parameters.get('q') ?? '';
  const read = useRead(
    'GET /connections/:id/users',
    {
      parameters: { id: connection?.id ?? '' },
      query: { limit: PAGE, cursor: pages.cursor ?? '', ...(state && { state }), ...(q && { q }) },
    },
    { enabled: connection !== undefined, keepPrevious: true, every: 10_000 },
  );

  function filter(name: 'state' | 'q', value: string) {
    pages.restart();
    setParameters(
      (before) => {
        const after = new URLSearchParams(before);
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: true },
    );
  }

  return (
    <s-page heading={t('heading')} inlineSize="large">
      <s-section padding="none" accessibilityLabel={t('heading')}>
        <div className="filters">
          <ConnectionChoice />
          <SearchBox value={q} onSearch={(text) => filter('q', text)} />
          <s-select
            label={t('state')}
            labelAccessibilityVisibility="exclusive"
            value={state ?? ''}
            onChange={({ currentTarget }) => filter('state', currentTarget.value)}
          >
            <s-option value="">{t('everyState')}</s-option>
            {PERSON_STATES.map((one: PersonState) => (
              <s-option key={one} value={one}>
                {t(`parts:state.${one}`)}
              </s-option>
            ))}
          </s-select>
        </div>
        <Shown read={read}>
          {({ users, next }) => (
            <PeopleTable
              connectionId={connection?.id ?? ''}
              users={users}
              next={next}
              pages={pages}
              isLoading={read.isPlaceholderData}
              isFiltered={q !== '' || state !== undefined}
            />
          )}
        </Shown>
      </s-section>
    </s-page>
  );
}

interface SearchBoxProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

function SearchBox({ value, onSearch }: SearchBoxProps) {
  const { t } = useTranslation('people');
  const [typed, setTyped] = useState(value);
  useEffect(() => setTyped(value), [value]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a search begins when typing pauses, and only then
  useEffect(() => {
    if (typed === value) return;
    const pause = setTimeout(() => onSearch(typed.trim()), PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return (
    <s-search-field
      label={t('search')}
      labelAccessibilityVisibility="exclusive"
      placeholder={t('search')}
      value={typed}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
    />
  );
}
