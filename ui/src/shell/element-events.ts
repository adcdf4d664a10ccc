// Shopify's elements tell what happens by events in small letters, and React listens for them as JSX spells them:
// `onNextPage` waits for `NextPage`. Each is told again in that spelling.
import { EVENT_NAMES } from './event-names.ts';

export function tellElementEvents(): void {
  for (const [name, spelling] of Object.entries(EVENT_NAMES)) {
    // They do not bubble: only on their way down do they pass here.
    document.addEventListener(name, ({ target }) => target?.dispatchEvent(new Event(spelling)), true);
  }
}
