// Short messages at the foot of the page.
import { css, html, LitElement } from 'lit';
import { define } from '../elements/base.ts';

export interface ToastOptions {
  readonly duration?: number;
  readonly isError?: boolean;
  readonly action?: string;
  readonly onAction?: () => void;
  readonly onDismiss?: () => void;
}

interface Toast extends ToastOptions {
  readonly id: string;
  readonly text: string;
}

const DURATION_MS = 5_000;
let made = 0;

class Toasts extends LitElement {
  static override properties = { toasts: { state: true } };
  static override styles = css`
    :host { position: fixed; inset-block-end: 1.25rem; inset-inline: 0; display: flex; flex-direction: column; align-items: center; gap: 0.5rem; pointer-events: none; z-index: 60; }
    .toast {
      display: flex; gap: 0.8rem; align-items: center; max-inline-size: min(36rem, 92vw); padding: 0.6rem 0.95rem; border-radius: var(--radius);
      background: var(--ink); color: var(--paper); font: 500 0.9rem/1.4 var(--text); pointer-events: auto; box-shadow: 0 0.4rem 1.4rem rgb(0 0 0 / 25%);
    }
    .toast + .toast { margin-block-start: 0.5rem; }
    .failed { background: var(--critical); color: var(--sheet); }
    button { border: 0; background: none; color: inherit; font: inherit; text-decoration: underline; cursor: pointer; }
  `;
  declare toasts: readonly Toast[];

  constructor() {
    super();
    this.toasts = [];
  }

  override render() {
    return html`<div role="status" aria-live="polite">${this.toasts.map(
      ({
        id,
        text,
        isError,
        action,
        onAction,
      }) => html`<div class="toast ${isError ? 'failed' : ''}"><span>${text}</span>
        ${
          action
            ? html`<button type="button" @click=${() => {
                onAction?.();
                hideToast(id);
              }}>${action}</button>`
            : ''
        }</div>`,
    )}</div>`;
  }
}

define({ 'rollcall-toasts': Toasts });

let shown: Toasts | undefined;

function host(): Toasts {
  shown ??= document.body.appendChild(document.createElement('rollcall-toasts') as Toasts);
  return shown;
}

/** Returns an id to hide it by. */
export function showToast(text: string, options: ToastOptions = {}): string {
  made += 1;
  const id = `toast-${made}`;
  host().toasts = [...host().toasts.slice(-2), { id, text, ...options }];
  setTimeout(() => hideToast(id), options.duration ?? DURATION_MS);
  return id;
}

export function hideToast(id: string): void {
  const toast = host().toasts.find((one) => one.id === id);
  if (toast === undefined) return;
  host().toasts = host().toasts.filter((one) => one !== toast);
  toast.onDismiss?.();
}
