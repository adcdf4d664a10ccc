// Walks a list by the cursors that the server gives: forth by `next`, back by those that were passed.
import { useState } from 'react';

export interface Pages {
  /** Of the page that is shown; undefined for the first. */
  readonly cursor: string | undefined;
  readonly hasPrevious: boolean;
  forth(next: string): void;
  back(): void;
  restart(): void;
}

export function usePages(): Pages {
  const [passed, setPassed] = useState<readonly string[]>([]);
  return {
    cursor: passed.at(-1),
    hasPrevious: passed.length > 0,
    // Pressed again while the page before is still shown, it leads to the same one.
    forth: (next) => passed.at(-1) !== next && setPassed([...passed, next]),
    back: () => setPassed(passed.slice(0, -1)),
    restart: () => setPassed([]),
  };
}

/** What an `s-table` is told so that it can be turned. */
export function turning({ hasPrevious, forth, back }: Pages, next: string | null) {
  return {
    paginate: next !== null || hasPrevious,
    hasNextPage: next !== null,
    hasPreviousPage: hasPrevious,
    onNextPage: () => next !== null && forth(next),
    onPreviousPage: back,
  };
}
