// The rows that write to groups of every size, and that read a large one.
import { randomUUID } from 'node:crypto';
import { runLoad } from '../load.ts';
import { groupBody } from '../population.ts';
import { idOf, type MadeGroups, refuseFailure, requestText, sendOne, type Target } from '../target.ts';
import { getById } from './reads.ts';
import { FEW_AND_SOME, ONE_BY_ONE, type Plan, type Row, row } from './row.ts';
import { PATCH_OP } from './writes.ts';

/** Members in one request while a group is made. */
const CHUNK = 5000;
/** Small groups are so many that together they take this many more members before they have doubled. */
export const MEMBERS_AT_LEAST = 1000;
const LARGE = 100_000;

export const GROUP_ROWS: readonly (readonly Row[])[] = [
  [addMember('100', 100), addMember('1k', 1000), addMember('10k', 10_000), addMember('100k', LARGE)],
  [
    row({
      name: 'group-get',
      title: 'get group of 100k',
      concurrency: ONE_BY_ONE,
      groupSize: LARGE,
      plan: async (target) => ({
        request: await readerOf(target),
        maxRequests: Number.POSITIVE_INFINITY,
      }),
    }),
  ],
  [
    // Beside itself: the two are compared.
    {
      ...getById,
      name: 'get-alone',
      limit: 'none',
      concurrency: FEW_AND_SOME,
      inScimmy: false,
      groupSize: LARGE,
      title: 'get by id, as next',
    },
    row({ name: 'get-beside', title: '… while a group of 100k is read', groupSize: LARGE, plan: planBeside }),
  ],
];

/** New members, one a request; the group is made anew once it has twice the members that it began with. */
function addMember(size: string, groupSize: number): Row {
  return row({
    name: `member-${size}`,
    title: `add member to ${size}`,
    limit: 'member',
    inScimmy: groupSize === 1000 || groupSize === 10_000,
    groupSize,
    async plan(target) {
      const groups = await groupsOf(target, groupSize);
      const { ids } = groups;
      return {
        request: (n) => {
          groups.added += 1;
          const id = ids[n % ids.length] as string;
          return addition(target, id, [randomUUID()]);
        },
        maxRequests: groupSize * ids.length - groups.added,
      };
    },
  });
}

/** Reads the group over and over, on a connection of its own, while users are got by id. */
async function planBeside(target: Target): Promise<Plan> {
  const reading = new AbortController();
  const read = runLoad({
    port: target.port,
    connections: 1,
    milliseconds: Number.POSITIVE_INFINITY,
    maxRequests: Number.POSITIVE_INFINITY,
    request: await readerOf(target),
    signal: reading.signal,
  });
  return {
    ...(await getById.plan(target)),
    async finish() {
      reading.abort();
      refuseFailure(await read);
    },
  };
}

async function readerOf(target: Target): Promise<() => string> {
  const { ids } = await groupsOf(target, LARGE);
  const text = requestText(target, 'GET', `/Groups/${ids[0]}`);
  return () => text;
}

/** Groups of nobody else's people, with at least half of what may be added to them still to come. */
async function groupsOf(target: Target, size: number): Promise<MadeGroups> {
  const known = target.groups.get(size);
  if (known !== undefined && known.added * 2 <= size * known.ids.length) return known;
  for (const id of known?.ids ?? []) await sendOne(target, requestText(target, 'DELETE', `/Groups/${id}`));
  const ids: string[] = [];
  while (ids.length * size < MEMBERS_AT_LEAST) ids.push(await makeGroup(target, size));
  const made: MadeGroups = { ids, added: 0 };
  target.groups.set(size, made);
  return made;
}

async function makeGroup(target: Target, size: number): Promise<string> {
  const members = Array.from({ length: size }, () => randomUUID());
  const group = groupBody(`Group of ${size} ${randomUUID()}`, members.slice(0, CHUNK));
  const id = idOf(await sendOne(target, requestText(target, 'POST', '/Groups', group)));
  for (let from = CHUNK; from < size; from += CHUNK) {
    await sendOne(target, addition(target, id, members.slice(from, from + CHUNK)));
  }
  return id;
}

function addition(target: Target, id: string, members: readonly string[]): string {
  return requestText(target, 'PATCH', `/Groups/${id}`, {
    schemas: [PATCH_OP],
    Operations: [{ op: 'Add', path: 'members', value: members.map((value) => ({ $ref: null, value })) }],
  });
}
