// `s-app-nav`: its links are shown by the page around; without one, at the head of this page.
import { css, html, nothing } from 'lit';
import { define, Element, styled } from '../elements/base.ts';
import { isFramed, tell } from './parent.ts';

class AppNav extends Element {
  static override styles = styled(css`
    nav { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; padding: 0.7rem 1.5rem; border-block-end: 1px solid var(--line); background: var(--sheet); }
  `);
  readonly #watch = new MutationObserver(() => this.#tell());

  override connectedCallback() {
    super.connectedCallback();
    this.#watch.observe(this, { childList: true, subtree: true, characterData: true });
    this.#tell();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#watch.disconnect();
  }

  #tell() {
    const links = [...this.querySelectorAll('s-link, a')];
    const items = links.map((link) => ({
      href: link.getAttribute('href') ?? '',
      text: link.textContent?.trim() ?? '',
      isHome: link.getAttribute('rel') === 'home',
    }));
    tell({ what: 'navigation', items });
  }

  override render() {
    return isFramed ? nothing : html`<nav><slot></slot></nav>`;
  }
}

define({ 's-app-nav': AppNav });
