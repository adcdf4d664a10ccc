// Headings, paragraphs, and text that stands out.
import { css, html, type PropertyValues } from 'lit';
import { literal, html as staticHtml } from 'lit/static-html.js';
import { define, Element, styled } from './base.ts';

const tones = css`
  :host([tone='success']) { color: var(--success); }
  :host([tone='info']) { color: var(--info); }
  :host([tone='warning']), :host([tone='caution']) { color: var(--caution); }
  :host([tone='critical']) { color: var(--critical); }
  :host([color='subdued']) { color: var(--ink-soft); }
  :host([fontvariantnumeric='tabular-nums']) { font-variant-numeric: tabular-nums; }
`;

const spoken = {
  color: { type: String, reflect: true },
  tone: { type: String, reflect: true },
  fontVariantNumeric: { type: String, reflect: true },
  accessibilityVisibility: { type: String, reflect: true },
};

class Paragraph extends Element {
  static override properties = spoken;
  static override styles = [
    ...styled(css`:host { display: block; } p { margin: 0; overflow-wrap: anywhere; }`),
    tones,
  ];
  override render() {
    return html`<p><slot></slot></p>`;
  }
}

class Text extends Element {
  static override properties = { ...spoken, type: { type: String, reflect: true } };
  static override styles = [
    ...styled(css`
      :host([type='strong']) { font-weight: 600; }
      :host([type='redundant']) { text-decoration: line-through; }
      :host([accessibilityvisibility='exclusive']) {
        position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap;
      }
    `),
    tones,
  ];
  declare accessibilityVisibility: string;

  override updated(_changed: PropertyValues) {
    if (this.accessibilityVisibility === 'hidden') this.setAttribute('aria-hidden', 'true');
    else this.removeAttribute('aria-hidden');
  }
  override render() {
    return html`<slot></slot>`;
  }
}

const LEVELS = [literal`h2`, literal`h2`, literal`h3`, literal`h4`, literal`h5`];

class Heading extends Element {
  static override styles = styled(css`
    :host { display: block; }
    h2, h3, h4, h5 { margin: 0; font: 600 1.05rem/1.35 var(--display); overflow-wrap: anywhere; text-wrap: balance; }
  `);
  override render() {
    const level = LEVELS[Math.min(1 + depthOf(this), 4)] ?? literal`h5`;
    return staticHtml`<${level}><slot></slot></${level}>`;
  }
}

/** How many sections with a heading an element lies in. */
export function depthOf(element: HTMLElement): number {
  let depth = 0;
  for (let at = element.parentElement; at !== null; at = at.parentElement) {
    if (at.localName === 's-section' && (at as HTMLElement & { heading?: string }).heading) depth += 1;
  }
  return depth;
}

define({ 's-paragraph': Paragraph, 's-text': Text, 's-heading': Heading });
