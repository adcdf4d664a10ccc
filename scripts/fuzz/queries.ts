// Random filters, PATCH paths and the parameters of lists, right and wrong.
import { EXTRA } from './declared.ts';
import type { Random } from './random.ts';
import {
  attributeName,
  attributePath,
  date,
  groupName,
  LISTS,
  number,
  subAttributeName,
  userName,
  word,
} from './values.ts';

/** What has been seen of the server's own making. */
export interface Seen {
  userId(): string;
  groupId(): string;
  cursor(): string;
}

const OPERATORS = ['eq', 'eq', 'eq', 'ne', 'co', 'sw', 'ew', 'gt', 'ge', 'lt', 'le', 'EQ', 'Sw', 'regex'];

export function filter(random: Random, seen: Seen, depth = 3): string {
  if (random.oneIn(120)) return nonsense(random);
  switch (random.below(depth > 0 ? 12 : 7)) {
    case 0:
    case 1:
    case 2:
    case 3:
      return indexed(random, seen);
    case 4:
    case 5:
      return `${attributePath(random)} ${random.pick(OPERATORS)} ${value(random)}`;
    case 6:
      return `${attributePath(random)} pr`;
    case 7:
    case 8:
      return `${filter(random, seen, depth - 1)} ${random.pick(['and', 'or', 'AND', 'Or'])} ${filter(random, seen, depth - 1)}`;
    case 9:
      return `not (${filter(random, seen, depth - 1)})`;
    case 10:
      return `(${filter(random, seen, depth - 1)})`;
    default:
      return `${random.pick(LISTS)}[${elementFilter(random)}]${random.oneIn(4) ? `.value ${random.pick(OPERATORS)} ${value(random)}` : ''}`;
  }
}

/** What the store looks up: here its answers must not differ from those of a scan. */
function indexed(random: Random, seen: Seen): string {
  switch (random.below(9)) {
    case 0:
      return `userName eq "${userName(random)}"`;
    case 1:
      return `externalId eq "e${random.below(50)}"`;
    case 2:
      return `emails.value eq "${userName(random)}"`;
    case 3:
      return `displayName eq ${JSON.stringify(groupName(random))}`;
    case 4:
      return `active eq ${random.pick(['true', 'false', '"True"', 'null'])}`;
    case 5:
      return `meta.lastModified ${random.pick(['gt', 'ge', 'lt', 'le', 'eq'])} "${date(random)}"`;
    case 6:
      return `members.value eq "${seen.userId()}"`;
    case 7:
      return `groups.value eq "${seen.groupId()}"`;
    default:
      return `id eq "${random.oneIn(2) ? seen.userId() : seen.groupId()}"`;
  }
}

function elementFilter(random: Random): string {
  const one = () => `${subAttributeName(random)} ${random.pick(OPERATORS)} ${value(random)}`;
  return random.oneIn(3) ? `${one()} ${random.pick(['and', 'or'])} ${one()}` : one();
}

function value(random: Random): string {
  switch (random.below(7)) {
    case 0:
      return random.pick(['true', 'false', 'null', '"True"', 'bare', "'single'", '']);
    case 1:
      return String(number(random));
    case 2:
      return JSON.stringify(date(random));
    case 3:
      return JSON.stringify(userName(random));
    default:
      return JSON.stringify(word(random));
  }
}

function nonsense(random: Random): string {
  const deep = random.pick([3, 63, 64, 65, 4000]);
  return random.pick([
    '',
    ' ',
    ')',
    'userName',
    'userName eq',
    'userName eq "',
    'userName eq "a" and',
    '"a" eq userName',
    'emails[type eq "work"',
    'emails[emails[type pr]]',
    `${'('.repeat(deep)}a pr${')'.repeat(deep)}`,
    'not '.repeat(deep),
    `${'title pr or '.repeat(deep)}title pr`,
    `userName eq "${'\\'.repeat(deep)}"`,
    `id eq ${'9'.repeat(deep)}`,
    '\ud800 pr',
    'a\0 pr',
    'userName eq "\\u0000"',
  ]);
}

export function patchPath(random: Random, isGroup: boolean, memberId: () => string): string {
  if (random.oneIn(40)) return nonsense(random);
  if (isGroup && !random.oneIn(4)) {
    return random.pick([
      'members',
      'members',
      'displayName',
      'externalId',
      `members[value eq "${memberId()}"]`,
      'members[value sw "0"]',
      'members.value',
      'members[type eq "User"].display',
    ]);
  }
  const list = random.pick(LISTS);
  switch (random.below(7)) {
    case 6:
      return `${EXTRA}:tags[${random.oneIn(6) ? elementFilter(random) : `value eq ${value(random)}`}]`;
    case 0:
      return `${list}[type eq "${random.pick(['work', 'home', 'Work'])}"].${random.pick(['value', 'display', 'primary', 'type'])}`;
    case 1:
      return `${list}[${elementFilter(random)}]`;
    case 2:
      return list;
    case 3:
      return attributeName(random);
    default:
      return attributePath(random);
  }
}

const SORTS = [
  'userName',
  'displayName',
  'id',
  'meta.created',
  'meta.lastModified',
  'title',
  'emails',
  'active',
  'name.familyName',
];
const WHOLE_NUMBERS = ['0', '1', '2', '3', '5', '10', '50', '-1', '+3', '1000', '1001'];
const NO_NUMBERS = ['99999999999999999999', '1e3', 'x', '', ' 1', '0x1'];

/** The parameters of a list; most of them are left out. */
export function listParameters(random: Random, seen: Seen): Record<string, string> {
  const parameters: Record<string, string> = {};
  const half = () => random.oneIn(2);
  if (half()) parameters.filter = filter(random, seen);
  if (random.oneIn(3)) parameters.sortBy = random.oneIn(12) ? attributePath(random) : random.pick(SORTS);
  if (random.oneIn(4))
    parameters.sortOrder = random.oneIn(12)
      ? random.pick(['up', '', 'DESCENDING'])
      : random.pick(['ascending', 'descending']);
  if (random.oneIn(4)) parameters.startIndex = wholeNumber(random);
  if (!random.oneIn(6))
    parameters.count = random.oneIn(5) ? wholeNumber(random) : String(1 + random.below(9));
  if (random.oneIn(6)) parameters.cursor = cursor(random, seen);
  return { ...parameters, ...projection(random) };
}

function wholeNumber(random: Random): string {
  return random.pick(random.oneIn(10) ? NO_NUMBERS : WHOLE_NUMBERS);
}

function cursor(random: Random, seen: Seen): string {
  const known = seen.cursor();
  if (random.oneIn(3)) return '';
  if (random.oneIn(3)) return word(random);
  if (known === '' || random.oneIn(2)) return known;
  const at = random.below(known.length);
  return random.pick([
    known.slice(0, at),
    `${known.slice(0, at)}A${known.slice(at + 1)}`,
    known + known,
    `${known}=`,
  ]);
}

export function projection(random: Random): Record<string, string> {
  if (!random.oneIn(5)) return {};
  const names = random.list(3, () => attributePath(random)).join(random.pick([',', ', ', ',,']));
  return {
    [random.pick(['attributes', 'excludedAttributes', 'excludedAttributes'])]: random.oneIn(6)
      ? 'members'
      : names,
  };
}
