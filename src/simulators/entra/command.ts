// The simulator as a command: `rollcall simulate entra --base URL --token T --directory FILE`.

import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { DirectoryData } from './directory-format.ts';
import { DirectoryFormatError, parseDirectory } from './directory-format.ts';
import { type EntraIdentity, type EntraIdentityOptions, startEntraIdentity } from './identity.ts';
import { describeConnection, describeCycle, describeOnDemand } from './report.ts';
import type { EntraSimulator, EntraSimulatorOptions } from './simulator.ts';
import { createEntraSimulator } from './simulator.ts';

export type EntraCommandOptions = {
  readonly base: string;
  readonly token: EntraSimulatorOptions['token'];
  /** In the place of the token: asserts as the tenant's workload identity. */
  readonly identity?: Omit<EntraIdentityOptions, 'now'> & { readonly clientId: string };
  /** Gives the text of the directory file; asked again before every further cycle when watching. */
  readonly readDirectory: () => string | Promise<string>;
  readonly flag?: boolean;
  /** How many cycles to run: 1 unless told, none when only `provision` is asked for. */
  readonly cycles?: number;
  /** Goes on with incremental cycles, rereading the directory, until `signal` aborts. */
  readonly watch?: boolean;
  /** Pause between cycles, 10 unless told; Entra's own is 2400. */
  readonly intervalSeconds?: number;
  /** Users or groups to provision on demand before the cycles. */
  readonly provision?: readonly string[];
  readonly concurrency?: number;
  readonly requestsPerSecond?: number;
  readonly signal?: AbortSignal;
  readonly clock?: Clock;
};

/**
 * Tests the connection, provisions on demand what is asked for, and runs cycles, printing each outcome.
 * Returns the exit code: 0 when all went well, 1 when the connection or an object failed, 2 when the
 * directory or the URL cannot be used.
 */
export async function runEntraCommand(
  options: EntraCommandOptions,
  print: (line: string) => void,
): Promise<number> {
  let simulator: EntraSimulator | undefined;
  let identity: EntraIdentity | undefined;
  try {
    identity = options.identity && (await startEntraIdentity(options.identity));
    if (identity !== undefined) print(`The keys of the tenant are served at ${identity.keyOrigin}`);
    simulator = await start(options, identity);
    return await run(simulator, options, print);
  } catch (error) {
    if (!(error instanceof DirectoryFormatError)) throw error;
    print(error.message);
    return 2;
  } finally {
    simulator?.close();
    await identity?.close();
  }
}

async function start(options: EntraCommandOptions, identity?: EntraIdentity): Promise<EntraSimulator> {
  const { base, flag, concurrency, requestsPerSecond, clock } = options;
  if (!URL.canParse(base) || !/^https?:$/.test(new URL(base).protocol)) {
    throw new DirectoryFormatError([`--base: "${base}" is no http or https URL`]);
  }
  return createEntraSimulator({
    baseUrl: base,
    token:
      identity === undefined
        ? options.token
        : {
            kind: 'federated',
            tokenUrl: new URL('/oauth/token', base).href,
            clientId: options.identity?.clientId ?? '',
            assert: identity.mint,
          },
    directory: await readDirectory(options),
    ...(flag !== undefined && { flag }),
    ...(concurrency !== undefined && { concurrency }),
    ...(requestsPerSecond !== undefined && { requestsPerSecond }),
    ...(clock !== undefined && { clock }),
  });
}

async function run(simulator: EntraSimulator, options: EntraCommandOptions, print: (line: string) => void) {
  const connection = await simulator.testConnection();
  print(describeConnection(connection));
  if (!connection.ok) return 1;

  let failed = false;
  for (const subject of options.provision ?? []) {
    const result = await simulator.provisionOnDemand(subject);
    print(describeOnDemand(result));
    failed ||= result.status === 'failure';
  }
  const cycles = options.cycles ?? (options.provision?.length && !options.watch ? 0 : 1);
  for (let n = 1; n <= cycles || options.watch; n++) {
    if (n > 1 && !(await pause(options))) break;
    if (n > 1 && options.watch) await reread(simulator, options, print);
    const report = await simulator.runCycle();
    print(describeCycle(report));
    failed = report.status !== 'completed' || simulator.state.escrows > 0;
  }
  return failed ? 1 : 0;
}

async function readDirectory(options: EntraCommandOptions): Promise<DirectoryData> {
  let text: string;
  try {
    text = await options.readDirectory();
  } catch (error) {
    throw new DirectoryFormatError([error instanceof Error ? error.message : String(error)]);
  }
  return parseDirectory(text);
}

/** Takes the directory as it is now; a file that cannot be used is reported and the old state kept. */
async function reread(
  simulator: EntraSimulator,
  options: EntraCommandOptions,
  print: (line: string) => void,
) {
  try {
    simulator.directory.replaceWith(await readDirectory(options));
  } catch (error) {
    if (!(error instanceof DirectoryFormatError)) throw error;
    print(error.message);
  }
}

/** Waits for the interval; false once the signal says to end. */
async function pause({
  signal,
  intervalSeconds = 10,
  clock = systemClock,
}: EntraCommandOptions): Promise<boolean> {
  await clock.sleep(intervalSeconds * 1000, signal);
  return !signal?.aborted;
}
