// Where templates are written: what is wrong with each, and the attributes that a click puts into the one at hand.
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslation } from 'react-i18next';
import type { Answer } from '../api/client.ts';
import { useAsk, useRead } from '../api/queries.ts';
import { type Settings, useSettled } from './mapping-preview.tsx';
import type { Words } from './template-completion.ts';
import { TemplateEditor } from './template-editor.tsx';
import { useFaultText } from './template-fault.ts';

type Faults = Answer<'POST /connections/:id/mapping/check'>['errors'];
type Vocabulary = Answer<'GET /connections/:id/mapping/vocabulary'>;

/** Those that most templates ask for; all others are in the list that opens while one writes. */
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
  readonly vocabulary: Vocabulary | undefined;
  readonly words: Words;
  readonly atHand: AtHand | undefined;
  readonly take: (field: AtHand) => void;
  readonly leave: (id: string) => void;
}

const NO_WORDS: Words = { attributes: [], filters: [], tags: [] };
const DeskContext = createContext<Desk>({
  faults: [],
  vocabulary: undefined,
  words: NO_WORDS,
  atHand: undefined,
  take() {},
  leave() {},
});

interface TemplateDeskProps {
  readonly connectionId: string;
  /** In which the templates are; undefined while they cannot even be sent. */
  readonly settings: Settings | undefined;
  /** Templates of group rules see the group. */
  readonly withGroup?: boolean;
  readonly children: ReactNode;
}

export function TemplateDesk({ connectionId: id, settings, withGroup = false, children }: TemplateDeskProps) {
  const [atHand, take] = useState<AtHand>();
  const leave = (field: string) => take((now) => (now?.id === field ? undefined : now));
  const settled = useSettled(settings);
  const { data: checked } = useAsk(
    'POST /connections/:id/mapping/check',
    { parameters: { id }, body: { settings: settled ?? {} } },
    { enabled: settled !== undefined },
  );
  const { data: vocabulary } = useRead('GET /connections/:id/mapping/vocabulary', { parameters: { id } });
  const words = useMemo(() => toWords(vocabulary, withGroup), [vocabulary, withGroup]);
  const desk = { faults: checked?.errors ?? [], vocabulary, words, atHand, take, leave };
  return <DeskContext value={desk}>{children}</DeskContext>;
}

function toWords(vocabulary: Vocabulary | undefined, withGroup: boolean): Words {
  if (vocabulary === undefined) return NO_WORDS;
  const { attributes, ofGroup, filters, tags } = vocabulary;
  return {
    attributes: [...(withGroup ? ofGroup : []), ...attributes].map(({ path }) => path),
    filters,
    tags,
  };
}

/** What the server finds wrong at a place of the settings, such as `mapping.tags[0]`. */
export function useFaultAt(path: string): string | undefined {
  const say = useFaultText();
  const { faults } = useContext(DeskContext);
  const found = faults.filter((fault) => fault.path === path);
  if (found.length === 0) return undefined;
  return found.map(say).join(' ');
}

interface TemplateFieldProps {
  readonly path: string;
  readonly label: string;
  readonly isLabelHidden?: boolean;
  readonly details?: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

export function TemplateField({ path, isLabelHidden = false, details, ...field }: TemplateFieldProps) {
  const { take, leave, faults, words } = useContext(DeskContext);
  const id = useId();
  const leaveLast = useRef(leave);
  leaveLast.current = leave;
  useEffect(() => () => leaveLast.current(id), [id]);
  return (
    <TemplateEditor
      {...field}
      isLabelHidden={isLabelHidden}
      details={details}
      faults={faults.filter((fault) => fault.path === path)}
      words={words}
      onFocus={(insert) => take({ id, label: field.label, insert })}
    />
  );
}

/** What a group rule's templates see besides. */
const OF_GROUP = ['group.name', 'group.id', 'group.externalId'] as const;

/** The attributes, declared ones among them, to be put where the caret is in the template that was last written in. */
export function Attributes({ withGroup = false }: { readonly withGroup?: boolean }) {
  const { t } = useTranslation('parts');
  const { atHand, vocabulary } = useContext(DeskContext);
  const declared =
    vocabulary?.attributes.filter(({ isDeclared }) => isDeclared).map(({ path }) => path) ?? [];
  return (
    <div className="at-hand">
      <s-section heading={t('template.attributes')}>
        <s-paragraph>
          {atHand === undefined ? t('template.chooseField') : t('template.goesInto', { label: atHand.label })}
        </s-paragraph>
        <div className="attributes">
          {[...(withGroup ? OF_GROUP : []), ...ATTRIBUTES, ...declared].map((attribute) => (
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
