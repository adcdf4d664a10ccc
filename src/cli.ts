// The command line: the only file that touches the process, its arguments, signals and exit code.
import { parseArgs } from 'node:util';
import { describeVerdict } from './audit/verdict.ts';
import { openAdministration } from './composition/administration.ts';
import { ConfigError, readConfig, readStoreConfig } from './config.ts';
import { listen } from './http/listen.ts';
import { createRollcall } from './rollcall.ts';

/** Who does what is done by this file. */
const COMMAND = { kind: 'command', subject: null } as const;

type Command = (args: string[]) => Promise<number>;

const USAGE = `rollcall: keeps a Shopify store's customers true to a company's directory

  rollcall serve [--role web|worker|all]           serve SCIM and bring the store into line
  rollcall token create --shop SHOP [--connection NAME|ID] [--name TEXT] [--expires-days N]
                                                   make a bearer token for an identity provider
  rollcall token list --shop SHOP [--connection NAME|ID]
  rollcall token revoke --shop SHOP ID
  rollcall backup FILE                             copy a SQLite database while it is in use
  rollcall migrate                                 bring the database's schema up to date
  rollcall secrets [reseal]                        under which keys secrets lie; bring them under the first
  rollcall audit verify [--shop SHOP] [--anchor N:HASH]
                                                   check the log of administrative acts, and print where it ends
  rollcall doctor                                  examine the installation, and say what to mend
  rollcall demo [--json] [--port N] [--database URL] [--plan standard|advanced|plus]
                                                   everything on this machine, no account needed
  rollcall simulate entra --base URL --directory FILE [--flag] [--cycles N] [--watch] [--provision UPN]
                          --token T | --client-id I --client-secret S |
                          --client-id I --federated --tenant GUID --audience A --subject S [--key-port N]
  rollcall simulate shopify [--port N] [--plan P] [--speed N] [--bulk-rows N] [--client-id I] [--client-secret S]
                                                   --access-token T

The environment variables are in docs/configuration.md.`;

const COMMANDS: Record<string, Command> = {
  serve: runServe,
  token: async (args) => {
    const { runToken } = await import('./token-command.ts');
    return runToken(args, readStoreConfig(process.env).databaseUrl, {
      print: console.log,
      misuse,
      actor: COMMAND,
    });
  },
  migrate: runMigrate,
  backup: runBackup,
  secrets: runSecrets,
  audit: runAudit,
  doctor: runDoctor,
  demo: async (args) => {
    const { runDemo } = await import('./demo/command.ts');
    return runDemo(args, { print: console.log, complain: console.error, untilStopped });
  },
  simulate: async (args) => {
    const { runSimulate } = await import('./simulate-command.ts');
    return runSimulate(args, { print: console.log, misuse, untilStopped });
  },
  help: runHelp,
};

async function runHelp(): Promise<number> {
  console.log(USAGE);
  return 0;
}

async function runServe(args: string[]): Promise<number> {
  const { values } = parseArgs({ args, options: { role: { type: 'string' } } });
  const { role = process.env.ROLLCALL_ROLE } = values;
  const config = readConfig({ ...process.env, ROLLCALL_ROLE: role });
  const rollcall = await createRollcall(config);
  if (config.shopify.shop !== undefined) await rollcall.tenants.ensureConnection(config.shopify.shop);
  // The port first: a second process that is started by mistake ends here, before it touches the work.
  const listener = await listen({
    fetch: rollcall.fetch,
    host: config.host,
    port: config.port,
    isSecure: config.publicUrl.startsWith('https://'),
  }).catch(async (error: unknown) => {
    await rollcall.close();
    throw error;
  });
  await rollcall.work();
  const what = role === 'worker' ? 'It works the outbox.' : `Tenant URL: ${config.publicUrl}/scim/v2`;
  console.log(`Rollcall listens on ${config.host}:${listener.port}. ${what}`);
  await untilStopped();
  await Promise.all([listener.close(), rollcall.rest()]);
  await rollcall.close();
  return 0;
}

async function runAudit(args: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { shop: { type: 'string' }, anchor: { type: 'string' } },
  });
  const [, seq, hash] = /^(\d{1,15}):([\da-f]{64})$/.exec(values.anchor ?? '') ?? [];
  const anchor = seq && hash ? { seq: Number(seq), hash } : undefined;
  const isAnchorSound = values.anchor === undefined || (anchor !== undefined && values.shop !== undefined);
  if (positionals[0] !== 'verify' || !isAnchorSound) {
    return misuse('rollcall audit verify [--shop example.myshopify.com [--anchor N:HASH]]');
  }
  const { audit, close } = await openAdministration(readStoreConfig(process.env).databaseUrl);
  try {
    let faults = 0;
    for (const shop of values.shop === undefined ? await audit.shops() : [values.shop]) {
      const verdict = await audit.verify(shop, anchor);
      faults += verdict.faults.length;
      for (const line of describeVerdict(verdict)) console.log(line);
    }
    return faults > 0 ? 1 : 0;
  } finally {
    await close();
  }
}

async function runMigrate(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const administration = await openAdministration(readStoreConfig(process.env).databaseUrl);
  await administration.close();
  const { migrated } = administration;
  console.log(migrated.length === 0 ? 'The schema is up to date.' : `Done: ${migrated.join(', ')}.`);
  return 0;
}

async function runSecrets(args: string[]): Promise<number> {
  const { positionals } = parseArgs({ args, allowPositionals: true, options: {} });
  const [what, ...others] = positionals;
  if (others.length > 0 || (what !== undefined && what !== 'reseal')) {
    return misuse('rollcall secrets [reseal]');
  }
  const config = readConfig(process.env);
  const administration = await openAdministration(config.databaseUrl);
  try {
    const { secrets, vault } = administration.secretsWith(config);
    if (what === 'reseal') {
      const { resealed, unreadable } = await administration.audit.carryOut(
        { shop: '', actor: COMMAND, what: 'secrets reseal' },
        () => secrets.reseal(),
        (counts) => counts,
      );
      console.log(`${resealed} sealed anew under the key "${vault.keyIds[0]}".`);
      if (unreadable > 0) console.error(`${unreadable} do not open with any key that is configured.`);
      return unreadable > 0 ? 1 : 0;
    }
    const counts = await secrets.count();
    for (const id of new Set([...vault.keyIds, ...counts.keys()])) {
      const note = vault.keyIds.includes(id) ? '' : '  this key is not configured';
      console.log(`${String(counts.get(id) ?? 0).padStart(6)}  ${id}${note}`);
    }
    return 0;
  } finally {
    await administration.close();
  }
}

async function runBackup(args: string[]): Promise<number> {
  const [target, ...others] = parseArgs({ args, allowPositionals: true, options: {} }).positionals;
  if (target === undefined || others.length > 0) return misuse('rollcall backup FILE');
  const { BackupError, backUp } = await import('./store/backup.ts');
  try {
    backUp(readStoreConfig(process.env).databaseUrl, target);
  } catch (error) {
    if (!(error instanceof BackupError)) throw error;
    console.error(error.message);
    return 1;
  }
  console.log(`The database is copied to ${target}, and the copy is whole.`);
  return 0;
}

async function runDoctor(args: string[]): Promise<number> {
  parseArgs({ args, options: {} });
  const { examine } = await import('./doctor.ts');
  const findings = await examine(readConfig(process.env));
  for (const { severity, text } of findings) console.log(`${severity.padEnd(5)}  ${text}`);
  return findings.some(({ severity }) => severity === 'fault') ? 1 : 0;
}

/** Resolves on the first SIGTERM or SIGINT; a second one ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });
}

function misuse(message: string): number {
  console.error(message);
  return 2;
}

async function main(): Promise<number> {
  // What is written here, databases and copies of them, is people's data: no other user of the machine may read it.
  process.umask(0o077);
  const [first = 'help', ...args] = process.argv.slice(2);
  const name = first === '--help' || first === '-h' ? 'help' : first;
  const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  if (command === undefined) return misuse(`There is no command "${name}".\n\n${USAGE}`);
  if (args.includes('--help') || args.includes('-h')) return runHelp();
  try {
    return await command(args);
  } catch (error) {
    if (error instanceof ConfigError) return misuse(error.message);
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('ERR_PARSE_ARGS')) return misuse(`${message}\n\n${USAGE}`);
    if (code === 'EADDRINUSE')
      return misuse('The port is taken. Stop what listens there, or choose another.');
    console.error(error);
    return 1;
  }
}

process.exitCode = await main();
