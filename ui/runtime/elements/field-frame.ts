// What all fields share: label, details and error around a control, and the value in its form.
import { css, html, nothing, type TemplateResult } from 'lit';
import { Element, styled, word } from './base.ts';

export const fieldProperties = {
  details: { type: String },
  disabled: { type: Boolean, reflect: true },
  error: { type: String },
  label: { type: String },
  labelAccessibilityVisibility: { type: String },
  name: { type: String, reflect: true },
  required: { type: Boolean, reflect: true },
  value: { type: String },
};

export const fieldStyles = css`
  :host { display: block; min-inline-size: 0; }
  .field { display: flex; flex-direction: column; gap: 0.25rem; }
  label { font: 550 0.875rem/1.4 var(--text); }
  .required { color: var(--ink-soft); font-weight: 400; }
  .details { color: var(--ink-soft); font-size: 0.825rem; line-height: 1.45; overflow-wrap: anywhere; }
  .error { color: var(--critical); font-size: 0.825rem; font-weight: 500; }
  .control {
    display: flex; align-items: center; gap: 0.45rem; min-block-size: 2.15rem; padding-inline: 0.65rem;
    border: 1px solid var(--line-strong); border-radius: var(--radius); background: var(--sheet); color: var(--ink);
  }
  .control:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; border-color: var(--accent); }
  .control.invalid { border-color: var(--critical); }
  .control.off { opacity: 0.6; background: var(--sheet-deep); }
  input, textarea, select {
    flex: 1; min-inline-size: 0; inline-size: 100%; border: 0; outline: 0; padding: 0.3rem 0; background: none;
    color: inherit; font: 400 0.9375rem/1.4 var(--text);
  }
  ::placeholder { color: var(--ink-soft); opacity: 0.9; }
  .affix { color: var(--ink-soft); white-space: nowrap; }
`;

export abstract class Field extends Element {
  static formAssociated = true;
  static override shadowRootOptions = { ...Element.shadowRootOptions, delegatesFocus: true };
  static override styles = styled(fieldStyles);
  protected readonly internals = this.attachInternals();

  declare details: string;
  declare disabled: boolean;
  declare error: string;
  declare label: string;
  declare labelAccessibilityVisibility: string;
  declare name: string;
  declare required: boolean;
  declare value: string;

  protected initial: string | undefined;

  override connectedCallback() {
    super.connectedCallback();
    this.initial ??= this.value ?? '';
  }

  formResetCallback() {
    this.value = this.initial ?? '';
  }

  formDisabledCallback(isDisabled: boolean) {
    this.disabled = isDisabled;
  }

  override willUpdate() {
    this.internals.setFormValue(this.value ?? '');
  }

  /** `input` crosses the shadow's edge by itself, `change` does not. */
  protected readonly onInput = (event: Event) => {
    this.value = (event.target as HTMLInputElement).value;
  };
  protected readonly onChange = (event: Event) => {
    this.value = (event.target as HTMLInputElement).value;
    this.dispatchEvent(new Event('change', { bubbles: true }));
  };

  protected labelled(control: TemplateResult): TemplateResult {
    const isHidden = this.labelAccessibilityVisibility === 'exclusive';
    const hasSlot = (slot: string) => this.querySelector(`:scope > [slot='${slot}']`) !== null;
    return html`<div class="field">
      <label for="control" class=${isHidden ? 'exclusive' : ''}>${this.label}
        ${this.required ? html`<span class="required">(${word('required')})</span>` : nothing}</label>
      ${control}
      ${this.error || hasSlot('error') ? html`<div class="error" id="error" role="alert"><slot name="error">${this.error}</slot></div>` : nothing}
      ${this.details || hasSlot('details') ? html`<div class="details" id="details"><slot name="details">${this.details}</slot></div>` : nothing}
    </div>`;
  }

  /** The ids of what describes the control. */
  protected get describedBy() {
    return [this.error && 'error', this.details && 'details'].filter(Boolean).join(' ') || nothing;
  }

  protected get frameClass() {
    return `control ${this.error ? 'invalid' : ''} ${this.disabled ? 'off' : ''}`;
  }
}
