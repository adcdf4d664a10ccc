// scimmy with scimmy-routers on express, as its documentation shows, over a Map by id and an index by userName.
import { randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import express from 'express';
import SCIMMY from 'scimmy';
import SCIMMYRouters from 'scimmy-routers';
import { readSettings, serveParent } from '../parent.ts';
import { SCIM_ROOT } from '../population.ts';

const { token } = readSettings<{ token: string }>();

/** The query keys whose values are numbers. */
const NUMBERS = new Set(['startIndex', 'count']);

interface Item {
  readonly id: string;
  readonly meta: { readonly created: Date; readonly lastModified: Date };
}
type Resource = SCIMMY.Resources.User | SCIMMY.Resources.Group;

/** The handlers of one resource type, whose resources are also found by one name, whatever its case. */
function createHandlers(nameAttribute: 'userName' | 'displayName') {
  const items = new Map<string, Item>();
  const idsByName = new Map<string, string>();
  const nameOf = (item: object) => String((item as Record<string, unknown>)[nameAttribute]).toLowerCase();

  function find(id: string): Item {
    const item = items.get(id);
    if (item === undefined) throw new SCIMMY.Types.Error(404, '', `Resource ${id} not found`);
    return item;
  }

  function write({ id }: Resource, data: object): Item {
    const before = id === undefined ? undefined : find(id);
    const holder = idsByName.get(nameOf(data));
    if (holder !== undefined && holder !== id) {
      throw new SCIMMY.Types.Error(409, 'uniqueness', `${nameAttribute} is taken`);
    }
    const now = new Date();
    const item = {
      ...data,
      id: before?.id ?? randomUUID(),
      meta: { created: before?.meta.created ?? now, lastModified: now },
    };
    if (before !== undefined) idsByName.delete(nameOf(before));
    idsByName.set(nameOf(item), item.id);
    items.set(item.id, item);
    return item;
  }

  function read({ id, filter, constraints }: Resource): Item | Item[] {
    if (id !== undefined) return find(id);
    if (filter !== undefined) {
      const name = equalName(filter, nameAttribute);
      if (name === undefined) return filter.match([...items.values()]) as Item[];
      const found = idsByName.get(name.toLowerCase());
      return found === undefined ? [] : [find(found)];
    }
    if (constraints === undefined) return [...items.values()];
    // Only the page is handed over, with the total beside it: scimmy then formats 100 resources, not all.
    const { startIndex = 1, count = 20 } = constraints;
    Object.assign(constraints, { totalResults: items.size });
    return [...items.values()].slice(startIndex - 1, startIndex - 1 + count);
  }

  function remove({ id }: Resource): void {
    idsByName.delete(nameOf(find(String(id))));
    items.delete(String(id));
  }

  return { write, read, remove };
}

/** The value of a filter that is nothing but `name eq "value"`, the one question that there is an index for. */
function equalName(filter: SCIMMY.Types.Filter, attribute: string): string | undefined {
  const [expression, ...others] = filter as unknown as Record<string, unknown>[];
  const condition = expression?.[attribute];
  if (others.length > 0 || Object.keys(expression ?? {}).length !== 1 || !Array.isArray(condition))
    return undefined;
  return condition[0] === 'eq' ? String(condition[1]) : undefined;
}

const users = createHandlers('userName');
const groups = createHandlers('displayName');
SCIMMY.Resources.declare(SCIMMY.Resources.User)
  .extend(SCIMMY.Schemas.EnterpriseUser, false)
  .ingress(users.write as never)
  .egress(users.read as never)
  .degress(users.remove);
SCIMMY.Resources.declare(SCIMMY.Resources.Group)
  .ingress(groups.write as never)
  .egress(groups.read as never)
  .degress(groups.remove);

const app = express();
// express 5 parses the query anew whenever it is read, so the numbers that scimmy-routers 1.3 puts into it are
// lost and `count` with them: they are made here.
app.set('query parser', (text) =>
  Object.fromEntries(
    [...new URLSearchParams(text)].map(([key, value]) => [key, NUMBERS.has(key) ? Number(value) : value]),
  ),
);
const router = new SCIMMYRouters({
  type: 'bearer',
  handler: (request) => {
    if (request.headers.authorization !== `Bearer ${token}`) throw new Error('Authorization not detected!');
    return 'bench';
  },
});
app.use(SCIM_ROOT, router);
const server = app.listen(0, '127.0.0.1', () => {
  serveParent({ port: (server.address() as AddressInfo).port, token });
});
