// What every element of the runtime begins from: defining a tag, and the look that all share.
import { type CSSResult, css, LitElement } from 'lit';

/** Of every shadow tree. */
const shared = css`
  :host { box-sizing: border-box; }
  :host([hidden]) { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: var(--radius); }
  .exclusive {
    position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden;
    clip-path: inset(50%); white-space: nowrap;
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition: none !important; animation: none !important; }
  }
`;

export abstract class Element extends LitElement {
  static override styles: CSSResult | CSSResult[] = shared;
}

export function styled(own: CSSResult): CSSResult[] {
  return [shared, own];
}

export function define(tags: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [tag, element] of Object.entries(tags)) {
    if (customElements.get(tag) === undefined) customElements.define(tag, element);
  }
}

/** Words of the elements themselves, for who cannot see them; the rest comes from the app. */
const WORDS = {
  en: {
    busy: 'Working',
    close: 'Close',
    dismiss: 'Dismiss',
    next: 'Next page',
    previous: 'Previous page',
    remove: 'Remove',
    required: 'required',
    clear: 'Clear',
    menu: 'Menu',
  },
  de: {
    busy: 'In Arbeit',
    close: 'Schließen',
    dismiss: 'Ausblenden',
    next: 'Nächste Seite',
    previous: 'Vorige Seite',
    remove: 'Entfernen',
    required: 'erforderlich',
    clear: 'Leeren',
    menu: 'Menü',
  },
} as const;

export function word(name: keyof (typeof WORDS)['en']): string {
  return WORDS[document.documentElement.lang.startsWith('de') ? 'de' : 'en'][name];
}
