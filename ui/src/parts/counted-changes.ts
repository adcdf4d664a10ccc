// Counts, step by step, how many customers settings would change that are not saved yet.
import { useEffect, useRef, useState } from 'react';
import { type Answer, type Asked, call } from '../api/client.ts';

type Step = Answer<'POST /connections/:id/mapping/changes'>;
type Settings = NonNullable<Asked<'POST /connections/:id/mapping/changes'>['body']['settings']>;
type Touched = Step['rules'][number];

/** What all steps so far came to. */
export interface Counted extends Omit<Step, 'next'> {
  readonly state: 'counting' | 'done' | 'stopped' | 'failed';
  readonly error?: unknown;
}

const MAX_EXAMPLES = 3;
const NOTHING: Counted = {
  state: 'counting',
  users: 0,
  total: 0,
  customers: 0,
  fields: {},
  rules: [],
  savedRules: [],
  examples: [],
};

/** @param settings undefined while nothing is to be counted */
export function useCountedChanges(id: string, settings: Settings | undefined) {
  const [counted, setCounted] = useState(NOTHING);
  const stopping = useRef(new AbortController());
  const text = JSON.stringify(settings);
  useEffect(() => {
    if (text === undefined) return;
    const stop = new AbortController();
    stopping.current = stop;
    setCounted(NOTHING);
    countAll(id, JSON.parse(text) as Settings, stop.signal, setCounted).catch((error: unknown) =>
      setCounted((sum) => ({ ...sum, state: stop.signal.aborted ? 'stopped' : 'failed', error })),
    );
    return () => stop.abort();
  }, [id, text]);
  return { counted, stop: () => stopping.current.abort() };
}

async function countAll(
  id: string,
  settings: Settings,
  signal: AbortSignal,
  onStep: (sum: Counted) => void,
): Promise<void> {
  let sum = NOTHING;
  for (let after: string | null = ''; after !== null; ) {
    const step: Step = await call(
      'POST /connections/:id/mapping/changes',
      { parameters: { id }, body: { settings, after } },
      signal,
    );
    after = step.next;
    sum = add(sum, step);
    onStep(sum);
  }
}

function add(sum: Counted, { next, ...step }: Step): Counted {
  const fields = { ...sum.fields };
  for (const [name, count] of Object.entries(step.fields)) fields[name] = (fields[name] ?? 0) + count;
  return {
    state: next === null ? 'done' : 'counting',
    users: sum.users + step.users,
    total: Math.max(step.total, sum.users + step.users),
    customers: sum.customers + step.customers,
    fields,
    rules: addEach(sum.rules, step.rules),
    savedRules: addEach(sum.savedRules, step.savedRules),
    examples: [...sum.examples, ...step.examples].slice(0, MAX_EXAMPLES),
  };
}

function addEach(sums: readonly Touched[], more: readonly Touched[]): Touched[] {
  return more.map(({ people, customers }, index) => ({
    people: people + (sums[index]?.people ?? 0),
    customers: customers + (sums[index]?.customers ?? 0),
  }));
}
