// Measures Rollcall beside scimmy and beside what the machine can do at most: `npm run bench`, see docs/bench.md.
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { startPostgres } from '../test/support/postgres.ts';
import { aimsOf } from './aims.ts';
import { type Convergence, describeConvergence, measureConvergence } from './convergence.ts';
import { describeIdle, measureIdle } from './idle.ts';
import { describeLeavers, type LeaverTimes, measureLeavers, measureLeaversAcross } from './leaver.ts';
import { measureAll } from './measure.ts';
import { type Options, readOptions, USAGE } from './options.ts';
import { describeReconciled, measureReconcile, type Reconciled } from './reconcile.ts';
import { formatTable, memoryTable, NOTES, startUpTable, tableOf } from './report.ts';
import { createScratch } from './scratch.ts';
import { measureStartUps } from './start-up.ts';

async function main(asked: Options): Promise<void> {
  const began = Date.now();
  const scratch = createScratch();
  const say = (text: string) => console.error(text);
  const server = asked.postgres ? await startPostgres() : undefined;
  const options = server === undefined ? asked : { ...asked, database: await server.createDatabase() };
  const isAsked = (part: string) => options.only.length === 0 || options.only.includes(part);

  const measured = await measureAll(options, scratch, say);
  if (isAsked('idle')) say('idle');
  const idle = isAsked('idle') ? await measureIdle(options, scratch) : [];
  if (isAsked('reconcile')) say('reconcile');
  const reconciled: Reconciled[] = isAsked('reconcile') ? await measureReconcile(options, scratch) : [];
  const leavers: LeaverTimes[] = [];
  if (isAsked('leaver') && options.database !== undefined) {
    say('leaver across processes');
    leavers.push(await measureLeaversAcross(options.joiners, options.database));
  }
  await server?.stop();
  if (isAsked('start-up')) say('start-up');
  const startUps = isAsked('start-up') ? await measureStartUps(options, scratch) : [];
  let convergence: Convergence[] = [];
  if (isAsked('convergence')) {
    say('convergence');
    convergence = await measureConvergence(options, scratch);
  }
  if (isAsked('leaver')) say('leaver');
  if (isAsked('leaver')) leavers.unshift(await measureLeavers(options, scratch));

  console.log(
    `node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model ?? 'unknown'}, ${options.rounds} rounds of ${options.seconds} s\n`,
  );
  const print = (table: ReturnType<typeof tableOf>) =>
    console.log(`${formatTable(table, options.markdown)}\n`);
  if (measured.cells.length > 0) {
    print(tableOf(measured.cells));
    console.log(`${NOTES}\n`);
    print(memoryTable(measured.memory));
  }
  if (startUps.length > 0) print(startUpTable(startUps));
  for (const aim of aimsOf(measured, startUps)) console.log(options.markdown ? `- ${aim}` : aim);
  if (convergence.length > 0) console.log(`\n${describeConvergence(convergence)}`);
  for (const times of leavers) console.log(`\n${describeLeavers(times)}`);
  for (const one of reconciled) console.log(`\n${describeReconciled(one)}`);
  for (const times of idle) console.log(`\n${describeIdle(times)}`);
  console.error(`Took ${Math.round((Date.now() - began) / 1000)} s.`);
  if (options.json !== undefined)
    writeFileSync(
      options.json,
      JSON.stringify({ options, ...measured, startUps, convergence, leavers, reconciled, idle }, null, 2),
    );
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
