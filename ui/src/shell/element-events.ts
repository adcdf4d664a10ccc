// Shopify's elements tell what happens by events in small letters, and React listens for them as JSX spells them:
// `onNextPage` waits for `NextPage`. Each is told again in that spelling; those that every element has React knows itself.
const SPELLINGS = {
  nextpage: 'NextPage',
  previouspage: 'PreviousPage',
  hide: 'Hide',
} as const;

export function tellElementEvents(): void {
  for (const [name, spelling] of Object.entries(SPELLINGS)) {
    // They do not bubble: only on their way down do they pass here.
    document.addEventListener(name, ({ target }) => target?.dispatchEvent(new Event(spelling)), true);
  }
}
