// Pages, sections, and what stands out on them.
import { css, html, nothing } from 'lit';
import { literal, html as staticHtml } from 'lit/static-html.js';
import { define, Element, styled, word } from './base.ts';
import { drawIcon } from './icon.ts';
import { depthOf } from './text.ts';

class Page extends Element {
  static override properties = { heading: { type: String }, inlineSize: { type: String, reflect: true } };
  static override styles = styled(css`
    :host { display: block; container-type: inline-size; }
    .page { max-inline-size: 66rem; margin-inline: auto; padding: 1.5rem 1.5rem 3rem; }
    :host([inlinesize='small']) .page { max-inline-size: 44rem; }
    :host([inlinesize='large']) .page { max-inline-size: 88rem; }
    header { display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem 0.75rem; margin-block-end: 1.25rem; }
    h1 { flex: 1 1 12rem; margin: 0; font: 600 1.6rem/1.25 var(--display); letter-spacing: -0.01em; overflow-wrap: anywhere; }
    .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    .crumbs { inline-size: 100%; font-size: 0.875rem; }
    .columns { display: grid; gap: 1rem; align-items: start; grid-template-columns: minmax(0, 1fr); }
    .main, .aside { display: flex; flex-direction: column; gap: 1rem; min-inline-size: 0; }
    .aside:not(:has(::slotted(*))) { display: none; }
    @container (inline-size > 56rem) {
      .columns.with-aside { grid-template-columns: minmax(0, 1fr) 19rem; }
    }
    @container (inline-size <= 34rem) {
      .page { padding: 1rem 0.75rem 2rem; }
      h1 { font-size: 1.35rem; flex-basis: 100%; }
    }
  `);
  declare heading: string;

  override render() {
    const has = (slot: string) => this.querySelector(`:scope > [slot='${slot}']`) !== null;
    return html`<div class="page">
      <header>
        ${has('breadcrumb-actions') ? html`<div class="crumbs"><slot name="breadcrumb-actions"></slot></div>` : nothing}
        <h1>${this.heading}</h1>
        <div class="actions"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div>
      </header>
      <div class="columns ${has('aside') ? 'with-aside' : ''}">
        <div class="main"><slot></slot></div>
        ${has('aside') ? html`<div class="aside"><slot name="aside"></slot></div>` : nothing}
      </div>
    </div>`;
  }
}

const LEVELS = [literal`h2`, literal`h3`, literal`h4`, literal`h5`];

class Section extends Element {
  static override properties = {
    accessibilityLabel: { type: String },
    heading: { type: String },
    subheading: { type: String },
    padding: { type: String, reflect: true },
  };
  static override styles = styled(css`
    :host { display: block; min-inline-size: 0; border: 1px solid var(--line); border-radius: var(--radius); background: var(--sheet); }
    :host(:where(s-section s-section)) { border: 0; background: none; }
    section { padding: 1rem 1.1rem 1.1rem; }
    :host([padding='none']) section { padding: 0; }
    :host([padding='none']) header { padding: 1rem 1.1rem 0; }
    header { display: flex; flex-wrap: wrap; gap: 0.25rem 0.75rem; align-items: baseline; margin-block-end: 0.75rem; }
    h2, h3, h4, h5 { flex: 1 1 10rem; margin: 0; font: 600 1.1rem/1.35 var(--display); overflow-wrap: anywhere; }
    h3, h4, h5 { font-size: 1rem; }
    .sub { flex: 1 0 100%; color: var(--ink-soft); font-size: 0.875rem; }
    .content { display: flex; flex-direction: column; gap: 0.9rem; min-inline-size: 0; }
    :host([padding='none']) .content { gap: 0; }
    .actions { display: flex; gap: 0.5rem; }
  `);
  declare accessibilityLabel: string;
  declare heading: string;
  declare subheading: string;

  override render() {
    const level = LEVELS[Math.min(depthOf(this), 3)] ?? literal`h5`;
    const has = (slot: string) => this.querySelector(`:scope > [slot='${slot}']`) !== null;
    const hasActions = has('primary-action') || has('secondary-actions') || has('accessory');
    const header =
      this.heading || hasActions
        ? html`<header>${this.heading ? staticHtml`<${level}>${this.heading}</${level}>` : nothing}
            ${hasActions ? html`<div class="actions"><slot name="accessory"></slot><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div>` : nothing}
            ${this.subheading ? html`<div class="sub">${this.subheading}</div>` : nothing}</header>`
        : nothing;
    const label = this.accessibilityLabel || this.heading || nothing;
    return html`<section aria-label=${label}>${header}<div class="content"><slot></slot></div></section>`;
  }
}

class Banner extends Element {
  static override properties = {
    tone: { type: String, reflect: true },
    heading: { type: String },
    dismissible: { type: Boolean },
    hidden: { type: Boolean, reflect: true },
  };
  static override styles = styled(css`
    :host { display: block; --tint: var(--info); --wash: var(--info-wash); }
    :host([tone='success']) { --tint: var(--success); --wash: var(--success-wash); }
    :host([tone='warning']) { --tint: var(--caution); --wash: var(--caution-wash); }
    :host([tone='critical']) { --tint: var(--critical); --wash: var(--critical-wash); }
    .banner {
      display: grid; grid-template-columns: auto minmax(0, 1fr) auto; gap: 0.3rem 0.7rem; padding: 0.75rem 0.9rem;
      border: 1px solid color-mix(in srgb, var(--tint) 35%, transparent); border-inline-start: 4px solid var(--tint);
      border-radius: var(--radius); background: var(--wash);
    }
    .icon { color: var(--tint); font-size: 1.15em; line-height: 1.3; }
    strong { font-weight: 600; }
    .body { display: flex; flex-direction: column; gap: 0.35rem; min-inline-size: 0; overflow-wrap: anywhere; }
    .actions { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    button { align-self: start; border: 0; background: none; color: inherit; cursor: pointer; padding: 0.2rem; font-size: 1rem; }
  `);
  declare tone: string;
  declare heading: string;
  declare dismissible: boolean;
  declare hidden: boolean;

  readonly #dismiss = () => {
    this.dispatchEvent(new Event('dismiss'));
    this.hidden = true;
    this.dispatchEvent(new Event('afterhide'));
  };

  override render() {
    const icons: Readonly<Record<string, string>> = {
      success: 'check-circle',
      warning: 'alert-triangle',
      critical: 'alert-circle',
    };
    const hasActions = this.querySelector(`:scope > [slot='secondary-actions']`) !== null;
    return html`<div class="banner" role=${this.tone === 'critical' ? 'alert' : 'status'}>
      <span class="icon">${drawIcon(icons[this.tone] ?? 'info')}</span>
      <div class="body">${this.heading ? html`<strong>${this.heading}</strong>` : nothing}<slot></slot>
        ${hasActions ? html`<div class="actions"><slot name="secondary-actions"></slot></div>` : nothing}</div>
      ${this.dismissible ? html`<button type="button" aria-label=${word('dismiss')} @click=${this.#dismiss}>${drawIcon('x')}</button>` : nothing}
    </div>`;
  }
}

const chip = css`
  :host {
    display: inline-flex; align-items: center; gap: 0.3rem; max-inline-size: 100%; padding: 0.08rem 0.5rem;
    border-radius: 1rem; font: 550 0.78rem/1.45 var(--text); white-space: nowrap; vertical-align: middle;
    background: var(--sheet-deep); color: var(--ink-soft); box-shadow: inset 0 0 0 1px var(--line);
  }
`;

class Badge extends Element {
  static override properties = {
    tone: { type: String, reflect: true },
    color: { type: String, reflect: true },
    size: { type: String, reflect: true },
    icon: { type: String },
  };
  static override styles = [
    ...styled(chip),
    css`
      :host([tone='success']) { background: var(--success-wash); color: var(--success); box-shadow: none; }
      :host([tone='info']) { background: var(--info-wash); color: var(--info); box-shadow: none; }
      :host([tone='warning']), :host([tone='caution']) { background: var(--caution-wash); color: var(--caution); box-shadow: none; }
      :host([tone='critical']) { background: var(--critical-wash); color: var(--critical); box-shadow: none; }
    `,
  ];
  declare icon: string;
  override render() {
    return html`${drawIcon(this.icon)}<slot></slot>`;
  }
}

class Chip extends Element {
  static override properties = { removable: { type: Boolean }, accessibilityLabel: { type: String } };
  static override styles = [
    ...styled(chip),
    css`
      :host { border-radius: var(--radius); color: var(--ink); white-space: normal; overflow-wrap: anywhere; }
      button { border: 0; padding: 0.1rem; margin-inline-end: -0.25rem; background: none; color: inherit; cursor: pointer; line-height: 0; }
    `,
  ];
  declare removable: boolean;
  declare accessibilityLabel: string;
  override render() {
    const label = `${word('remove')}: ${this.accessibilityLabel || this.textContent}`;
    return html`<slot name="graphic"></slot><slot></slot>${
      this.removable
        ? html`<button type="button" aria-label=${label} @click=${() => this.dispatchEvent(new Event('remove'))}>${drawIcon('x')}</button>`
        : nothing
    }`;
  }
}

class EmptyState extends Element {
  static override properties = { heading: { type: String } };
  static override styles = styled(css`
    .empty { display: flex; flex-direction: column; align-items: center; gap: 0.5rem; padding: 2rem 1rem; text-align: center; }
    .heading { font: 600 1.1rem/1.35 var(--display); }
    .sub { color: var(--ink-soft); max-inline-size: 32rem; }
    .actions { display: flex; flex-wrap: wrap; justify-content: center; gap: 0.5rem; margin-block-start: 0.35rem; }
  `);
  declare heading: string;
  override render() {
    return html`<div class="empty"><slot name="graphic"></slot><div class="heading">${this.heading}</div>
      <div class="sub"><slot name="subheading"></slot></div>
      <div class="actions"><slot name="secondary-actions"></slot><slot name="primary-action"></slot></div></div>`;
  }
}

define({
  's-page': Page,
  's-section': Section,
  's-banner': Banner,
  's-badge': Badge,
  's-chip': Chip,
  's-empty-state': EmptyState,
});
