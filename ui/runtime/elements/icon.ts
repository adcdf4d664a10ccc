// An icon beside, or in place of, a text.
import { css } from 'lit';
import { createElement } from 'lucide';
import { define, Element, styled } from './base.ts';
import { ICONS } from './icons.ts';

/** A drawing as high as the text; undefined for a name that we have not. */
export function drawIcon(name: string | undefined): SVGElement | undefined {
  const node = ICONS[name ?? ''];
  if (node === undefined) return undefined;
  return createElement(node, {
    width: '1.1em',
    height: '1.1em',
    'stroke-width': 1.75,
    'aria-hidden': 'true',
  });
}

class Icon extends Element {
  static override properties = {
    type: { type: String },
    tone: { type: String, reflect: true },
    color: { type: String, reflect: true },
    size: { type: String, reflect: true },
  };
  static override styles = styled(css`
    :host { display: inline-flex; vertical-align: -0.15em; font-size: 1.1em; }
    :host([size='small']) { font-size: 0.9em; }
    :host([tone='success']) { color: var(--success); }
    :host([tone='info']) { color: var(--info); }
    :host([tone='warning']), :host([tone='caution']) { color: var(--caution); }
    :host([tone='critical']) { color: var(--critical); }
    :host([color='subdued']) { color: var(--ink-soft); }
    svg { display: block; }
  `);
  declare type: string;

  override render() {
    return drawIcon(this.type);
  }
}

define({ 's-icon': Icon });
