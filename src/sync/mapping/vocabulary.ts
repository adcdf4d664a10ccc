// What a template may name: the attributes that it sees of a connection's users, filters and tags.
import type { Attribute, ResourceType } from '../../protocol/index.ts';
import { engineNames } from './liquid.ts';
import { shortName } from './scope.ts';

export interface Vocabulary {
  /** As a template names them, such as `user.department`. */
  readonly attributes: readonly VocabularyAttribute[];
  /** In a group rule. */
  readonly ofGroup: readonly VocabularyAttribute[];
  readonly filters: readonly string[];
  readonly tags: readonly string[];
}

export interface VocabularyAttribute {
  readonly path: string;
  /** It has many values: a filter chooses or joins them. */
  readonly isList: boolean;
  /** Of an extension that the connection declares. */
  readonly isDeclared: boolean;
}

const ENTERPRISE = 'enterprise';
/** Computed for the directory's readers, which templates are not. */
const COMPUTED = 'rollcall';
/** What Rollcall makes of a user, and what most templates ask for. */
const MADE = ['user.firstName', 'user.lastName', 'user.email'];

export function vocabularyOf({ schema, schemaExtensions }: ResourceType): Vocabulary {
  const core = schema.attributes.flatMap((attribute) => pathsOf('user', attribute, false));
  const extensions = schemaExtensions.flatMap(({ schema: extension }) => {
    const name = shortName(extension.id);
    if (name.toLowerCase() === COMPUTED) return [];
    const isEnterprise = name === ENTERPRISE;
    const root = isEnterprise ? 'user' : `user.${isPlain(name) ? name : `["${extension.id}"]`}`;
    return extension.attributes.flatMap((attribute) =>
      pathsOf(root.replace('.[', '['), attribute, !isEnterprise),
    );
  });
  const known = new Map<string, VocabularyAttribute>();
  const made = MADE.map((path) => ({ path, isList: false, isDeclared: false }));
  for (const attribute of [...made, ...core, ...extensions]) {
    if (!known.has(attribute.path)) known.set(attribute.path, attribute);
  }
  return {
    attributes: [...known.values()],
    ofGroup: ['group.name', 'group.id', 'group.externalId'].map((path) => ({
      path,
      isList: false,
      isDeclared: false,
    })),
    ...engineNames(),
  };
}

/** What a list holds is reached by filters: its own name is all that there is to write. */
function pathsOf(root: string, attribute: Attribute, isDeclared: boolean): VocabularyAttribute[] {
  const { name, type, multiValued, subAttributes = [], returned } = attribute;
  if (returned === 'never' || name.startsWith('$')) return [];
  const path = `${root}.${name}`;
  if (multiValued || type !== 'complex') return [{ path, isList: multiValued, isDeclared }];
  return subAttributes.flatMap((sub) => pathsOf(path, sub, isDeclared));
}

function isPlain(name: string): boolean {
  return /^[A-Za-z_][\w-]*$/.test(name);
}
