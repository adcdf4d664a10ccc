// What stands in a field whose value is kept elsewhere: as it was typed, until the value becomes another.
import { useState } from 'react';

/**
 * Takes over a new value while rendering, for an effect would run after the screen is there, and overwrite what was
 * typed into it by then.
 *
 * @param value as the field writes it out
 * @param read what a typed text comes to, written out likewise
 * @param keeps whether a text that is another than the value before is kept, as when it is not saved with each letter
 */
export function useTyped(value: string, read: (text: string) => string, keeps = false) {
  const [typed, setTyped] = useState(value);
  const [seen, setSeen] = useState(value);
  if (seen !== value) {
    setSeen(value);
    if (read(typed) !== value && !(keeps && read(typed) !== seen)) setTyped(value);
  }
  return [typed, setTyped] as const;
}
