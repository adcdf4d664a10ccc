// People: the users of a connection, searched, filtered and sorted by the server, a page at a time; the address says which.
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { useRead } from '../../api/queries.ts';
import { Filter } from '../../parts/filter.tsx';
import { PERSON_STATES } from '../../parts/person-state.tsx';
import { Shown } from '../../parts/shown.tsx';
import { ConnectionChoice, OfConnection } from '../../shell/connections.tsx';
import { PeopleTable } from './people-table.tsx';

const PAGE = 50;
/** How long after the last key a search begins. */
const PAUSE_MS = 250;

/** As the server sorts, in both directions; the first is the usual one. */
const ORDERS = [
  'displayName-ascending',
  'displayName-descending',
  'userName-ascending',
  'userName-descending',
  'changed-descending',
  'changed-ascending',
  'created-descending',
  'created-ascending',
  'state-ascending',
  'state-descending',
] as const;
type Order = (typeof ORDERS)[number];
type Sort = 'displayName' | 'userName' | 'changed' | 'created' | 'state';

export function People() {
  const { t } = useTranslation('people');
  return (
    <s-page heading={t('heading')} inlineSize="large">
      <OfConnection>{({ id }) => <List connectionId={id} />}</OfConnection>
    </s-page>
  );
}

function List({ connectionId }: { readonly connectionId: string }) {
  const { t } = useTranslation(['people', 'parts']);
  const [parameters, setParameters] = useSearchParams();
  const state = PERSON_STATES.find((one) => one === parameters.get('state'));
  const q = parameters.get('q') ?? '';
  const order = ORDERS.find((one) => one === parameters.get('order')) ?? ORDERS[0];
  const cursor = parameters.get('page') ?? '';
  const [sort, direction] = order.split('-') as [Sort, 'ascending' | 'descending'];
  const read = useRead(
    'GET /connections/:id/users',
    {
      parameters: { id: connectionId },
      query: { limit: PAGE, cursor, sort, order: direction, ...(state && { state }), ...(q && { q }) },
    },
    { keepPrevious: true, every: 10_000 },
  );

  /** Another page is a step that the browser can take back; another filter begins anew. */
  function put(name: 'state' | 'q' | 'order' | 'page', value: string) {
    setParameters(
      () => {
        // As the address is by now: where a search begins that was typed before, a filter may have been chosen since.
        const after = new URLSearchParams(location.search);
        after.delete('page');
        if (value === '') after.delete(name);
        else after.set(name, value);
        return after;
      },
      { replace: name !== 'page' },
    );
  }

  return (
    <s-section padding="none" accessibilityLabel={t('heading')}>
      <div className="filters">
        <ConnectionChoice />
        <SearchBox value={q} onSearch={(text) => put('q', text)} />
        <Filter
          label={t('state')}
          every={t('everyState')}
          values={PERSON_STATES}
          value={state}
          say={(one) => t(`parts:state.${one}`)}
          onChange={(value) => put('state', value ?? '')}
        />
        <s-select
          label={t('order')}
          labelAccessibilityVisibility="exclusive"
          value={order}
          onChange={({ currentTarget }) => put('order', currentTarget.value)}
        >
          {ORDERS.map((one: Order) => (
            <s-option key={one} value={one}>
              {t(`orders.${one}`)}
            </s-option>
          ))}
        </s-select>
      </div>
      <Shown read={read}>
        {(list) => (
          <PeopleTable
            connectionId={connectionId}
            list={list}
            onTurn={(page) => put('page', page)}
            isLoading={read.isPlaceholderData}
            isFiltered={q !== '' || state !== undefined}
          />
        )}
      </Shown>
    </s-section>
  );
}

interface SearchBoxProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
}

function SearchBox({ value, onSearch }: SearchBoxProps) {
  const { t } = useTranslation('people');
  const [typed, setTyped] = useState(value);
  const asked = useRef(value);
  const isUnderWay = useRef(false);
  useEffect(() => {
    if (value === asked.current) isUnderWay.current = false;
    // While ours is under way, the address still says one of before.
    if (isUnderWay.current || value === asked.current) return;
    asked.current = value;
    setTyped(value);
  }, [value]);
  function search() {
    const text = typed.trim();
    if (text === asked.current) return;
    asked.current = text;
    isUnderWay.current = true;
    onSearch(text);
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: a search begins when typing pauses, and only then
  useEffect(() => {
    const pause = setTimeout(search, PAUSE_MS);
    return () => clearTimeout(pause);
  }, [typed]);
  return (
    <s-search-field
      label={t('search')}
      labelAccessibilityVisibility="exclusive"
      placeholder={t('search')}
      value={typed}
      onInput={({ currentTarget }) => setTyped(currentTarget.value)}
      // A search that began after somebody had gone on to a person would take them back here.
      onChange={search}
    />
  );
}
