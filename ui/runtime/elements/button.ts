// What is pressed: buttons, links, and anything made clickable.
import { css, html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { define, Element, styled, word } from './base.ts';
import { command, follow } from './commands.ts';
import { drawIcon } from './icon.ts';

const pressable = {
  accessibilityLabel: { type: String },
  command: { type: String },
  commandFor: { type: String },
  disabled: { type: Boolean, reflect: true },
  download: { type: String },
  href: { type: String, reflect: true },
  interestFor: { type: String },
  loading: { type: Boolean, reflect: true },
  target: { type: String },
  type: { type: String },
};

abstract class Pressable extends Element {
  static formAssociated = true;
  static override shadowRootOptions = { ...Element.shadowRootOptions, delegatesFocus: true };
  readonly #internals = this.attachInternals();

  declare accessibilityLabel: string;
  declare command: string;
  declare commandFor: string;
  declare disabled: boolean;
  declare download: string;
  declare href: string;
  declare loading: boolean;
  declare target: string;
  declare type: string;

  constructor() {
    super();
    this.addEventListener(
      'click',
      (event) => {
        if (this.disabled || this.loading) event.stopImmediatePropagation();
      },
      { capture: true },
    );
  }

  readonly #press = (event: MouseEvent) => {
    if (this.commandFor) return command(this, this.commandFor, this.command || '--auto');
    if (this.href) return follow(this, event, this.href, this.target ?? '');
    if (this.type === 'submit') this.#internals.form?.requestSubmit();
    if (this.type === 'reset') this.#internals.form?.reset();
  };

  protected frame(content: unknown, classes = '') {
    const label = ifDefined(this.accessibilityLabel || undefined);
    if (this.href && !this.disabled) {
      const target = this.target === 'auto' ? undefined : this.target;
      return html`<a class=${classes} part="frame" href=${this.href} target=${ifDefined(target || undefined)}
        rel=${target === '_blank' ? 'noopener' : nothing} download=${ifDefined(this.download || undefined)}
        aria-label=${label} @click=${this.#press}>${content}</a>`;
    }
    const popup = this.commandFor && document.getElementById(this.commandFor)?.localName;
    return html`<button class=${classes} part="frame" type="button" ?disabled=${this.disabled} aria-label=${label}
      aria-busy=${this.loading ? 'true' : nothing} aria-haspopup=${popup === 's-menu' ? 'menu' : popup === 's-modal' ? 'dialog' : nothing}
      @click=${this.#press}>${content}</button>`;
  }
}

class Button extends Pressable {
  static override properties = {
    ...pressable,
    icon: { type: String },
    inlineSize: { type: String, reflect: true },
    tone: { type: String, reflect: true },
    variant: { type: String, reflect: true },
    pressed: { type: Boolean, reflect: true },
  };
  static override styles = styled(css`
    :host { display: inline-flex; max-inline-size: 100%; vertical-align: middle; }
    :host([inlinesize='fill']) { display: flex; inline-size: 100%; }
    .frame {
      display: inline-flex; align-items: center; justify-content: center; gap: 0.4rem; position: relative;
      inline-size: 100%; min-block-size: 2.1rem; padding: 0.28rem 0.8rem; border: 1px solid var(--line-strong);
      border-radius: var(--radius); background: var(--sheet); color: var(--ink); text-decoration: none;
      font: 550 0.875rem/1.3 var(--text); cursor: pointer; transition: background 120ms, border-color 120ms;
    }
    .frame:hover { background: var(--sheet-deep); border-color: var(--ink-soft); }
    .icon-only { padding-inline: 0.5rem; }
    :host([variant='primary']) .frame { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); }
    :host([variant='primary']) .frame:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
    :host([variant='tertiary']) .frame { background: none; border-color: transparent; color: var(--accent); }
    :host([variant='tertiary']) .frame:hover { background: var(--accent-wash); }
    :host([tone='critical']) .frame { color: var(--critical); border-color: currentColor; }
    :host([tone='critical'][variant='tertiary']) .frame { border-color: transparent; }
    :host([tone='critical'][variant='primary']) .frame { background: var(--critical); border-color: var(--critical); color: var(--sheet); }
    :host([pressed]) .frame { background: var(--accent-wash); border-color: var(--accent); color: var(--accent); }
    :host([disabled]) .frame { opacity: 0.5; cursor: default; pointer-events: none; }
    .working { visibility: hidden; display: inline-flex; gap: 0.4rem; }
    .busy { position: absolute; inset: 0; display: grid; place-content: center; }
    wa-spinner { --indicator-color: currentColor; --track-color: transparent; font-size: 1rem; }
    .content { min-inline-size: 0; overflow-wrap: break-word; }
  `);
  declare icon: string;

  override render() {
    const isBare = this.textContent?.trim() === '';
    const content = html`${drawIcon(this.icon)}${isBare ? nothing : html`<span class="content"><slot></slot></span>`}`;
    const busy = html`<span class="working">${content}</span><span class="busy"><wa-spinner></wa-spinner></span><span class="exclusive">${word('busy')}</span>`;
    return this.frame(this.loading ? busy : content, isBare ? 'frame icon-only' : 'frame');
  }
}

class Link extends Pressable {
  static override properties = { ...pressable, tone: { type: String, reflect: true } };
  static override styles = styled(css`
    .link {
      padding: 0; border: 0; background: none; font: inherit; color: var(--accent); cursor: pointer; text-align: start;
      text-decoration: underline; text-decoration-thickness: 1px; text-underline-offset: 0.18em; overflow-wrap: anywhere;
    }
    .link:hover { text-decoration-thickness: 2px; }
    :host([tone='critical']) .link { color: var(--critical); }
    :host([tone='neutral']) .link { color: inherit; }
  `);
  override render() {
    return this.frame(html`<slot></slot>`, 'link');
  }
}

class Clickable extends Pressable {
  static override properties = { ...pressable, padding: { type: String } };
  static override styles = styled(css`
    :host { display: block; }
    .area {
      display: block; inline-size: 100%; padding: 0.75rem 1rem; border: 1px solid var(--line); border-radius: var(--radius);
      background: var(--sheet); color: inherit; font: inherit; text-align: start; text-decoration: none; cursor: pointer;
      transition: border-color 120ms;
    }
    .area:hover { border-color: var(--accent); }
  `);
  override render() {
    return this.frame(html`<slot></slot>`, 'area');
  }
}

class ButtonGroup extends Element {
  static override properties = { accessibilityLabel: { type: String }, gap: { type: String, reflect: true } };
  static override styles = styled(css`
    :host { display: flex; flex-wrap: wrap; gap: 0.5rem; }
    :host([gap='none']) { gap: 0; }
  `);
  declare accessibilityLabel: string;
  override updated() {
    this.setAttribute('role', 'group');
    if (this.accessibilityLabel) this.setAttribute('aria-label', this.accessibilityLabel);
  }
  override render() {
    return html`<slot name="secondary-actions"></slot><slot></slot><slot name="primary-action"></slot>`;
  }
}

/** A button that stays down. */
class PressButton extends Button {}

define({
  's-button': Button,
  's-press-button': PressButton,
  's-link': Link,
  's-clickable': Clickable,
  's-button-group': ButtonGroup,
});
