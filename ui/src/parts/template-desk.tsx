// Where templates are written: what is wrong with each, and the attributes that a click puts into the one at hand.
import { createContext, type ReactNode, useContext, useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api/client.ts';

export type Faults = Answer<'POST /connections/:id/mapping/preview'>['errors'];

const MAX_TEMPLATE = 2_000;

const ATTRIBUTES = [
  'user.firstName',
  'user.lastName',
  'user.email',
  'user.userName',
  'user.displayName',
  'user.nickName',
  'user.title',
  'user.userType',
  'user.preferredLanguage',
  'user.department',
  'user.division',
  'user.organization',
  'user.costCenter',
  'user.employeeNumber',
  'user.manager.displayName',
  'user.groups | map: "name" | join: ", "',
] as const;

interface AtHand {
  readonly id: string;
  readonly label: string;
  readonly insert: (text: string) => void;
}

interface Desk {
  readonly faults: Faults;
  readonly atHand: AtHand | undefined;
  readonly take: (field: AtHand) => void;
  readonly leave: (id: string) => void;
}

const DeskContext = createContext<Desk>({ faults: [], atHand: undefined, take() {}, leave() {} });

export function TemplateDesk({
  faults,
  children,
}: {
  readonly faults: Faults;
  readonly children: ReactNode;
}) {
  const [atHand, take] = useState<AtHand>();
  const leave = (id: string) => take((field) => (field?.id === id ? undefined : field));
  return <DeskContext value={{ faults, atHand, take, leave }}>{children}</DeskContext>;
}

/** What the server finds wrong at a place of the settings, such as `mapping.tags[0]`. */
export function useFaultAt(path: string): string | undefined {
  const { t } = useTranslation('parts');
  const { faults } = useContext(DeskContext);
  const found = faults.filter((fault) => fault.path === path);
  if (found.length === 0) return undefined;
  return found
    .map(({ message, line, column }) =>
      line === 1 && column === 1 ? message : t('template.at', { message, line, column }),
    )
    .join(' ');
}

interface TemplateFieldProps {
  readonly path: string;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly details?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TemplateField({
  path,
  label,
  isLabelHidden = false,
  details,
  value,
  onChange,
}: TemplateFieldProps) {
  const { take, leave } = useContext(DeskContext);
  const error = useFaultAt(path);
  const id = useId();
  const latest = useRef({ value, onChange });
  latest.current = { value, onChange };
  const leaveLast = useRef(leave);
  leaveLast.current = leave;
  useEffect(() => () => leaveLast.current(id), [id]);
  return (
    <s-text-area
      label={label}
      labelAccessibilityVisibility={isLabelHidden ? 'exclusive' : 'visible'}
      {...(details !== undefined && { details })}
      {...(error !== undefined && { error })}
      rows={value.length > 70 || value.includes('\n') ? 3 : 1}
      maxLength={MAX_TEMPLATE}
      value={value}
      onInput={({ currentTarget }) => onChange(currentTarget.value)}
      onFocus={() =>
        take({ id, label, insert: (text) => latest.current.onChange(latest.current.value + text) })
      }
    />
  );
}

/** What a group rule's templates see besides. */
const OF_GROUP = ['group.name', 'group.id', 'group.externalId'] as const;

/** The attributes, to be put at the end of the template that was last written in. */
export function Attributes({ withGroup = false }: { readonly withGroup?: boolean }) {
  const { t } = useTranslation('parts');
  const { atHand } = useContext(DeskContext);
  return (
    <div className="at-hand">
      <s-section heading={t('template.attributes')}>
        <s-paragraph>
          {atHand === undefined ? t('template.chooseField') : t('template.goesInto', { label: atHand.label })}
        </s-paragraph>
        <div className="attributes">
          {[...(withGroup ? OF_GROUP : []), ...ATTRIBUTES].map((attribute) => (
            <button
              key={attribute}
              type="button"
              disabled={atHand === undefined}
              onClick={() => atHand?.insert(`{{ ${attribute} }}`)}
            >
              <code>{attribute}</code>
            </button>
          ))}
        </div>
      </s-section>
    </div>
  );
}
