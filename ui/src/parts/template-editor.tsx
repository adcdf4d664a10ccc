// A text area for one template: what may be written next in a list below the caret, and faulty lines marked.
import { type KeyboardEvent, useId, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Completion, complete, completeAt, type Words } from './template-completion.ts';
import { useFaultText } from './template-fault.ts';
import { Mirror, placeOf, type TemplateFault } from './template-mirror.tsx';

const MAX_TEMPLATE = 2_000;

interface TemplateEditorProps {
  readonly label: string;
  readonly isLabelHidden: boolean;
  readonly details: string | undefined;
  readonly value: string;
  readonly faults: readonly TemplateFault[];
  readonly words: Words;
  readonly onChange: (value: string) => void;
  /** Told how a text is put where the caret is. */
  readonly onFocus: (insert: (text: string) => void) => void;
}

export function TemplateEditor(props: TemplateEditorProps) {
  const { label, isLabelHidden, details, value, faults, words, onChange, onFocus } = props;
  const sayFault = useFaultText();
  const id = useId();
  const area = useRef<HTMLTextAreaElement>(null);
  const mirror = useRef<HTMLPreElement>(null);
  const caretAfter = useRef<number>(undefined);
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const list = useCompletions();

  useLayoutEffect(() => {
    if (caretAfter.current === undefined || area.current?.value !== value) return;
    area.current.setSelectionRange(caretAfter.current, caretAfter.current);
    caretAfter.current = undefined;
  }, [value]);

  function suggest(text: string, caret: number) {
    list.show(completeAt(text, caret, words));
  }
  function accept(option: string) {
    if (list.found === undefined || area.current === null) return;
    const made = complete(value, area.current.selectionStart, list.found, option);
    caretAfter.current = made.caret;
    list.hide();
    area.current.focus();
    onChange(made.text);
  }
  function insert(text: string) {
    const { value: now, onChange: change } = latest.current;
    const at = area.current?.selectionStart ?? now.length;
    caretAfter.current = at + text.length;
    area.current?.focus();
    change(now.slice(0, at) + text + now.slice(area.current?.selectionEnd ?? at));
  }
  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>) {
    if (event.key === ' ' && event.ctrlKey) {
      event.preventDefault();
      suggest(value, event.currentTarget.selectionStart);
      return;
    }
    if (list.found === undefined) return;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') list.move(event.key === 'ArrowDown' ? 1 : -1);
    else if (event.key === 'Enter' || event.key === 'Tab') accept(list.found.options[list.active] ?? '');
    else if (event.key === 'Escape') list.hide();
    else {
      if (['ArrowLeft', 'ArrowRight', 'Home', 'End'].includes(event.key)) list.hide();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  }

  const optionId = (index: number) => `${id}-${index}`;
  const isOpen = list.found !== undefined;
  const described = [faults.length > 0 && `${id}-faults`, details !== undefined && `${id}-details`];
  return (
    <div className="template-editor">
      <label htmlFor={id} className={isLabelHidden ? 'unseen' : undefined}>
        {label}
      </label>
      <div className={`template-box ${faults.length > 0 ? 'bad' : ''}`}>
        <Mirror ref={mirror} text={value} faults={faults} />
        <textarea
          ref={area}
          id={id}
          rows={1}
          spellCheck={false}
          autoComplete="off"
          maxLength={MAX_TEMPLATE}
          value={value}
          // As a combobox has it, but for the role, which HTML lets no text area have.
          aria-autocomplete="list"
          aria-haspopup="listbox"
          {...(isOpen && { 'aria-controls': `${id}-list`, 'aria-activedescendant': optionId(list.active) })}
          aria-invalid={faults.length > 0}
          aria-describedby={described.filter(Boolean).join(' ') || undefined}
          onChange={({ currentTarget }) => {
            onChange(currentTarget.value);
            suggest(currentTarget.value, currentTarget.selectionStart);
          }}
          onKeyDown={onKeyDown}
          onFocus={() => onFocus(insert)}
          onClick={list.hide}
          onBlur={list.hide}
        />
        {list.found !== undefined && (
          <Options
            id={`${id}-list`}
            optionId={optionId}
            options={list.found.options}
            active={list.active}
            place={placeOf(mirror.current, list.found.from)}
            onChoose={accept}
          />
        )}
      </div>
      {faults.length > 0 && (
        <div className="template-faults" id={`${id}-faults`} role="alert">
          {faults.map((fault) => (
            <div key={`${fault.line} ${fault.column} ${fault.message}`}>{sayFault(fault)}</div>
          ))}
        </div>
      )}
      {details !== undefined && (
        <div className="template-details" id={`${id}-details`}>
          {details}
        </div>
      )}
    </div>
  );
}

function useCompletions() {
  const [found, setFound] = useState<Completion>();
  const [active, setActive] = useState(0);
  return {
    found,
    active,
    show(completion: Completion | undefined) {
      setFound(completion);
      setActive(0);
    },
    hide: () => setFound(undefined),
    move(by: 1 | -1) {
      const many = found?.options.length ?? 1;
      setActive((active + by + many) % many);
    },
  };
}

interface OptionsProps {
  readonly id: string;
  readonly optionId: (index: number) => string;
  readonly options: readonly string[];
  readonly active: number;
  readonly place: { readonly left: number; readonly top: number };
  readonly onChoose: (option: string) => void;
}

function Options({ id, optionId, options, active, place, onChoose }: OptionsProps) {
  const { t } = useTranslation('parts');
  const list = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    list.current?.children[active]?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  return (
    <div
      ref={list}
      id={id}
      role="listbox"
      aria-label={t('template.completions')}
      className="completions"
      style={place}
    >
      {options.map((option, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the text area has the keyboard
        // biome-ignore lint/a11y/useFocusableInteractive: the text area keeps the focus, and names the active option
        <div
          key={option}
          id={optionId(index)}
          role="option"
          aria-selected={index === active}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onChoose(option)}
        >
          <code>{option}</code>
        </div>
      ))}
    </div>
  );
}
