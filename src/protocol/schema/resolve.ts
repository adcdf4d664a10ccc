// Finds attributes by the names that clients write: in any case, bare or qualified by a schema URN.
import { commonAttributes } from './common.ts';
import type { Attribute, ResourceType, Schema } from './types.ts';

/** Where an attribute lives: at the top of the resource, or in the extension object named `urn`. */
export interface AttributeLocation {
  readonly urn?: string;
  readonly attribute: Attribute;
}

interface TypeIndex {
  /** Core and common attributes, then writable extension attributes whose bare name is unambiguous. */
  readonly bare: ReadonlyMap<string, AttributeLocation>;
  /** By lower-case URN; the core schema holds the common attributes as well (RFC 7643 §3.1). */
  readonly schemas: ReadonlyMap<string, SchemaIndex>;
}

interface SchemaIndex {
  readonly schema: Schema;
  readonly attributes: ReadonlyMap<string, AttributeLocation>;
}

// Built on first use and kept as long as the type: connections will bring resource types of their own.
const typeIndexes = new WeakMap<ResourceType, TypeIndex>();
const subAttributeIndexes = new WeakMap<Attribute, ReadonlyMap<string, Attribute>>();

/**
 * Finds an attribute by name, without regard to case (RFC 7643 §2.1). A bare name that no core attribute has means
 * the extension attribute of that name when only one extension has it: clients write `manager` for the enterprise one.
 *
 * @example findAttribute(userResourceType, 'DEPARTMENT')?.urn // the enterprise URN
 */
export function findAttribute(type: ResourceType, name: string, urn?: string): AttributeLocation | undefined {
  const index = indexOf(type);
  const names = urn === undefined ? index.bare : index.schemas.get(urn.toLowerCase())?.attributes;
  return names?.get(name) ?? names?.get(name.toLowerCase());
}

/** Finds a sub-attribute by name, without regard to case. */
export function findSubAttribute(attribute: Attribute, name: string): Attribute | undefined {
  if (attribute.subAttributes === undefined) return undefined;
  let index = subAttributeIndexes.get(attribute);
  if (index === undefined) {
    index = new Map(
      attribute.subAttributes.flatMap((sub) => [
        [sub.name, sub],
        [sub.name.toLowerCase(), sub],
      ]),
    );
    subAttributeIndexes.set(attribute, index);
  }
  return index.get(name) ?? index.get(name.toLowerCase());
}

/**
 * Finds what a name means within an element of a list: a sub-attribute or, where the elements are simple, the element
 * itself, which goes by the name that RFC 7643 §2.4 has for what is significant in one.
 */
export function findInElement(attribute: Attribute, name: string): Attribute | undefined {
  if (attribute.type === 'complex' || !attribute.multiValued) return findSubAttribute(attribute, name);
  return name.toLowerCase() === 'value' ? { ...attribute, name: 'value', multiValued: false } : undefined;
}

/** Finds the core schema or an extension of a resource type by URN, without regard to case. */
export function findSchema(type: ResourceType, urn: string): Schema | undefined {
  return indexOf(type).schemas.get(urn.toLowerCase())?.schema;
}

/** The URNs that name a resource's content: the core schema, then each extension that has some (RFC 7643 §3). */
export function schemasInUse(type: ResourceType, resource: Readonly<Record<string, unknown>>): string[] {
  const urns = [type.schema.id];
  for (const { schema } of type.schemaExtensions)
    if (Object.hasOwn(resource, schema.id)) urns.push(schema.id);
  return urns;
}

function indexOf(type: ResourceType): TypeIndex {
  const known = typeIndexes.get(type);
  if (known !== undefined) return known;
  const core = indexSchema(type.schema, commonAttributes);
  const extensions = type.schemaExtensions.map(({ schema }) => indexSchema(schema, []));
  const index = {
    bare: new Map([...unambiguous(extensions), ...core.attributes]),
    schemas: new Map([core, ...extensions].map((entry) => [entry.schema.id.toLowerCase(), entry])),
  };
  typeIndexes.set(type, index);
  return index;

  function indexSchema(schema: Schema, inherited: readonly Attribute[]): SchemaIndex {
    const attributes = new Map<string, AttributeLocation>();
    for (const attribute of [...inherited, ...schema.attributes]) {
      const location = schema === type.schema ? { attribute } : { urn: schema.id, attribute };
      attributes.set(attribute.name, location).set(attribute.name.toLowerCase(), location);
    }
    return { schema, attributes };
  }
}

function unambiguous(extensions: readonly SchemaIndex[]): Map<string, AttributeLocation> {
  const found = new Map<string, AttributeLocation>();
  const ambiguous = new Set<string>();
  for (const { attributes } of extensions) {
    for (const [name, location] of attributes) {
      // Nobody can write it: its bare name stays free for whatever another extension, or nobody, has under it.
      if (location.attribute.mutability === 'readOnly') continue;
      if (found.has(name)) ambiguous.add(name);
      found.set(name, location);
    }
  }
  for (const name of ambiguous) found.delete(name);
  return found;
}
