// A small random number generator: the same seed gives the same run, and drawing costs next to nothing.

export interface Random {
  /** A whole number from 0, below the limit. */
  below(limit: number): number;
  /** True once in so many draws. */
  oneIn(times: number): boolean;
  pick<T>(items: readonly T[]): T;
  /** Between none and `most` of what is made. */
  list<T>(most: number, make: (n: number) => T): T[];
}

/** xorshift32 on a mixed seed; `stream` tells the streams of one seed apart. */
export function createRandom(seed: number, stream: number): Random {
  let state = mix(mix(seed) ^ (stream + 1)) || 1;

  function next(): number {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  }

  const below = (limit: number) => next() % limit;
  return {
    below,
    oneIn: (times) => below(times) === 0,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    list: (most, make) => Array.from({ length: below(most + 1) }, (_, n) => make(n)),
  };
}

/** Spreads neighbouring seeds apart (the finaliser of MurmurHash3, in the public domain). */
function mix(value: number): number {
  let mixed = value + 0x9e3779b9;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
