// Rules in their order while they are edited: each is known by a key that goes along when its place changes.
import { useId, useState } from 'react';
import type { Rule } from './rule-card.tsx';

interface Placed {
  readonly key: string;
  readonly rule: Rule;
}

/** @param saved the rules as they are stored */
export function usePlacedRules(saved: readonly Rule[]) {
  const prefix = useId();
  const [made, setMade] = useState(saved.length);
  const place = (rules: readonly Rule[], from = 0): Placed[] =>
    rules.map((rule, index) => ({ key: `${prefix}-${from + index}`, rule }));
  const [placed, setPlaced] = useState(() => place(saved));
  return {
    placed,
    rules: placed.map(({ rule }) => rule),
    insert(rule: Rule, at: number) {
      setPlaced(placed.toSpliced(at, 0, ...place([rule], made)));
      setMade(made + 1);
    },
    move(from: number, to: number) {
      const moved = placed.slice(from, from + 1);
      setPlaced(placed.toSpliced(from, 1).toSpliced(to, 0, ...moved));
    },
    change: (at: number, rule: Rule) =>
      setPlaced(placed.map((one, index) => (index === at ? { ...one, rule } : one))),
    remove: (at: number) => setPlaced(placed.toSpliced(at, 1)),
    discard: () => setPlaced(place(saved)),
  };
}
