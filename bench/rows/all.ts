// All rows in their order; those of one bundle take turns, because they are compared with one another.
import { GROUP_ROWS } from './groups.ts';
import { PAGE_ROWS } from './pages.ts';
import { READS } from './reads.ts';
import type { Row } from './row.ts';
import { WRITES } from './writes.ts';

export const BUNDLES: readonly (readonly Row[])[] = [...READS, ...PAGE_ROWS, ...GROUP_ROWS, ...WRITES];
