// Reads which elements the screens use, with which attributes, events and slots, out of their source.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync } from 'vite';

const SOURCE = new URL('../../ui/src/', import.meta.url).pathname;

export interface Use {
  readonly file: string;
  readonly tag: string;
  /** As they are written: `accessibilityLabel`, `onClick`. */
  readonly attributes: readonly string[];
  /** Of those that are written as plain texts. */
  readonly texts: ReadonlyMap<string, string>;
  /** The element around it, if it is one of Shopify's. */
  readonly parent: string | undefined;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** Every use of an element whose name begins with `s-`. */
export function readUses(): Use[] {
  const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.tsx'),
  );
  return files.flatMap((file) => {
    const uses: Use[] = [];
    collect(
      parseSync(file, readFileSync(join(SOURCE, file), 'utf8')).program as unknown as Node,
      file,
      undefined,
      uses,
    );
    return uses;
  });
}

function collect(node: Node, file: string, parent: string | undefined, uses: Use[]): void {
  let within = parent;
  if (node.type === 'JSXElement') {
    const opening = node.openingElement as { name: { name?: string }; attributes: readonly JsxAttribute[] };
    const tag = opening.name.name;
    within = tag?.startsWith('s-') ? tag : undefined;
    if (within !== undefined) uses.push({ file, tag: within, parent, ...readAttributes(opening.attributes) });
    // A component of ours may stand anywhere: what it wraps is not known to be a child of the element around.
    if (tag !== undefined && /^[A-Z]/.test(tag)) within = parent;
  }
  for (const value of Object.values(node)) {
    for (const child of Array.isArray(value) ? value : [value]) {
      if (typeof child === 'object' && child !== null && 'type' in child)
        collect(child as Node, file, within, uses);
    }
  }
}

interface JsxAttribute {
  readonly type: string;
  readonly name?: { readonly name: string };
  readonly value?: { readonly type: string; readonly value?: unknown } | null;
}

function readAttributes(attributes: readonly JsxAttribute[]): Pick<Use, 'attributes' | 'texts'> {
  const named = attributes.filter(({ type }) => type === 'JSXAttribute');
  const texts = named.flatMap(({ name, value }) =>
    name !== undefined && typeof value?.value === 'string' ? [[name.name, value.value] as const] : [],
  );
  return { attributes: named.map(({ name }) => name?.name ?? ''), texts: new Map(texts) };
}
