// Lists, ordered and not, and signs that something goes on.
import '@awesome.me/webawesome/dist/components/progress-bar/progress-bar.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { css, html, nothing } from 'lit';
import { define, Element, styled } from './base.ts';

// Without containment, Chromium numbers the items on from those of a native list around this one.
const list = css`
  :host { display: block; padding-inline-start: 1.3rem; contain: style; }
`;

abstract class List extends Element {
  static override styles = styled(list);
  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'list');
  }
  override render() {
    return html`<slot></slot>`;
  }
}

class UnorderedList extends List {}

class OrderedList extends List {}

class ListItem extends Element {
  static override styles = styled(css`
    :host { display: list-item; list-style: disc; margin-block: 0.2rem; }
  `);
  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'listitem');
    if (this.parentElement?.localName === 's-ordered-list') this.style.listStyle = 'decimal';
  }
  override render() {
    return html`<slot></slot>`;
  }
}

class Spinner extends Element {
  static override properties = {
    accessibilityLabel: { type: String },
    size: { type: String, reflect: true },
  };
  static override styles = styled(css`
    :host { display: inline-flex; font-size: 1.2rem; }
    :host([size^='large']) { font-size: 2rem; }
    wa-spinner { --indicator-color: var(--accent); --track-color: var(--line); font-size: inherit; }
  `);
  declare accessibilityLabel: string;
  override render() {
    return html`<wa-spinner aria-hidden="true"></wa-spinner><span class="exclusive" role="status">${this.accessibilityLabel}</span>`;
  }
}

class Progress extends Element {
  static override properties = {
    accessibilityLabel: { type: String },
    max: { type: Number },
    value: { type: Number },
    tone: { type: String },
  };
  static override styles = styled(css`
    :host { display: block; }
    wa-progress-bar { --track-height: 0.45rem; --indicator-color: var(--accent); --track-color: var(--line); }
  `);
  declare accessibilityLabel: string;
  declare max: number;
  declare value: number | undefined;
  override render() {
    const share = this.value === undefined ? undefined : (100 * this.value) / (this.max || 1);
    return html`<wa-progress-bar label=${this.accessibilityLabel || nothing} ?indeterminate=${share === undefined} value=${share ?? 0}></wa-progress-bar>`;
  }
}

define({
  's-unordered-list': UnorderedList,
  's-ordered-list': OrderedList,
  's-list-item': ListItem,
  's-spinner': Spinner,
  's-progress': Progress,
});
