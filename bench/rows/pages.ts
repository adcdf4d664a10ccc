// The rows that read users page by page: from the front, in an order, by cursor, and far behind.
import { requestText, sendOne, type Target } from '../target.ts';
import { EVERY_LEVEL, get, ONE_BY_ONE, type Row, row } from './row.ts';

const PAGE = 100;
/** So many that the smallest directory has them without those who are in groups. */
const PAGES = 3;

export const PAGE_ROWS: readonly (readonly Row[])[] = [
  [
    get(
      { name: 'page', title: 'page of 100', concurrency: EVERY_LEVEL, limit: 'server', inScimmy: true },
      (_target, n) => pageAt(1 + (n % PAGES) * PAGE),
    ),
  ],
  [
    get({ name: 'sort-userName', title: 'page of 100 by userName' }, (_target, n) =>
      pageAt(1 + (n % PAGES) * PAGE, '&sortBy=userName'),
    ),
    get({ name: 'sort-displayName', title: 'page of 100 by displayName' }, (_target, n) =>
      pageAt(1 + (n % PAGES) * PAGE, '&sortBy=displayName'),
    ),
  ],
  [
    row({ name: 'cursor', title: 'page of 100, cursor', concurrency: ONE_BY_ONE, plan: planCursor }),
    row({ name: 'deep-walk', title: 'page of 100, deep, in order', concurrency: ONE_BY_ONE, plan: planWalk }),
    get(
      {
        name: 'deep-jump',
        title: 'page of 100, deep, at random',
        concurrency: ONE_BY_ONE,
        mayGrow: true,
      },
      ({ users }) => pageAt(Math.floor(users * (0.5 + Math.random() * 0.3))),
    ),
  ],
];

/** Page after page by the cursor of the one before, and from the first one again. */
async function planCursor(target: Target) {
  let cursor = '';
  let read = 0;
  return {
    request: () => requestText(target, 'GET', `/Users?cursor=${cursor}&count=${PAGE}`),
    maxRequests: Number.POSITIVE_INFINITY,
    onAnswer: ({ body }: { body: string }) => {
      read += 1;
      const next = /"nextCursor":"([^"]+)"/.exec(body)?.[1];
      cursor = read % PAGES === 0 ? '' : (next ?? '');
    },
  };
}

/** As a client goes through the whole list, seen near its end: over and over the same stretch of it. */
async function planWalk(target: Target) {
  const [from, to] = [Math.floor(target.users * 0.6), Math.floor(target.users * 0.9)];
  const pages = Math.min(50, Math.floor((to - from) / PAGE));
  // The page before leads to the first one.
  await sendOne(target, requestText(target, 'GET', pageAt(from - PAGE)));
  return {
    request: (n: number) => requestText(target, 'GET', pageAt(from + (n % pages) * PAGE)),
    maxRequests: Number.POSITIVE_INFINITY,
  };
}

function pageAt(startIndex: number, more = ''): string {
  return `/Users?startIndex=${startIndex}&count=${PAGE}${more}`;
}
