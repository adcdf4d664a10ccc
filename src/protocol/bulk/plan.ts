// In which order the operations of a BulkRequest run: as sent, but after what they refer to (RFC 7644 §3.7.1).
import type { BulkOperation, RefusedOperation } from './operation.ts';
import { referencesOf } from './references.ts';

/** Operations, by their place in the request, that need nothing of one another and may run side by side. */
export interface BulkWave {
  readonly positions: readonly number[];
  /** These are POSTs that do need one another, in a circle. */
  readonly circular: boolean;
}

type Operations = readonly (BulkOperation | RefusedOperation)[];

/**
 * The waves, to be run one after another. Operations on one resource keep the order in which they were sent. A wave has
 * one method, because what runs side by side may commit in any order: a POST must find the name free that a DELETE
 * before it set free.
 */
export function planBulk(operations: Operations): readonly BulkWave[] {
  const needs = needsOf(operations);
  const waves: { positions: number[]; circular: boolean }[] = [];
  let running = new Set<number>();
  for (const circle of inOrder(needs)) {
    const [first = 0] = circle;
    const circular = circle.length > 1 || needs[first]?.includes(first) === true;
    const wave = waves.at(-1);
    const joins =
      wave !== undefined &&
      !circular &&
      !wave.circular &&
      methodOf(operations, wave.positions[0]) === methodOf(operations, first) &&
      !needs[first]?.some((position) => running.has(position));
    if (joins) {
      wave.positions.push(first);
      running.add(first);
    } else {
      waves.push({ positions: [...circle], circular });
      running = new Set(circle);
    }
  }
  return waves;
}

/** For each operation, those that must be done before it. */
function needsOf(operations: Operations): readonly (readonly number[])[] {
  const creators = new Map<string, number>();
  for (const [position, operation] of operations.entries()) {
    if (operation.method === 'POST' && operation.bulkId !== undefined && !creators.has(operation.bulkId)) {
      creators.set(operation.bulkId, position);
    }
  }
  const lastOn = new Map<string, number>();
  return operations.map((operation, position) => {
    if ('fault' in operation) return [];
    const needed = [...referencesOf(operation)].flatMap((bulkId) => creators.get(bulkId) ?? []);
    if (operation.id === undefined) return needed;
    const resource = `${operation.type.id} ${operation.id}`;
    const previous = lastOn.get(resource);
    lastOn.set(resource, position);
    return previous === undefined ? needed : [...needed, previous];
  });
}

/**
 * Tarjan's strongly connected components: each comes after those that it needs, and one of several operations is a
 * circle. Only POSTs are referred to, so that only they can be in one.
 */
function inOrder(needs: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const found: number[][] = [];
  const indices = new Map<number, number>();
  const stack: number[] = [];
  const waiting = new Set<number>();

  function visit(position: number): number {
    const index = indices.size;
    indices.set(position, index);
    let low = index;
    stack.push(position);
    waiting.add(position);
    for (const needed of needs[position] ?? []) {
      if (!indices.has(needed)) low = Math.min(low, visit(needed));
      else if (waiting.has(needed)) low = Math.min(low, indices.get(needed) ?? low);
    }
    if (low === index) {
      const circle = stack.splice(stack.lastIndexOf(position)).sort((left, right) => left - right);
      for (const member of circle) waiting.delete(member);
      found.push(circle);
    }
    return low;
  }

  for (const position of needs.keys()) if (!indices.has(position)) visit(position);
  return found;
}

function methodOf(operations: Operations, position: number | undefined): string | undefined {
  return operations[position ?? 0]?.method;
}
