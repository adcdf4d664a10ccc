// `ui-save-bar`: its two buttons at the head of the page while there is something to save.
import { css, html, nothing } from 'lit';
import { define, Element, styled } from '../elements/base.ts';

class SaveBar extends Element {
  static override properties = { isOpen: { state: true } };
  static override styles = styled(css`
    .bar {
      position: fixed; inset-block-start: 0; inset-inline: 0; z-index: 25; display: flex; flex-wrap: wrap; align-items: center; gap: 0.5rem;
      justify-content: flex-end; padding: 0.5rem 1rem; background: var(--ink); color: var(--paper); animation: fall 160ms ease-out;
    }
    @keyframes fall { from { translate: 0 -100%; } }
    ::slotted(button) {
      min-block-size: 2.1rem; padding: 0.28rem 0.9rem; border: 1px solid currentColor; border-radius: var(--radius); background: none;
      color: var(--paper); font: 550 0.875rem/1.3 var(--text); cursor: pointer;
    }
    ::slotted(button[variant='primary']) { background: var(--paper); color: var(--ink); }
  `);
  declare isOpen: boolean;

  shake(): void {
    const moves = [0, -6, 6, -4, 4, 0].map((x) => ({ translate: `${x}px 0` }));
    this.shadowRoot?.querySelector('.bar')?.animate(moves, 320);
  }

  override render() {
    return this.isOpen ? html`<div class="bar" role="region">${this.title}<slot></slot></div>` : nothing;
  }
}

define({ 'ui-save-bar': SaveBar });

const find = (id: string) => document.getElementById(id) as SaveBar | null;
const change = (id: string, isOpen: (before: boolean) => boolean) => {
  const bar = find(id);
  if (bar === null) return;
  const before = bar.isOpen ?? false;
  bar.isOpen = isOpen(before);
  if (before !== bar.isOpen) bar.dispatchEvent(new Event(bar.isOpen ? 'show' : 'hide'));
};

export const showSaveBar = (id: string) => change(id, () => true);
export const hideSaveBar = (id: string) => change(id, () => false);
export const toggleSaveBar = (id: string) => change(id, (before) => !before);

/** Whether one is shown now. */
export function hasSaveBar(): boolean {
  return [...document.querySelectorAll<SaveBar>('ui-save-bar')].some(({ isOpen }) => isOpen);
}

/** Resolves once the person may leave. While something is unsaved the bar draws attention to itself, and nobody leaves. */
export function leaveSaveBar(): Promise<void> {
  const open = [...document.querySelectorAll<SaveBar>('ui-save-bar')].find(({ isOpen }) => isOpen);
  if (open === undefined) return Promise.resolve();
  open.shake();
  return new Promise(() => undefined);
}
