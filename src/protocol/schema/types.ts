// What a schema says of an attribute (RFC 7643 §7), as closed unions.

export type AttributeType =
  | 'string'
  | 'boolean'
  | 'decimal'
  | 'integer'
  | 'dateTime'
  | 'reference'
  | 'binary'
  | 'complex';

export type Mutability = 'readOnly' | 'readWrite' | 'immutable' | 'writeOnly';
export type Returned = 'always' | 'never' | 'default' | 'request';
export type Uniqueness = 'none' | 'server' | 'global';

export interface Attribute {
  readonly name: string;
  readonly type: AttributeType;
  readonly description: string;
  readonly multiValued: boolean;
  readonly required: boolean;
  readonly caseExact: boolean;
  readonly mutability: Mutability;
  readonly returned: Returned;
  readonly uniqueness: Uniqueness;
  /** Suggestions, not a closed list: other values are stored as sent (RFC 7643 §7). */
  readonly canonicalValues?: readonly string[];
  readonly referenceTypes?: readonly string[];
  readonly subAttributes?: readonly Attribute[];
  /** UTF-16 units at most; absent means the general limit of parse-value.ts. Not published. */
  readonly maxLength?: number;
  /** False where it is computed when read, which ordering many resources by it would do for each. Not published. */
  readonly sortable?: false;
  /** False where a filter on it would read what is not stored with the resource. Not published. */
  readonly filterable?: false;
  /** Values at most, for a multi-valued attribute; absent means the general limit. Not published. */
  readonly maxValues?: number;
}

export interface Schema {
  /** The schema's URN. */
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly attributes: readonly Attribute[];
}

export interface ResourceType {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** Relative to the base URL, such as `/Users`. */
  readonly endpoint: string;
  readonly schema: Schema;
  readonly schemaExtensions: readonly { readonly schema: Schema; readonly required: boolean }[];
}
