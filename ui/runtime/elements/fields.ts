// Fields of one line and of many.
import { css, html, nothing } from 'lit';
import { live } from 'lit/directives/live.js';
import { define, styled, word } from './base.ts';
import { Field, fieldProperties, fieldStyles } from './field-frame.ts';
import { drawIcon } from './icon.ts';

const lineProperties = {
  ...fieldProperties,
  autocomplete: { type: String },
  maxLength: { type: Number },
  minLength: { type: Number },
  placeholder: { type: String },
  readOnly: { type: Boolean, reflect: true },
};

abstract class Line extends Field {
  static override properties: Record<string, { type: unknown; reflect?: boolean }> = lineProperties;
  protected kind = 'text';

  declare autocomplete: string;
  declare icon: string;
  declare max: number;
  declare maxLength: number;
  declare min: number;
  declare minLength: number;
  declare placeholder: string;
  declare prefix: string;
  declare readOnly: boolean;
  declare step: number;
  declare suffix: string;

  protected adornment() {
    return this.querySelector(`:scope > [slot='accessory']`) === null
      ? nothing
      : html`<slot name="accessory"></slot>`;
  }

  override render() {
    return this.labelled(html`<div class=${this.frameClass}>
      ${drawIcon(this.icon)}${this.prefix ? html`<span class="affix">${this.prefix}</span>` : nothing}
      <input id="control" type=${this.kind} .value=${live(this.value ?? '')} ?disabled=${this.disabled} ?readonly=${this.readOnly}
        ?required=${this.required} placeholder=${this.placeholder || nothing} autocomplete=${this.autocomplete || nothing}
        maxlength=${this.maxLength ?? nothing} minlength=${this.minLength ?? nothing} min=${this.min ?? nothing} max=${this.max ?? nothing}
        step=${this.step ?? nothing} aria-invalid=${this.error ? 'true' : nothing} aria-describedby=${this.describedBy}
        @input=${this.onInput} @change=${this.onChange} @keydown=${this.#submit}>
      ${this.suffix ? html`<span class="affix">${this.suffix}</span>` : nothing}${this.adornment()}
    </div>`);
  }

  readonly #submit = (event: KeyboardEvent) => {
    if (event.key === 'Enter') this.internals.form?.requestSubmit();
  };
}

class TextField extends Line {
  static override properties = {
    ...lineProperties,
    icon: { type: String },
    prefix: { type: String },
    suffix: { type: String },
  };
}

class EmailField extends Line {
  protected override kind = 'email';
}

class UrlField extends Line {
  protected override kind = 'url';
}

class DateField extends Line {
  protected override kind = 'date';
}

class NumberField extends Line {
  static override properties = {
    ...lineProperties,
    max: { type: Number },
    min: { type: Number },
    step: { type: Number },
    prefix: { type: String },
    suffix: { type: String },
  };
  protected override kind = 'number';
}

class SearchField extends Line {
  static override styles = styled(
    css`${fieldStyles} input::-webkit-search-cancel-button { appearance: none; }
    .clear { border: 0; background: none; color: inherit; cursor: pointer; line-height: 0; padding: 0.2rem; }`,
  );
  protected override kind = 'search';

  readonly #clear = () => {
    this.value = '';
    this.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    this.dispatchEvent(new Event('change', { bubbles: true }));
    this.focus();
  };

  override connectedCallback() {
    super.connectedCallback();
    this.icon = 'search';
  }
  protected override adornment() {
    if (!this.value) return nothing;
    return html`<button type="button" aria-label=${word('clear')} @click=${this.#clear}
      class="clear">${drawIcon('x')}</button>`;
  }
}

class PasswordField extends Line {
  protected override kind = 'password';
}

class TextArea extends Field {
  static override properties = { ...lineProperties, rows: { type: Number } };
  static override styles = styled(
    css`${fieldStyles} .control { padding-block: 0.2rem; } textarea { resize: vertical; }`,
  );
  declare placeholder: string;
  declare readOnly: boolean;
  declare rows: number;
  declare maxLength: number;

  override render() {
    return this.labelled(html`<div class=${this.frameClass}><textarea id="control" rows=${this.rows || 3} .value=${live(this.value ?? '')}
      ?disabled=${this.disabled} ?readonly=${this.readOnly} placeholder=${this.placeholder || nothing} maxlength=${this.maxLength ?? nothing}
      aria-invalid=${this.error ? 'true' : nothing} aria-describedby=${this.describedBy}
      @input=${this.onInput} @change=${this.onChange}></textarea></div>`);
  }
}

define({
  's-text-field': TextField,
  's-email-field': EmailField,
  's-url-field': UrlField,
  's-date-field': DateField,
  's-number-field': NumberField,
  's-search-field': SearchField,
  's-password-field': PasswordField,
  's-text-area': TextArea,
});
