// The seed of everything random in the tests: another one for each run, or that of the run to repeat.
import fc from 'fast-check';

/** FC_SEED, or chosen by chance; 31 bits. */
export const SEED = Number(process.env.FC_SEED ?? Math.floor(Math.random() * 2 ** 31));

// fast-check names the seed when a property fails; the same for all makes one number enough.
fc.configureGlobal({ seed: SEED });
