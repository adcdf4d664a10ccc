// Measures Rollcall beside scimmy and beside what the machine can do at most: `npm run bench`, see docs/bench.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { type Convergence, describeConvergence, measureConvergence } from './convergence.ts';
import { measureAll } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { aimsOf, formatTable, NOTES, tableOf } from './report.ts';
import { ROWS } from './rows.ts';
import { createScratch } from './scratch.ts';

const CONVERGENCE = 'convergence';

async function main(options: Options): Promise<void> {
  const known = [...ROWS.map(({ name }) => name), CONVERGENCE];
  const unknown = options.only.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new Error(`--only knows no "${unknown}", but ${known.join(', ')}.`);

  const began = Date.now();
  const scratch = createScratch();
  const say = (text: string) => console.error(text);
  const cells = await measureAll(options, scratch, say);
  let convergence: Convergence | undefined;
  if (options.only.length === 0 || options.only.includes(CONVERGENCE)) {
    say(CONVERGENCE);
    convergence = await measureConvergence(options, scratch);
  }

  console.log(
    `node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${options.rounds} rounds of ${options.seconds} s\n`,
  );
  if (cells.length > 0) {
    console.log(`${formatTable(tableOf(cells), options.markdown)}\n\n${NOTES}\n`);
    for (const aim of aimsOf(cells)) console.log(options.markdown ? `- ${aim}` : aim);
  }
  if (convergence !== undefined) console.log(`\n${describeConvergence(convergence)}`);
  console.error(`Took ${Math.round((Date.now() - began) / 1000)} s.`);
  if (options.json !== undefined)
    writeFileSync(options.json, JSON.stringify({ options, cells, convergence }, null, 2));
}

process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
try {
  if (process.argv.includes('--help')) console.log(USAGE);
  else await main(readOptions(process.argv.slice(2)));
  process.exit();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}
