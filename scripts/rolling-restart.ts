// Ends processes of Rollcall in turn while a provider writes, for as long as is asked, and tells what became of it all:
// npm run rolling-restart -- --users 6000 --ends 12
import { parseArgs } from 'node:util';
import { startPostgres } from '../test/support/postgres.ts';
import { runRolling } from '../test/support/rolling.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '3' },
    users: { type: 'string', default: '6000' },
    ends: { type: 'string', default: '12' },
  },
});
const postgres = await startPostgres();
const counts = await runRolling({
  databaseUrl: await postgres.createDatabase(),
  processes: Number(values.processes),
  users: Number(values.users),
  ends: Number(values.ends),
  patienceMs: 600_000,
});
await postgres.stop();
console.log(counts);
process.exitCode = counts.lost.length + counts.doubled > 0 ? 1 : 0;
