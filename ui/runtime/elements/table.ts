// Tables that become lists where they are narrow.
import { css, html, nothing, type PropertyValues } from 'lit';
import '@awesome.me/webawesome/dist/components/spinner/spinner.js';
import { define, Element, styled, word } from './base.ts';
import { drawIcon } from './icon.ts';

/** Beside the name there is room for one inline column: a second one stands below everything. */
function placeOf(header: TableHeader | undefined, headers: readonly TableHeader[]): string {
  if (header?.listSlot !== 'inline') return header?.listSlot ?? 'labeled';
  return header === headers.find(({ listSlot }) => listSlot === 'inline') ? 'inline' : 'below';
}

class Table extends Element {
  static override properties = {
    hasNextPage: { type: Boolean },
    hasPreviousPage: { type: Boolean },
    loading: { type: Boolean, reflect: true },
    paginate: { type: Boolean },
    variant: { type: String, reflect: true },
  };
  static override styles = styled(css`
    :host { display: block; min-inline-size: 0; }
    .frame { container: rollcall-table / inline-size; position: relative; }
    .table { display: table; inline-size: 100%; border-collapse: collapse; font-size: 0.9rem; }
    :host([loading]) .table { opacity: 0.5; }
    wa-spinner { position: absolute; inset-block-start: 0.6rem; inset-inline-end: 0.8rem; --indicator-color: var(--accent); --track-color: transparent; }
    .pages { display: flex; justify-content: flex-end; gap: 0.35rem; padding: 0.55rem 1.1rem; border-block-start: 1px solid var(--line); }
    .pages button {
      display: grid; place-content: center; inline-size: 2.1rem; block-size: 2rem; border: 1px solid var(--line-strong);
      border-radius: var(--radius); background: var(--sheet); color: var(--ink); cursor: pointer;
    }
    .pages button:disabled { opacity: 0.4; cursor: default; }
    @container rollcall-table (inline-size <= 36rem) { .table { display: block; } }
  `);
  declare hasNextPage: boolean;
  declare hasPreviousPage: boolean;
  declare loading: boolean;
  declare paginate: boolean;
  readonly #headers = new MutationObserver(() => this.#label());

  override connectedCallback() {
    super.connectedCallback();
    this.#headers.observe(this, { childList: true, subtree: true, characterData: true });
    this.#label();
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    this.#headers.disconnect();
  }

  /** In a list each cell names its column by itself. */
  #label() {
    const headers = [...this.querySelectorAll<TableHeader>('s-table-header')];
    for (const row of this.querySelectorAll('s-table-body > s-table-row')) {
      for (const [column, cell] of [...row.children].entries()) {
        if (!(cell instanceof TableCell)) continue;
        const header = headers[column];
        cell.header = header?.textContent?.trim() ?? '';
        cell.place = placeOf(header, headers);
        cell.numeric = header?.format === 'numeric' || header?.format === 'currency';
      }
    }
  }

  override updated(_changed: PropertyValues) {
    this.toggleAttribute('aria-busy', Boolean(this.loading));
  }

  #turn(to: 'nextpage' | 'previouspage') {
    this.dispatchEvent(new Event(to));
  }

  override render() {
    return html`<slot name="filters"></slot><div class="frame">
      <div class="table" role="table"><slot></slot></div>
      ${this.loading ? html`<wa-spinner></wa-spinner>` : nothing}</div>
      ${
        this.paginate
          ? html`<div class="pages">
            <button type="button" aria-label=${word('previous')} ?disabled=${!this.hasPreviousPage} @click=${() => this.#turn('previouspage')}>${drawIcon('chevron-left')}</button>
            <button type="button" aria-label=${word('next')} ?disabled=${!this.hasNextPage} @click=${() => this.#turn('nextpage')}>${drawIcon('chevron-right')}</button>
          </div>`
          : nothing
      }`;
  }
}

abstract class Part extends Element {
  protected abstract readonly kind: string;
  override connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', this.kind);
  }
  override render() {
    return html`<slot></slot>`;
  }
}

class TableHeaderRow extends Part {
  protected readonly kind = 'row';
  static override styles = styled(css`
    :host { display: table-row; }
    @container rollcall-table (inline-size <= 36rem) {
      :host { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%); }
    }
  `);
}

class TableHeader extends Part {
  protected readonly kind = 'columnheader';
  static override properties = { listSlot: { type: String }, format: { type: String, reflect: true } };
  static override styles = styled(css`
    :host {
      display: table-cell; padding: 0.5rem 0.8rem; border-block-end: 1px solid var(--line); text-align: start; white-space: nowrap;
      font: 600 0.78rem/1.4 var(--text); color: var(--ink-soft); background: var(--sheet-deep);
    }
    :host(:first-child) { padding-inline-start: 1.1rem; }
    :host(:last-child) { padding-inline-end: 1.1rem; }
    :host([format='numeric']), :host([format='currency']) { text-align: end; }
  `);
  declare listSlot: string;
  declare format: string;
}

class TableBody extends Part {
  protected readonly kind = 'rowgroup';
  static override styles = styled(css`
    :host { display: table-row-group; }
    @container rollcall-table (inline-size <= 36rem) { :host { display: block; } }
  `);
}

class TableRow extends Part {
  protected readonly kind = 'row';
  static override properties = { clickDelegate: { type: String, reflect: true } };
  static override styles = styled(css`
    :host { display: table-row; --rule: 1px solid var(--line); }
    :host(:last-child) { --rule: 0; }
    :host([clickdelegate]) { cursor: pointer; }
    :host([clickdelegate]:hover) { background: var(--sheet-deep); }
    @container rollcall-table (inline-size <= 36rem) {
      :host {
        display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 0.15rem 0.8rem; padding: 0.75rem 1.1rem;
        border-block-end: var(--rule);
      }
    }
  `);
  declare clickDelegate: string;

  override connectedCallback() {
    super.connectedCallback();
    this.addEventListener('click', this.#delegate);
  }

  readonly #delegate = (event: MouseEvent) => {
    const isPressable = event
      .composedPath()
      .some(
        (at) => at instanceof HTMLElement && at.matches('a, button, input, s-link, s-button, s-checkbox'),
      );
    if (!this.clickDelegate || isPressable) return;
    const target = (this.getRootNode() as Document).getElementById(this.clickDelegate);
    (target?.shadowRoot?.querySelector<HTMLElement>('a, button') ?? target)?.click();
  };
}

class TableCell extends Part {
  protected readonly kind = 'cell';
  static override properties = {
    header: { attribute: false },
    place: { type: String, reflect: true },
    numeric: { type: Boolean, reflect: true },
  };
  static override styles = styled(css`
    :host { display: table-cell; padding: 0.6rem 0.8rem; border-block-end: var(--rule); vertical-align: baseline; overflow-wrap: anywhere; }
    :host(:first-child) { padding-inline-start: 1.1rem; }
    :host(:last-child) { padding-inline-end: 1.1rem; }
    :host(:is([place='inline'], [place='labeled'])) { overflow-wrap: break-word; }
    ::slotted(:is(s-button, time)) { white-space: nowrap; }
    :host([numeric]) { text-align: end; font-variant-numeric: tabular-nums; }
    .label { display: none; color: var(--ink-soft); font-size: 0.825rem; }
    @container rollcall-table (inline-size <= 36rem) {
      :host, :host(:first-child), :host(:last-child) { display: block; grid-column: 1 / -1; padding: 0; border: 0; }
      :host(:is([place='inline'], [place='labeled'])) { overflow-wrap: anywhere; }
      :host([numeric]) { text-align: start; }
      :host([place='primary']:first-child) { grid-column: 1; order: -2; font-weight: 550; }
      :host([place='inline']), :host([place='inline']:last-child) { grid-column: 2; order: -1; }
      :host([place='kicker']) { order: -3; color: var(--ink-soft); font-size: 0.825rem; }
      :host([place='labeled']) .label { display: inline; }
      :host([place='labeled']) .label::after { content: ': '; }
    }
  `);
  declare header: string;
  declare place: string;
  declare numeric: boolean;
  override render() {
    return html`<span class="label" aria-hidden="true">${this.header}</span><slot></slot>`;
  }
}

define({
  's-table-header': TableHeader,
  's-table-header-row': TableHeaderRow,
  's-table-cell': TableCell,
  's-table-row': TableRow,
  's-table-body': TableBody,
  's-table': Table,
});
