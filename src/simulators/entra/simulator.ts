// Puts the parts of one provisioning job together.
import { randomUUID } from 'node:crypto';
import { createTokenSource, type EntraCredentials } from './access-token.ts';
import type { Clock } from './clock.ts';
import { systemClock } from './clock.ts';
import type { ConnectionTestResult } from './connection-test.ts';
import { testConnection } from './connection-test.ts';
import type { CycleReport } from './cycle.ts';
import { runCycle } from './cycle.ts';
import type { Directory } from './directory.ts';
import { createDirectory } from './directory.ts';
import type { DirectoryData } from './directory-format.ts';
import type { Job } from './job.ts';
import { createJobState } from './job.ts';
import type { JobMappings } from './mapping.ts';
import { DEFAULT_MAPPINGS } from './mapping.ts';
import type { OnDemandResult, OnDemandSubject } from './on-demand.ts';
import { provisionOnDemand } from './on-demand.ts';
import type { ProvisioningLogRecord } from './provisioning-log.ts';
import type { Quarantine, QuarantineRules } from './quarantine.ts';
import { QUARANTINE_RULES } from './quarantine.ts';
import { createScimClient } from './scim-client.ts';

const FLAG = 'aadOptscim062020';

export type EntraSimulatorOptions = {
  /** The Tenant URL, for example `http://127.0.0.1:4000/scim/v2`; it may carry the flag itself. */
  readonly baseUrl: string;
  /** The Secret Token, or another way in. */
  readonly token: string | Exclude<EntraCredentials, { kind: 'token' }>;
  /** What `parseDirectory` returned. */
  readonly directory: DirectoryData;
  /** Appends `?aadOptscim062020` to the Tenant URL, as an administrator would. */
  readonly flag?: boolean;
  readonly mappings?: JobMappings;
  /** Calls in flight, 8 unless told. */
  readonly concurrency?: number;
  /** 25 unless told, what Microsoft asks gallery endpoints to bear; `Infinity` for no limit. */
  readonly requestsPerSecond?: number;
  /** Members per PATCH, 100 unless told: Entra's own number is not documented. */
  readonly memberBatchSize?: number;
  /** How long an answer is waited for, 60 s unless told: Entra's own number is not documented. */
  readonly timeoutMs?: number;
  readonly quarantineRules?: QuarantineRules;
  readonly clock?: Clock;
  /** Gets every record of the provisioning log as soon as it is complete. */
  readonly onLog?: (record: ProvisioningLogRecord) => void;
};

export type SimulatorState = {
  readonly cycle: number;
  readonly initialCycleDone: boolean;
  readonly quarantine: Quarantine | undefined;
  /** Objects that failed and wait for another try. */
  readonly escrows: number;
  /** Which object of the directory stands for which one at the target. */
  readonly links: readonly { readonly objectId: string; readonly targetId: string }[];
};

export type EntraSimulator = {
  testConnection(): Promise<ConnectionTestResult>;
  /** One cycle: initial until one came through, incremental afterwards. */
  runCycle(): Promise<CycleReport>;
  provisionOnDemand(subject: OnDemandSubject): Promise<OnDemandResult>;
  /** Restart with `resetScope: Full`: forgets links, watermark, escrows and quarantine; all are matched anew. */
  restart(): void;
  /** Closes idle connections. */
  close(): void;
  readonly directory: Directory;
  /** The provisioning log so far, oldest first. */
  readonly log: readonly ProvisioningLogRecord[];
  readonly state: SimulatorState;
};

/**
 * Creates a provisioning job that behaves towards a SCIM endpoint as Microsoft Entra's service does. Cycles
 * and on-demand runs are to be called one after another. Throws `TypeError` for a `baseUrl` that is no URL.
 */
export function createEntraSimulator(options: EntraSimulatorOptions): EntraSimulator {
  const { clock = systemClock, concurrency = 8, onLog } = options;
  const tenantUrl = options.flag ? appendFlag(options.baseUrl) : options.baseUrl;
  const directory = createDirectory(options.directory);
  const log: ProvisioningLogRecord[] = [];
  const jobId = `scim.${randomUUID()}`;
  const client = createScimClient({
    tenantUrl,
    token: createTokenSource(
      typeof options.token === 'string' ? { kind: 'token', token: options.token } : options.token,
      clock,
    ),
    concurrency,
    requestsPerSecond: options.requestsPerSecond ?? 25,
    timeoutMs: options.timeoutMs ?? 60_000,
    clock,
  });
  let job: Job = {
    client,
    directory,
    mappings: options.mappings ?? DEFAULT_MAPPINGS,
    dialect: new URL(tenantUrl).searchParams.has(FLAG) ? FLAG : 'default',
    clock,
    concurrency,
    memberBatchSize: options.memberBatchSize ?? 100,
    state: createJobState(),
  };
  const onRecord = (record: ProvisioningLogRecord) => {
    log.push(record);
    onLog?.(record);
  };

  return {
    testConnection: () => testConnection(job),
    runCycle: () => runCycle(job, { jobId, rules: options.quarantineRules ?? QUARANTINE_RULES, onRecord }),
    async provisionOnDemand(subject) {
      const result = await provisionOnDemand(job, subject, jobId);
      onRecord(result.record);
      return result;
    },
    restart() {
      job = { ...job, state: createJobState() };
    },
    close: () => client.close(),
    directory,
    log,
    get state() {
      return describeState(job);
    },
  };
}

/** The way administrators are told to write it: `https://host/scim/v2/?aadOptscim062020`. */
function appendFlag(baseUrl: string): string {
  const url = new URL(baseUrl);
  if (url.searchParams.has(FLAG)) return baseUrl;
  url.pathname = `${url.pathname.replace(/\/+$/, '')}/`;
  url.search = [url.search.slice(1), FLAG].filter((part) => part !== '').join('&');
  return url.href;
}

function describeState({ state }: Job): SimulatorState {
  const objects = [...state.users, ...state.groups];
  return {
    cycle: state.cycle,
    initialCycleDone: state.initialCycleDone,
    quarantine: state.quarantine,
    escrows: objects.filter(([, object]) => object.escrow !== undefined).length,
    links: objects.flatMap(([objectId, { targetId }]) =>
      targetId === undefined ? [] : [{ objectId, targetId }],
    ),
  };
}
