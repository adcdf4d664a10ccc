// Check boxes, switches, lists of choices and selects.
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { define, Element, styled } from './base.ts';
import { Field, fieldProperties, fieldStyles } from './field-frame.ts';
import { drawIcon } from './icon.ts';

const box = css`
  ${fieldStyles}
  .choice { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0.1rem 0.6rem; align-items: start; }
  .choice label { font-weight: 450; font-size: 0.9375rem; cursor: pointer; }
  .choice .details, .choice .error { grid-column: 2; }
  input { flex: none; inline-size: 1.05rem; block-size: 1.05rem; margin: 0.2rem 0 0; padding: 0; accent-color: var(--accent); cursor: pointer; }
  :host([disabled]) label, :host([disabled]) input { opacity: 0.6; cursor: default; }
`;

class Checkbox extends Field {
  static override properties = {
    ...fieldProperties,
    accessibilityLabel: { type: String },
    checked: { type: Boolean },
    indeterminate: { type: Boolean },
  };
  static override styles = styled(box);
  declare accessibilityLabel: string;
  declare checked: boolean;
  declare indeterminate: boolean;

  override willUpdate() {
    this.internals.setFormValue(this.checked ? this.value || 'on' : null);
  }

  protected readonly toggle = (event: Event) => {
    this.checked = (event.target as HTMLInputElement).checked;
    if (event.type === 'change') this.dispatchEvent(new Event('change', { bubbles: true }));
  };

  override render() {
    const isHidden = this.labelAccessibilityVisibility === 'exclusive';
    return html`<div class="choice">
      <input id="control" type="checkbox" role=${this.localName === 's-switch' ? 'switch' : nothing} .checked=${live(this.checked ?? false)}
        .indeterminate=${this.indeterminate ?? false} ?disabled=${this.disabled} ?required=${this.required}
        aria-label=${this.accessibilityLabel || nothing} aria-describedby=${this.describedBy}
        @input=${this.toggle} @change=${this.toggle}>
      <label for="control" class=${isHidden ? 'exclusive' : ''}>${this.label}</label>
      ${this.error ? html`<div class="error" id="error" role="alert">${this.error}</div>` : nothing}
      ${this.details ? html`<div class="details" id="details">${this.details}</div>` : nothing}
    </div>`;
  }
}

class Switch extends Checkbox {
  static override styles = styled(css`
    ${box}
    .choice label { font-weight: 550; }
    input {
      appearance: none; inline-size: 2.15rem; block-size: 1.2rem; margin: 0.1rem 0 0; border-radius: 1rem; position: relative;
      background: var(--sheet-deep); border: 1.5px solid var(--line-strong); transition: background 140ms, border-color 140ms;
    }
    input::before {
      content: ''; position: absolute; inset-block: 0.15rem; inset-inline-start: 0.15rem; inline-size: 0.72rem;
      border-radius: 50%; background: var(--ink-soft); transition: translate 140ms, background 140ms;
    }
    input:checked { background: var(--accent); border-color: var(--accent); }
    input:checked::before { translate: 0.93rem 0; background: var(--accent-ink); }
  `);
}

/** Says what can be chosen; the list draws it. */
class Choice extends Element {
  static override properties = {
    accessibilityLabel: { type: String },
    disabled: { type: Boolean, reflect: true },
    selected: { type: Boolean },
    value: { type: String },
  };
  static override styles = styled(css`
    .details { display: block; color: var(--ink-soft); font-size: 0.825rem; font-weight: 400; line-height: 1.45; }
  `);
  override render() {
    return html`<slot></slot><span class="details"><slot name="details"></slot></span><slot name="secondary-content"></slot>`;
  }
  override updated() {
    this.dispatchEvent(new CustomEvent('rollcall:choice', { bubbles: true }));
  }
  declare disabled: boolean;
  declare selected: boolean;
  declare value: string;
}

class ChoiceList extends Field {
  static override properties = {
    ...fieldProperties,
    multiple: { type: Boolean },
    values: { attribute: false },
  };
  static override styles = styled(css`
    ${box}
    fieldset { border: 0; margin: 0; padding: 0; display: flex; flex-direction: column; gap: 0.55rem; min-inline-size: 0; }
    legend { padding: 0; margin-block-end: 0.4rem; font: 550 0.875rem/1.4 var(--text); }
  `);
  declare multiple: boolean;
  #chosen: readonly string[] | undefined;

  get values(): readonly string[] {
    return this.#chosen ?? this.#choices.filter(({ selected }) => selected).map(({ value }) => value);
  }
  set values(values: readonly string[] | undefined) {
    this.#chosen = values;
    this.requestUpdate();
  }

  get #choices(): readonly Choice[] {
    return [...this.querySelectorAll<Choice>(':scope > s-choice')];
  }

  override connectedCallback() {
    super.connectedCallback();
    this.addEventListener('rollcall:choice', () => this.requestUpdate());
    new MutationObserver(() => this.requestUpdate()).observe(this, { childList: true });
  }

  override willUpdate() {
    const data = new FormData();
    for (const value of this.values) data.append(this.name || 'choice', value);
    this.internals.setFormValue(data);
    for (const [index, choice] of this.#choices.entries()) choice.slot = `choice-${index}`;
  }

  #choose(value: string, isChosen: boolean) {
    if (this.multiple)
      this.values = [...this.values.filter((one) => one !== value), ...(isChosen ? [value] : [])];
    else this.values = [value];
    for (const choice of this.#choices) choice.selected = this.values.includes(choice.value);
  }

  override render() {
    const isHidden = this.labelAccessibilityVisibility === 'exclusive';
    return html`<fieldset aria-describedby=${this.describedBy}>
      <legend class=${isHidden ? 'exclusive' : ''}>${this.label}</legend>
      ${this.#choices.map(
        ({ value, disabled }, index) => html`<div class="choice">
          <input id=${`control-${index}`} type=${this.multiple ? 'checkbox' : 'radio'} name="choices" .checked=${live(this.values.includes(value))}
            ?disabled=${this.disabled || disabled}
            @input=${(event: Event) => this.#choose(value, (event.target as HTMLInputElement).checked)}
            @change=${() => this.dispatchEvent(new Event('change', { bubbles: true }))}>
          <label for=${`control-${index}`}><slot name=${`choice-${index}`}></slot></label>
        </div>`,
      )}
      ${this.error ? html`<div class="error" id="error" role="alert">${this.error}</div>` : nothing}
      ${this.details ? html`<div class="details" id="details">${this.details}</div>` : nothing}
    </fieldset>`;
  }
}

/** Says what a select offers; the select draws it. */
class Option extends Element {
  static override properties = {
    disabled: { type: Boolean },
    selected: { type: Boolean },
    value: { type: String },
  };
  declare disabled: boolean;
  declare value: string;
  override updated() {
    this.dispatchEvent(new CustomEvent('rollcall:choice', { bubbles: true }));
  }
}

class OptionGroup extends Element {
  static override properties = { disabled: { type: Boolean }, label: { type: String } };
  declare label: string;
}

class Select extends Field {
  static override properties = { ...fieldProperties, icon: { type: String }, placeholder: { type: String } };
  static override styles = styled(css`
    ${fieldStyles}
    select { appearance: none; cursor: pointer; text-overflow: ellipsis; padding-inline-end: 0.3rem; }
    option, optgroup { color: var(--ink); background: var(--sheet); }
    .control { position: relative; }
    .arrow { pointer-events: none; line-height: 0; color: var(--ink-soft); }
    .options { display: none; }
  `);
  declare icon: string;
  declare placeholder: string;

  override connectedCallback() {
    super.connectedCallback();
    this.addEventListener('rollcall:choice', () => this.requestUpdate());
    new MutationObserver(() => this.requestUpdate()).observe(this, {
      childList: true,
      subtree: true,
      characterData: true,
    });
  }

  #optionsOf(parent: HTMLElement): unknown {
    return [...parent.children].map((child) => {
      if (child instanceof OptionGroup)
        return html`<optgroup label=${child.label}>${this.#optionsOf(child)}</optgroup>`;
      if (!(child instanceof Option)) return nothing;
      const value = child.value ?? '';
      return html`<option value=${value} ?disabled=${child.disabled} ?selected=${value === (this.value ?? '')}>${child.textContent}</option>`;
    });
  }

  override updated() {
    const select = this.shadowRoot?.querySelector('select');
    if (select) select.value = this.value ?? '';
  }

  override render() {
    return this.labelled(html`<div class=${this.frameClass}>${drawIcon(this.icon)}
      <select id="control" ?disabled=${this.disabled} ?required=${this.required} aria-invalid=${this.error ? 'true' : nothing}
        aria-describedby=${this.describedBy} @input=${this.onInput} @change=${this.onChange}>
        ${this.placeholder ? html`<option value="" disabled hidden>${this.placeholder}</option>` : nothing}
        ${this.#optionsOf(this)}
      </select><span class="arrow">${drawIcon('chevron-down')}</span></div>`);
  }
}

define({
  's-checkbox': Checkbox,
  's-switch': Switch,
  's-choice': Choice,
  's-choice-list': ChoiceList,
  's-option': Option,
  's-option-group': OptionGroup,
  's-select': Select,
});
