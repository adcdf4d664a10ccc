// Reads and writes a SCIM resource at the target paths that Entra's mapping screen uses.

export type ScimResource = Record<string, unknown>;

type TargetPath = {
  readonly schema?: string;
  readonly attribute: string;
  readonly type?: string;
  readonly sub?: string;
};

const FILTERED = /^(\w+)\[type eq "([^"]+)"\]\.(\w+)$/;

/** Whether the path selects an element of a multi-valued attribute by a filter. */
export function isFilteredPath(path: string): boolean {
  return FILTERED.test(path);
}

/** The value at `path`, or undefined. A complex reference such as the manager reads as its `value`. */
export function readPath(resource: ScimResource, path: string): unknown {
  const { schema, attribute, type, sub } = parsePath(path);
  const container = schema === undefined ? resource : asObject(resource[schema]);
  const whole = container?.[attribute];
  const holder =
    type === undefined ? whole : asArray(whole).find((element) => asObject(element)?.type === type);
  if (sub !== undefined) return asObject(holder)?.[sub] ?? undefined;
  return asObject(holder)?.value ?? holder ?? undefined;
}

/** Sets `path` in a resource under construction, making the containers on the way. */
export function writePath(resource: ScimResource, path: string, value: unknown): void {
  const { schema, attribute, type, sub } = parsePath(path);
  const container = schema === undefined ? resource : child(resource, schema);
  if (sub === undefined) {
    container[attribute] = value;
    return;
  }
  if (type === undefined) {
    child(container, attribute)[sub] = value;
    return;
  }
  const elements = asArray(container[attribute]);
  container[attribute] = elements;
  let element = elements.find((each) => asObject(each)?.type === type);
  if (element === undefined) {
    // Entra marks the work e-mail as primary; other attributes are sent with their type alone.
    element = attribute === 'emails' ? { primary: true, type } : { type };
    elements.push(element);
  }
  (element as ScimResource)[sub] = value;
}

function parsePath(path: string): TargetPath {
  const filtered = FILTERED.exec(path);
  if (filtered) {
    const [, attribute = '', type = '', sub = ''] = filtered;
    return { attribute, type, sub };
  }
  const colon = path.lastIndexOf(':');
  const schema = colon === -1 ? {} : { schema: path.slice(0, colon) };
  const [attribute = '', sub] = path.slice(colon + 1).split('.');
  return { ...schema, attribute, ...(sub === undefined ? {} : { sub }) };
}

function child(container: ScimResource, key: string): ScimResource {
  const existing = asObject(container[key]);
  if (existing) return existing;
  const made: ScimResource = {};
  container[key] = made;
  return made;
}

/** `value` as a JSON object, or undefined when it is anything else. */
export function asObject(value: unknown): ScimResource | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as ScimResource)
    : undefined;
}

function asArray(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}
