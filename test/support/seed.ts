// The seed of everything random in the tests.
import fc from 'fast-check';

/** Of a run that names none, so that a change is judged by what it changes, not by the luck of a draw. */
const USUAL_SEED = 20261128;

/** FC_SEED, or one by chance where that is `random`; 31 bits. */
export const SEED = chooseSeed(process.env.FC_SEED);

function chooseSeed(named: string | undefined): number {
  if (named === 'random') return Math.floor(Math.random() * 2 ** 31);
  return named === undefined ? USUAL_SEED : Number(named);
}

// fast-check names the seed when a property fails; the same for all makes one number enough.
fc.configureGlobal({ seed: SEED });
