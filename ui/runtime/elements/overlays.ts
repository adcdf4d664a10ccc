// What lies over the page: modals, popovers, menus and tooltips, on Web Awesome's dialog, popup and tooltip.
import type WaDialog from '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/dialog/dialog.js';
import '@awesome.me/webawesome/dist/components/popup/popup.js';
import { css, html, nothing } from 'lit';
import { define, Element, styled, word } from './base.ts';
import { drawIcon } from './icon.ts';

class Modal extends Element {
  static override properties = {
    accessibilityLabel: { type: String },
    heading: { type: String },
    padding: { type: String, reflect: true },
    size: { type: String, reflect: true },
    isOpen: { state: true },
  };
  static override styles = styled(css`
    :host { display: contents; }
    wa-dialog {
      --width: min(34rem, 94vw); --spacing: 0; --wa-color-surface-raised: var(--sheet); --wa-shadow-l: 0 1.2rem 4rem var(--shade);
      --wa-panel-border-radius: var(--radius); --wa-color-overlay-modal: var(--shade);
    }
    :host([size^='small']) wa-dialog { --width: min(26rem, 94vw); }
    :host([size^='large']) wa-dialog { --width: min(56rem, 94vw); }
    wa-dialog::part(dialog) { background: var(--sheet); color: var(--ink); border: 1px solid var(--line); border-radius: var(--radius); }
    header { display: flex; gap: 1rem; align-items: center; padding: 0.9rem 1.1rem; border-block-end: 1px solid var(--line); }
    h2 { flex: 1; margin: 0; font: 600 1.15rem/1.35 var(--display); }
    .close { border: 0; background: none; color: inherit; font-size: 1.1rem; padding: 0.3rem; line-height: 0; cursor: pointer; }
    .body { padding: 1.1rem; min-inline-size: 0; overflow-wrap: anywhere; display: flex; flex-direction: column; gap: 0.9rem; }
    :host([padding='none']) .body { padding: 0; }
    footer { display: flex; flex-wrap: wrap; justify-content: flex-end; gap: 0.5rem; padding: 0.8rem 1.1rem; border-block-start: 1px solid var(--line); }
  `);
  declare accessibilityLabel: string;
  declare heading: string;
  declare isOpen: boolean;

  showOverlay(): void {
    this.isOpen = true;
  }
  hideOverlay(): void {
    this.isOpen = false;
  }
  toggleOverlay(): void {
    this.isOpen = !this.isOpen;
  }

  #tell(name: string, event: Event) {
    // The dialog's own events come from what lies within it as well.
    if (event.target === (this.shadowRoot?.querySelector('wa-dialog') as WaDialog | null))
      this.dispatchEvent(new Event(name));
  }

  override render() {
    const hasActions = this.querySelector(`:scope > [slot$='action'], :scope > [slot$='actions']`) !== null;
    return html`<wa-dialog ?open=${this.isOpen ?? false} without-header label=${this.heading || this.accessibilityLabel || ''}
      @wa-show=${(event: Event) => this.#tell('show', event)} @wa-after-show=${(event: Event) => this.#tell('aftershow', event)}
      @wa-hide=${(event: Event) => {
        this.isOpen = false;
        this.#tell('hide', event);
      }}
      @wa-after-hide=${(event: Event) => this.#tell('afterhide', event)}>
      <header><h2>${this.heading}</h2><button class="close" type="button" aria-label=${word('close')} @click=${() => this.hideOverlay()}>${drawIcon('x')}</button></header>
      <div class="body"><slot></slot></div>
      ${hasActions ? html`<footer><slot name="secondary-actions"></slot><slot name="primary-action"></slot></footer>` : nothing}
    </wa-dialog>`;
  }
}

class Popover extends Element {
  static override properties: Record<string, object> = {
    isOpen: { state: true },
    maxInlineSize: { type: String },
    inlineSize: { type: String },
  };
  static override styles = styled(css`
    :host { display: contents; }
    .panel {
      min-inline-size: 11rem; max-inline-size: min(24rem, 92vw); padding: 0.35rem; border: 1px solid var(--line-strong);
      border-radius: var(--radius); background: var(--sheet); color: var(--ink); box-shadow: 0 0.5rem 1.6rem rgb(0 0 0 / 18%);
      display: flex; flex-direction: column; gap: 0.1rem;
    }
    wa-popup::part(popup) { z-index: 30; }
  `);
  declare isOpen: boolean;
  #opener: HTMLElement | undefined;

  showOverlay(opener?: HTMLElement): void {
    this.#opener = opener ?? this.#opener;
    this.isOpen = true;
    this.dispatchEvent(new Event('show'));
    document.addEventListener('keydown', this.#onKey);
    document.addEventListener('pointerdown', this.#onPress);
  }
  hideOverlay(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.dispatchEvent(new Event('hide'));
    document.removeEventListener('keydown', this.#onKey);
    document.removeEventListener('pointerdown', this.#onPress);
  }
  toggleOverlay(opener?: HTMLElement): void {
    if (this.isOpen) this.hideOverlay();
    else this.showOverlay(opener);
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.hideOverlay();
  }

  readonly #onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    this.hideOverlay();
    this.#opener?.focus();
  };
  readonly #onPress = (event: Event) => {
    const path = event.composedPath();
    if (!path.includes(this) && !(this.#opener && path.includes(this.#opener))) this.hideOverlay();
  };

  protected get panelRole(): string | undefined {
    return undefined;
  }

  override render() {
    return html`<wa-popup .anchor=${this.#opener ?? this} ?active=${this.isOpen ?? false} placement="bottom-start" distance="4" flip shift shift-padding="8">
      ${this.isOpen ? html`<div class="panel" role=${this.panelRole ?? nothing} aria-label=${this.getAttribute('accessibilitylabel') ?? nothing}><slot></slot></div>` : nothing}
    </wa-popup>`;
  }
}

/** Its buttons are its items; arrows go between them. */
class Menu extends Popover {
  static override properties = {
    ...Popover.properties,
    accessibilityLabel: { type: String, attribute: 'accessibilitylabel', reflect: true },
  };
  static override styles = [
    ...(Popover.styles as never[]),
    css`
    ::slotted(s-button) { display: flex; }
  `,
  ];

  protected override get panelRole() {
    return 'group';
  }

  override connectedCallback() {
    super.connectedCallback();
    this.addEventListener('click', () => this.hideOverlay());
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
      event.preventDefault();
      const items = [...this.querySelectorAll<HTMLElement>('s-button, s-link')];
      const at = items.indexOf(document.activeElement as HTMLElement);
      items[(at + (event.key === 'ArrowDown' ? 1 : -1) + items.length) % items.length]?.focus();
    });
  }

  override async showOverlay(opener?: HTMLElement) {
    super.showOverlay(opener);
    await this.updateComplete;
    this.querySelector<HTMLElement>('s-button, s-link')?.focus();
  }
}

class Tooltip extends Element {
  static override properties = { isOpen: { state: true }, anchor: { state: true } };
  static override styles = styled(css`
    :host { display: contents; }
    .tip {
      max-inline-size: 18rem; padding: 0.35rem 0.6rem; border-radius: var(--radius); background: var(--ink); color: var(--paper);
      font: 450 0.8rem/1.4 var(--text);
    }
    wa-popup::part(popup) { z-index: 40; pointer-events: none; }
  `);
  declare isOpen: boolean;
  declare anchor: HTMLElement | undefined;

  override connectedCallback() {
    super.connectedCallback();
    for (const [type, isOpen] of [
      ['pointerover', true],
      ['pointerout', false],
      ['focusin', true],
      ['focusout', false],
    ] as const) {
      document.addEventListener(type, (event) => this.#follow(event, isOpen));
    }
  }

  #follow({ target }: Event, isOpen: boolean) {
    const anchor = target instanceof HTMLElement ? target.closest<HTMLElement>('[interestfor]') : null;
    if (anchor?.getAttribute('interestfor') !== this.id) return;
    anchor.setAttribute('aria-description', this.textContent ?? '');
    this.anchor = anchor;
    this.isOpen = isOpen;
  }

  override render() {
    return html`<wa-popup .anchor=${this.anchor ?? this} ?active=${this.isOpen ?? false} placement="top" distance="6" flip shift>
      <div class="tip" role="tooltip"><slot></slot></div></wa-popup>`;
  }
}

define({ 's-modal': Modal, 's-popover': Popover, 's-menu': Menu, 's-tooltip': Tooltip });
