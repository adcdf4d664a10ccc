// Random bodies: users, groups, PATCHes, Bulks and searches as clients write them, and spoilt ones.
import { EXTRA, EXTRA_NAMES } from './declared.ts';
import { listParameters, patchPath, type Seen } from './queries.ts';
import type { Random } from './random.ts';
import {
  anything,
  attributeName,
  date,
  ENTERPRISE,
  flag,
  GROUP,
  groupName,
  LISTS,
  ROLLCALL,
  SECRET,
  subAttributeName,
  USER,
  userName,
  word,
} from './values.ts';

const PATCH_OP = 'urn:ietf:params:scim:api:messages:2.0:PatchOp';
const BULK = 'urn:ietf:params:scim:api:messages:2.0:BulkRequest';
const SEARCH = 'urn:ietf:params:scim:api:messages:2.0:SearchRequest';

type Draft = Record<string, unknown>;

export function userBody(random: Random, seen: Seen): Draft {
  const body: Draft = { schemas: [USER], userName: userName(random) };
  if (random.oneIn(2)) body.externalId = `e${random.below(50)}`;
  if (random.oneIn(2)) body.displayName = word(random);
  if (random.oneIn(3)) body.active = flag(random);
  if (random.oneIn(2)) body.name = { givenName: word(random), familyName: word(random) };
  if (!random.oneIn(3)) body.emails = elements(random, userName);
  if (random.oneIn(4)) body[random.pick(LISTS)] = elements(random, word);
  if (random.oneIn(8)) body.password = random.oneIn(5) ? [SECRET] : SECRET;
  if (random.oneIn(4)) body[ENTERPRISE] = enterprise(random, seen);
  if (random.oneIn(4)) body[EXTRA] = extra(random);
  if (random.oneIn(12)) body[ROLLCALL] = { customerId: word(random), syncState: 'synced' };
  if (random.oneIn(6)) body.groups = [{ value: seen.groupId() }];
  if (random.oneIn(12))
    Object.assign(body, { id: seen.userId(), meta: { version: 'W/"1"', created: date(random) } });
  return spoil(random, body);
}

function enterprise(random: Random, seen: Seen): unknown {
  const manager = random.pick<unknown>([
    seen.userId(),
    { value: seen.userId() },
    [{ value: seen.userId() }],
    { $ref: word(random) },
  ]);
  return {
    department: word(random),
    ...(random.oneIn(2) && { manager }),
    ...(random.oneIn(9) && { [attributeName(random)]: word(random) }),
  };
}

function extra(random: Random): unknown {
  return Object.fromEntries(
    random.list(3, () => {
      const name = random.pick(EXTRA_NAMES);
      return [name, random.oneIn(12) ? anything(random) : extraValue(random, name)];
    }),
  );
}

function extraValue(random: Random, name: string): unknown {
  switch (name) {
    case 'level':
      return random.below(9);
    case 'share':
      return random.below(9) / 4;
    case 'vip':
      return flag(random);
    case 'since':
      return random.oneIn(6) ? date(random) : '2026-01-01T00:00:00Z';
    case 'key':
      return 'AQID';
    case 'pin':
      return SECRET;
    case 'tags':
      return random.list(3, () => word(random));
    case 'badges':
      return elements(random, word);
    case 'desk':
      return {
        floor: random.below(9),
        ...(!random.oneIn(6) && { room: word(random) }),
        ...(random.oneIn(3) && { locker: word(random) }),
      };
    default:
      return word(random);
  }
}

function elements(random: Random, value: (random: Random) => unknown): unknown {
  const one = (): unknown => {
    if (random.oneIn(40)) return random.pick<unknown>([word(random), null, [], {}, 7]);
    const element: Draft = { value: value(random) };
    if (!random.oneIn(4)) element.type = random.pick(['work', 'home', 'other', 'Work', '']);
    if (random.oneIn(6)) element.primary = flag(random);
    if (random.oneIn(10)) element[subAttributeName(random)] = anything(random, 1);
    return element;
  };
  if (random.oneIn(300)) return Array.from({ length: random.pick([500, 501, 2000]) }, one);
  return random.oneIn(12) ? one() : random.list(3, one);
}

export function groupBody(random: Random, seen: Seen): Draft {
  const body: Draft = { schemas: [GROUP], displayName: groupName(random) };
  if (!random.oneIn(3)) body.members = members(random, seen);
  if (random.oneIn(3)) body.externalId = `e${random.below(50)}`;
  return spoil(random, body);
}

function memberId(random: Random, seen: Seen): string {
  if (random.oneIn(8)) return random.oneIn(3) ? word(random) : `stranger-${random.below(20)}`;
  return random.oneIn(8) ? seen.groupId() : seen.userId();
}

function members(random: Random, seen: Seen): unknown {
  const one = (): unknown => {
    const value = memberId(random, seen);
    if (!random.oneIn(4)) return { value };
    const type = random.pick(['User', 'User', 'Group', 'Thing']);
    return random.pick<unknown>([{ value, type }, { value, $ref: null, display: 'x' }, value]);
  };
  // More than are read from the database at once.
  const many = random.oneIn(1200) ? 2500 : random.oneIn(200) ? 300 : 0;
  if (many > 0) return Array.from({ length: many }, (_, n) => ({ value: `stranger-${n}` }));
  return random.oneIn(15) ? one() : random.list(5, one);
}

export function patchBody(random: Random, seen: Seen, isGroup: boolean): Draft {
  const many = random.oneIn(300) ? random.pick([100, 1001, 3000]) : random.pick([0, 0, 1, 3]);
  const operations = random.list(many, () => patchOperation(random, seen, isGroup));
  if (!random.oneIn(10)) operations.push(patchOperation(random, seen, isGroup));
  return spoil(random, { schemas: [PATCH_OP], Operations: operations });
}

function patchOperation(random: Random, seen: Seen, isGroup: boolean): unknown {
  if (random.oneIn(60)) return anything(random, 1);
  const op = random.oneIn(9)
    ? random.pick<unknown>(['Add', 'Replace', 'Remove', 'move', '', 7, null])
    : random.pick(['add', 'replace', 'remove']);
  const isPathless = random.oneIn(op === 'remove' ? 40 : 5);
  const path = patchPath(random, isGroup, () => memberId(random, seen));
  const value = isPathless ? pathlessValue(random, seen, isGroup) : patchValue(random, seen, path);
  return { op, ...(!isPathless && { path }), ...(!(op === 'remove' && random.oneIn(2)) && { value }) };
}

function pathlessValue(random: Random, seen: Seen, isGroup: boolean): unknown {
  const whole = isGroup ? groupBody(random, seen) : userBody(random, seen);
  const some = Object.entries(whole).filter(() => random.oneIn(2));
  if (random.oneIn(6))
    some.push([`${ENTERPRISE}:department`, word(random)], ['name.givenName', word(random)]);
  const set = Object.fromEntries(some);
  return random.oneIn(10) ? [set] : random.oneIn(30) ? anything(random) : set;
}

function patchValue(random: Random, seen: Seen, path: string): unknown {
  if (random.oneIn(20)) return anything(random, 2);
  if (path.startsWith('members'))
    return random.oneIn(10) ? { members: members(random, seen) } : members(random, seen);
  if (path.startsWith('password')) return SECRET;
  const name = path.slice(EXTRA.length + 1);
  if (path.startsWith(EXTRA)) return /[.[]/.test(name) ? word(random) : extraValue(random, name);
  if (path.startsWith('userName')) return userName(random);
  if (/primary|active/.test(path)) return flag(random);
  if (path.includes('manager')) return random.pick<unknown>([seen.userId(), { value: seen.userId() }]);
  if (path.endsWith(']') && random.oneIn(2))
    return random.pick([{ primary: true }, { display: word(random) }, {}]);
  if (LISTS.includes(path)) return elements(random, path === 'emails' ? userName : word);
  return random.oneIn(12) ? [word(random)] : word(random);
}

export function bulkBody(random: Random, seen: Seen): Draft {
  const most = random.oneIn(400) ? random.pick([300, 1001]) : 6;
  const operations = random.list(most, (n) => bulkOperation(random, seen, n));
  const body: Draft = { schemas: [BULK], Operations: operations };
  if (random.oneIn(4)) body.failOnErrors = random.pick<unknown>([0, 1, 1, 2, -1, 1.5, '1', null]);
  return spoil(random, body);
}

function bulkOperation(random: Random, seen: Seen, n: number): unknown {
  if (random.oneIn(60)) return anything(random, 2);
  const isGroup = random.oneIn(2);
  const collection = isGroup ? '/Groups' : '/Users';
  const referring = referTo(random, seen);
  const id = random.oneIn(6) ? `bulkId:b${random.below(6)}` : isGroup ? seen.groupId() : seen.userId();
  const data = isGroup ? groupBody(random, referring) : userBody(random, referring);
  const bulkId = random.oneIn(20) ? random.pick<unknown>(['', 7, null, 'b1', 'x'.repeat(201)]) : `b${n}`;
  switch (random.below(8)) {
    case 0:
      return { method: 'PUT', path: `${collection}/${id}`, data, ...version(random) };
    case 1:
    case 2:
      return {
        method: 'PATCH',
        path: `${collection}/${id}`,
        data: patchBody(random, referring, isGroup),
        ...version(random),
      };
    case 3:
      return { method: 'DELETE', path: `${collection}/${id}`, ...version(random) };
    case 4:
      return {
        method: random.pick<unknown>(['GET', 'post', 'HEAD', 7]),
        path: random.pick([collection, '/Me', 'Users', '/', `${collection}/${id}/x`]),
        bulkId,
        data,
      };
    default:
      return { method: 'POST', path: collection, bulkId, data };
  }
}

function version(random: Random): Draft {
  return random.oneIn(6) ? { version: random.pick<unknown>(['W/"1"', 'W/"2"', '*', 'nonsense', 3]) } : {};
}

/** The same, but that some ids are references to what the request creates. */
function referTo(random: Random, seen: Seen): Seen {
  const reference = () => `bulkId:b${random.below(6)}`;
  return {
    ...seen,
    userId: () => (random.oneIn(3) ? reference() : seen.userId()),
    groupId: () => (random.oneIn(3) ? reference() : seen.groupId()),
  };
}

export function searchBody(random: Random, seen: Seen): Draft {
  const parameters: Draft = listParameters(random, seen);
  for (const name of ['startIndex', 'count']) {
    const text = parameters[name];
    if (typeof text === 'string' && random.oneIn(2)) parameters[name] = Number(text);
  }
  for (const name of ['attributes', 'excludedAttributes']) {
    const text = parameters[name];
    if (typeof text === 'string' && random.oneIn(2)) parameters[name] = text.split(',');
  }
  return spoil(random, { schemas: [SEARCH], ...parameters });
}

/** Once in a while something is added, missing or of another type. */
function spoil(random: Random, body: Draft): Draft {
  if (!random.oneIn(25)) return body;
  const names = Object.keys(body);
  switch (random.below(5)) {
    case 0:
      delete body[random.pick(names)];
      break;
    case 1:
      body[random.pick(names)] = anything(random);
      break;
    case 2:
      body[attributeName(random)] = anything(random);
      break;
    case 3:
      body[random.pick(names).toUpperCase()] = anything(random);
      break;
    default:
      body.schemas = random.pick<unknown>([[], null, 'x', ['urn:ietf:params:scim:schemas:core:1.0'], [7]]);
  }
  return body;
}
