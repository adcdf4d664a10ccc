// What is typed over the settings of a connection until it is saved, while somebody else may save others.
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Asked } from '../api/client.ts';
import { useErrorText, useReadAnew, useWrite } from '../api/queries.ts';
import type { Connection } from '../shell/connections.tsx';
import { clashes, isSame, rebase } from './rebase.ts';

type Changes = Asked<'PATCH /connections/:id'>['body'];

/** What is sent, by how the connection is at that moment; undefined: nothing. */
type Write = (newest: Connection) => Changes | undefined;

/** Saves what is made of the connection as it is then: a section is sent whole, with what others put there. */
export function useConnectionChange(id: string, toast: string) {
  const [isReading, setIsReading] = useState(false);
  const readAnew = useReadAnew();
  const sayError = useErrorText();
  const change = useWrite('PATCH /connections/:id', { toast: () => toast });
  async function save(write: Write) {
    setIsReading(true);
    try {
      const newest = (await readAnew('GET /connections', {})).find((one) => one.id === id);
      const body = newest === undefined ? {} : write(newest);
      if (body !== undefined) change.mutate({ parameters: { id }, body });
    } catch (error) {
      shopify.toast.show(sayError(error), { isError: true });
    } finally {
      setIsReading(false);
    }
  }
  return { save: (write: Write) => void save(write), isSaving: isReading || change.isPending };
}

interface Draft<T> {
  readonly connection: Connection;
  /** What of a connection the draft is of. */
  readonly read: (connection: Connection) => T;
  readonly toChanges: (draft: T, newest: Connection) => Changes;
  readonly toast: string;
}

/** Where somebody else saves meanwhile, what is not typed follows; of what is, nothing is overwritten unasked. */
export function useConnectionDraft<T>({ connection, read, toChanges, toast }: Draft<T>) {
  const { t } = useTranslation('parts');
  const stored = read(connection);
  const [base, setBase] = useState(stored);
  const [typed, setTyped] = useState(stored);
  const { save, isSaving } = useConnectionChange(connection.id, toast);
  const draft = rebase(base, typed, stored);
  if (!isSame(base, stored)) {
    setBase(stored);
    setTyped(draft);
  }

  function write(newest: Connection): Changes | undefined {
    const theirs = read(newest);
    if (!clashes(base, typed, theirs)) return toChanges(rebase(base, typed, theirs), newest);
    shopify.toast.show(t('clash'), { isError: true });
    return undefined;
  }

  return {
    draft,
    stored,
    isDirty: !isSame(draft, stored),
    change: setTyped,
    discard: () => setTyped(stored),
    save: () => save(write),
    isSaving,
  };
}
