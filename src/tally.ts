// Values by several keys at once, such as a count for each kind of call: to join the keys into one text, for a Map, would
// cost a frequent call more than the look-ups.

export interface Tally<V> {
  /** What is kept under these keys; made if nothing is. */
  at(keys: readonly (string | number)[], make: () => V): V;
  /** Takes everything out. */
  take(): V[];
}

interface Node<V> {
  readonly branches: Map<string | number, Node<V>>;
  value: V | undefined;
}

export function createTally<V>(): Tally<V> {
  let root: Node<V> = createNode();
  let values: V[] = [];
  return {
    at(keys, make) {
      let node = root;
      for (const key of keys) {
        let next = node.branches.get(key);
        if (next === undefined) {
          next = createNode();
          node.branches.set(key, next);
        }
        node = next;
      }
      if (node.value === undefined) {
        node.value = make();
        values.push(node.value);
      }
      return node.value;
    },
    take() {
      const taken = values;
      values = [];
      root = createNode();
      return taken;
    },
  };
}

function createNode<V>(): Node<V> {
  return { branches: new Map(), value: undefined };
}
