// The shape of a filter (RFC 7644 §3.4.2.2), of attribute names in it, and of PATCH paths (§3.5.2).

export type CompareOperator = 'eq' | 'ne' | 'co' | 'sw' | 'ew' | 'gt' | 'ge' | 'lt' | 'le';
export type CompareValue = string | number | boolean | null;

/** A name as in `urn:…:User:name.familyName`. After checkFilter every part is spelt as its schema spells it. */
export interface AttributePath {
  /** The schema URN; after checkFilter only for attributes of an extension. */
  readonly urn?: string;
  readonly attribute: string;
  readonly sub?: string;
  /** After checkFilter: an attribute of another resource type only, so that no resource of this one has a value. */
  readonly foreign?: true;
}

/**
 * A filter. `and` and `or` hold two or more filters, none of their own kind. In a value path the names inside are
 * those of sub-attributes; `emails[type eq "work"].value eq "x"` is read as `emails[type eq "work" and value eq "x"]`.
 */
export type Filter =
  | {
      readonly kind: 'compare';
      readonly path: AttributePath;
      readonly operator: CompareOperator;
      readonly value: CompareValue;
    }
  | { readonly kind: 'present'; readonly path: AttributePath }
  | { readonly kind: 'valuePath'; readonly path: AttributePath; readonly filter: Filter }
  | { readonly kind: 'and' | 'or'; readonly filters: readonly Filter[] }
  | { readonly kind: 'not'; readonly filter: Filter };

/** Where a PATCH operation works: an attribute, perhaps only some of its values, perhaps one sub-attribute of it. */
export interface PatchPath extends AttributePath {
  readonly filter?: Filter;
}

/** Joins filters, flattening those of the same kind. */
export function join(kind: 'and' | 'or', filters: readonly Filter[]): Filter {
  const [first] = filters;
  if (first !== undefined && filters.length === 1) return first;
  const flat = filters.flatMap((filter) => (filter.kind === kind ? filter.filters : [filter]));
  const [only] = flat;
  return only !== undefined && flat.length === 1 ? only : { kind, filters: flat };
}

/** Whether a checked filter says anything of a top-level attribute. */
export function namesAttribute(filter: Filter, attribute: string, urn?: string): boolean {
  if ('path' in filter) return filter.path.attribute === attribute && filter.path.urn === urn;
  const parts = 'filters' in filter ? filter.filters : [filter.filter];
  return parts.some((part) => namesAttribute(part, attribute, urn));
}
