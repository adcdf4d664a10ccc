// Rules in their order while they are edited: each is known by a key that goes along when its place changes.
import { useId, useState } from 'react';
import { isSame } from '../../parts/rebase.ts';
import type { Rule } from './rule-card.tsx';

interface Placed {
  readonly key: string;
  readonly rule: Rule;
}

/** @param onChange is given the rules as an edit leaves them */
export function usePlacedRules(rules: readonly Rule[], onChange: (rules: readonly Rule[]) => void) {
  const prefix = useId();
  const place = (some: readonly Rule[], from = 0): Placed[] =>
    some.map((rule, index) => ({ key: `${prefix}-${from + index}`, rule }));
  const [made, setMade] = useState(rules.length);
  const [known, setKnown] = useState(() => place(rules));
  let placed: readonly Placed[] = known;
  if (!isSame(rulesOf(known), rules)) {
    // Not by an edit of ours: they were discarded, or somebody else saved others.
    const anew = place(rules, made);
    placed = anew;
    setKnown(anew);
    setMade(made + rules.length);
  }
  function edit(edited: Placed[]) {
    setKnown(edited);
    onChange(rulesOf(edited));
  }
  return {
    placed,
    insert(rule: Rule, at: number) {
      edit(placed.toSpliced(at, 0, ...place([rule], made)));
      setMade(made + 1);
    },
    move(from: number, to: number) {
      const moved = placed.slice(from, from + 1);
      edit(placed.toSpliced(from, 1).toSpliced(to, 0, ...moved));
    },
    change: (at: number, rule: Rule) =>
      edit(placed.map((one, index) => (index === at ? { ...one, rule } : one))),
    remove: (at: number) => edit(placed.toSpliced(at, 1)),
  };
}

function rulesOf(placed: readonly Placed[]): Rule[] {
  return placed.map(({ rule }) => rule);
}
