// What is typed over the settings of a connection until it is saved, while somebody else may save others.
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer, Asked } from '../api/client.ts';
import { useErrorText, useReadAnew, useShow, useWrite } from '../api/queries.ts';
import type { Connection } from '../shell/connections.tsx';
import { clashes, isSame, rebase } from './rebase.ts';

type Changes = Asked<'PATCH /connections/:id'>['body'];
/** A connection as saving it answers. */
export type Stored = Answer<'PATCH /connections/:id'>;

/** What is sent, by how the connection is at that moment; undefined: nothing. */
type Write = (newest: Connection) => Changes | undefined;

/**
 * Saves what is made of the connection as it is then: a section is sent whole, with what others put there.
 *
 * @param onSaved is told what is stored now, once it is
 */
export function useConnectionChange(id: string, toast: string, onSaved?: (stored: Stored) => void) {
  const [isReading, setIsReading] = useState(false);
  const readAnew = useReadAnew();
  const sayError = useErrorText();
  const show = useShow();
  const change = useWrite('PATCH /connections/:id', {
    toast: () => toast,
    onDone(stored) {
      show('GET /connections', {}, (all) => all.map((one) => (one.id === id ? { ...one, ...stored } : one)));
      onSaved?.(stored);
    },
  });
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
  readonly read: (connection: Stored) => T;
  readonly toChanges: (draft: T, newest: Connection) => Changes;
  readonly toast: string;
}

/**
 * Where somebody else saves meanwhile, what is not typed follows; of what is, nothing is overwritten unasked. While it
 * is being saved what is typed stands, and afterwards whatever of it was typed since.
 */
export function useConnectionDraft<T>({ connection, read, toChanges, toast }: Draft<T>) {
  const { t } = useTranslation('parts');
  const stored = read(connection);
  const [base, setBase] = useState(stored);
  const [typed, setTyped] = useState(stored);
  const sent = useRef(typed);
  const { save, isSaving } = useConnectionChange(connection.id, toast, (saved) => {
    setBase(read(saved));
    setTyped((now) => rebase(sent.current, now, read(saved)));
  });
  const draft = isSaving ? typed : rebase(base, typed, stored);
  if (!isSaving && !isSame(base, stored)) {
    setBase(stored);
    setTyped(draft);
  }

  function write(newest: Connection): Changes | undefined {
    const theirs = read(newest);
    if (!clashes(base, typed, theirs)) {
      sent.current = typed;
      return toChanges(rebase(base, typed, theirs), newest);
    }
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
