// The composition root: builds every part from a configuration, and nothing else does.
import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { type Logger, pino } from 'pino';
import { createInstallations } from './access/installations.ts';
import type { Installation } from './access/ports.ts';
import { createRenewal } from './access/renewal.ts';
import { createSecrets, type Secrets } from './access/secrets.ts';
import { type Alerts, createAlerts } from './alerts/alerts.ts';
import { type Courier, createCourier, OPERATOR_ENDPOINT } from './alerts/courier.ts';
import { createMailer } from './alerts/mail.ts';
import type { SigningSecrets } from './alerts/sign.ts';
import { createWatch, type Watch } from './alerts/watch.ts';
import { type Audit, createAudit } from './audit/audit.ts';
import { ADMIN_TOKEN_KEY, type Config, ConfigError, REAL_ORIGIN } from './config.ts';
import { createCursors } from './directory/cursor.ts';
import { createDirectory } from './directory/directory.ts';
import type { Confirmation } from './directory/ports.ts';
import { type Answer, createApp } from './http/app.ts';
import { createWorkerApp } from './http/health.ts';
import type { ScreensOptions } from './http/screens/options.ts';
import { newId } from './ids.ts';
import { createOutboundFetch } from './outbound.ts';
import { type Closer, createCloser } from './oversight/closer.ts';
import { createInbox, type Inbox } from './oversight/inbox.ts';
import { createMappings } from './oversight/mappings.ts';
import { createReviews } from './oversight/reviews.ts';
import { createSurveyor } from './oversight/surveyor.ts';
import { createSurveys } from './oversight/surveys.ts';
import { createPrivacy, type Privacy } from './privacy/privacy.ts';
import { createShopifyAccess, type ShopifyAccess } from './shopify/access.ts';
import { createShopifyGateways, type GatewayFor } from './shopify/gateways.ts';
import { createSignatures } from './shopify/signatures.ts';
import type { WantedWebhooks } from './shopify/subscriptions.ts';
import { CUSTOMER_TOPICS, MERGE_TOPIC } from './shopify/topics.ts';
import { createAlertStore, createWatchStore } from './store/alert-store.ts';
import { createAuditStore } from './store/audit-store.ts';
import { createCertificateStore } from './store/certificate-store.ts';
import { createCredentialStore } from './store/credential-store.ts';
import { createDirectoryStore } from './store/directory-store.ts';
import { createDriftStore } from './store/drift-store.ts';
import { createEndingStore } from './store/ending-store.ts';
import type { Engine } from './store/engine.ts';
import { createMarks } from './store/erased-marks.ts';
import { createHealthStore } from './store/health-store.ts';
import { createInboxStore } from './store/inbox-store.ts';
import { createInstallationStore } from './store/installation-store.ts';
import { endStaleLeases } from './store/leases.ts';
import { createGuardStore } from './store/leavers.ts';
import { createMappingStore } from './store/mapping-store.ts';
import { migrate } from './store/migrate.ts';
import { openEngine } from './store/open.ts';
import { openPeers } from './store/peers.ts';
import { createPeopleStore } from './store/people-store.ts';
import { createPersonStore } from './store/person-store.ts';
import { createRequestStore } from './store/privacy-store.ts';
import { createReviewStore } from './store/review-store.ts';
import { createSecretsStore } from './store/sealed-columns.ts';
import { createStatusStore } from './store/status-store.ts';
import { createSurveyStore } from './store/survey-store.ts';
import { createSyncStore } from './store/sync-store.ts';
import { createTelemetryStore } from './store/telemetry-store.ts';
import { createTenantStore } from './store/tenant-store.ts';
import { createTimelineStore } from './store/timeline-store.ts';
import { sentenceOf } from './sync/explanations.ts';
import type { News, ShopGateway, ShopifyCall } from './sync/ports.ts';
import { createSync, type Sync } from './sync/sync.ts';
import { createMetrics } from './telemetry/metrics.ts';
import { createReadiness } from './telemetry/readiness.ts';
import { createSchemaWatch } from './telemetry/schema-watch.ts';
import { loadSpans, type Spans } from './telemetry/spans.ts';
import { type Assertions, createAssertions } from './tenants/assertions.ts';
import { createFailures } from './tenants/failures.ts';
import { createTenants, type Tenants } from './tenants/tenants.ts';
import { createRetention } from './timeline/retention.ts';
import { createTimeline, NOBODY } from './timeline/timeline.ts';
import { createVault, type Vault } from './vault.ts';

/** How long calls are kept that nobody may make. */
const STRANGERS_DAYS = 30;

/** Nothing logs these; should something begin to, they are blotted out. */
const NEVER_LOGGED = ['authorization', 'token', 'secret', 'password', 'email', 'phone', 'userName', 'body'];

/** What a caller may supply in place of the real thing. */
export interface Overrides {
  /** Milliseconds since the epoch; also paces the calls to Shopify. */
  readonly now?: () => number;
  readonly log?: Logger;
  /** Serves the status page without the admin's token. */
  readonly openStatusPage?: boolean;
}

export interface Rollcall {
  /** Answers one HTTP request. */
  readonly fetch: Answer;
  readonly tenants: Tenants;
  readonly audit: Audit;
  readonly sync: Sync;
  readonly inbox: Inbox;
  readonly closer: Closer;
  readonly privacy: Privacy;
  readonly watch: Watch;
  readonly courier: Courier;
  /** Starts bringing the store into line, unless that is left to other processes (role `web`). */
  work(): Promise<void>;
  /** Ends that work within seconds; what is not done stays in the outbox. Requests are still answered. */
  rest(): Promise<void>;
  /** Rests, and closes the database: to be called once no request is under way. */
  close(): Promise<void>;
}

/**
 * Opens the database, brings its schema up to date and wires the parts together. Listening is the caller's part.
 *
 * @example
 * const rollcall = await createRollcall(readConfig(process.env));
 * const listener = await listen({ fetch: rollcall.fetch, host: '127.0.0.1', port: 8440 });
 * await rollcall.work();
 */
export async function createRollcall(config: Config, overrides: Overrides = {}): Promise<Rollcall> {
  const now = overrides.now ?? Date.now;
  const log = overrides.log ?? createLog(config.logLevel);
  const { engine: opened } = await openStore(config.databaseUrl);
  const spans = await loadSpans();
  const engine = traceTransactions(opened, spans);
  const peers = openPeers({
    url: config.databaseUrl,
    onNews: (news) => hear(news),
    onFailure: (error) => log.warn(nameOf(error), 'other processes are not heard, only found by looking'),
  });
  const telemetryStore = createTelemetryStore(engine);
  const metrics = createMetrics({ store: telemetryStore, now, owner: peers.owner });
  const observeShopify = (call: ShopifyCall) => {
    metrics.shopifyCall(call);
    spans.shopifyCall(call);
  };
  const schemaWatch = createSchemaWatch({
    store: telemetryStore,
    onFault(fault) {
      log.fatal({ fault }, 'this process stops working and serving');
      void rest();
    },
  });
  const endingStore = createEndingStore(engine);
  const tenants = createTenants({
    store: createTenantStore(engine),
    credentialStore: createCredentialStore(engine),
    endingStore,
    now,
    newId: newConnectionId,
    assertions: assertionsBy(config, now),
    onLoss: (error) => log.error(nameOf(error), 'what was noted of calls was lost'),
  });
  const audit = createAudit({ store: createAuditStore(engine), now, newId });
  const vault = openVault(config);
  const marks = createMarks(vault);
  const { watch, courier, alerts } = openAlerting(engine, config, { vault, now, log });
  const installationStore = createInstallationStore(engine, vault);
  const access = createShopifyAccess(config.shopify, { store: installationStore, owner: newId(), now });
  const { installable } = access;
  const installations =
    installable &&
    createInstallations({
      store: installationStore,
      endpoint: installable.endpoint,
      now,
      async onInstalled(shop) {
        await tenants.ensureConnection(shop);
        tell('access', shop);
      },
    });
  const renewal = createRenewal({
    store: installationStore,
    renew: async (shop) => installable?.renew(shop),
    now,
    onFailure: (shop, error) =>
      log.warn({ shop, ...nameOf(error) }, 'the tokens of an idle shop could not be renewed'),
  });
  const gatewayFor = oncePerShop(
    createShopifyGateways({ ...access, now, observe: observeShopify, ...webhooksOf(config) }),
  );
  const timelineStore = createTimelineStore(engine);
  const timeline = createTimeline({
    store: timelineStore,
    newId,
    onLoss: (count, error) => log.error({ count, ...nameOf(error) }, 'events of the timeline were lost'),
  });
  const retention = createRetention({
    store: timelineStore,
    kept: async () => [
      ...(await tenants.connections()).map(({ shop, id, settings }) => ({
        shop,
        connection: id,
        days: settings.retention.days,
      })),
      { ...NOBODY, days: STRANGERS_DAYS },
    ],
    now,
    onFailure: (error) => log.error(nameOf(error), 'old events could not be forgotten'),
  });
  const sync = createSync({
    store: createSyncStore(engine, peers.isGone, marks),
    peers,
    gatewayFor,
    ...(config.bulkFrom !== undefined && { bulkFrom: config.bulkFrom }),
    now,
    newId,
    digest: digestWith(deriveKey(config.adminToken, 'certificates')),
    log,
    journal: {
      note(shop, at, entry) {
        const { connection, userId, waitedMs: _, ...data } = entry;
        timeline.note({ shop, connection, subject: userId, at, kind: 'try', data });
        metrics.tried(entry);
        watch.notice(shop);
      },
    },
  });
  const directory = createDirectory({
    store: createDirectoryStore(engine),
    cursors: createCursors({ key: deriveKey(config.adminToken, 'cursors'), now }),
    now,
    newId,
    confirmation: config.confirmMs === 0 ? undefined : confirmBy(sync, config.confirmMs),
    onCommit: ({ shop, connection }) => tell('write', shop, connection),
  });
  const closer = createCloser({ store: endingStore, now, log });
  const inbox = createInbox({
    store: createInboxStore(engine),
    now,
    log,
    onDirty: wake,
    onKept: (shop) => tell('inbox', shop),
    onAppChange: (shop) => tell('access', shop),
  });
  const surveyStore = createSurveyStore(engine, marks);
  const surveys = createSurveys({
    store: surveyStore,
    connections: async () =>
      (await tenants.connections())
        .filter(({ ending }) => ending === null)
        .map(({ shop, id, settings: { reconcile } }) => ({ shop, connection: id, ...reconcile })),
    now,
    newId,
    onBegin: () => {
      surveyor.wake();
      tell('survey', '');
    },
  });
  const surveyor = createSurveyor({
    ...(config.bulkFrom !== undefined && { bulkFrom: config.bulkFrom }),
    store: surveyStore,
    gatewayOf: (shop) => gatewayFor(shop, null),
    now,
    newId,
    log,
    beginDue: surveys.beginDue,
    onDirty: wake,
  });
  const reviews = createReviews({
    store: createReviewStore(engine),
    gatewayOf: (shop) => gatewayFor(shop, null),
    now,
    onDecision: wake,
  });
  const mappings = createMappings({
    store: createMappingStore(engine),
    gatewayOf: (shop) => gatewayFor(shop, null),
  });
  const privacy = createPrivacy({
    requests: createRequestStore(engine),
    people: createPersonStore(engine, marks, sentenceOf('erased')),
    audit,
    vault,
    settle: () => timeline.flush(),
    owner: newId(),
    now,
    log,
    onDirty: wake,
  });
  const signatures = createSignatures({
    clientId: config.shopify.credentials.kind === 'client' ? config.shopify.credentials.clientId : null,
    secrets: config.shopify.webhookSecrets ?? [],
    shop: config.shopify.shop,
  });
  const createFetch = config.role === 'worker' ? createWorkerApp : createApp;
  const answer: Answer = createFetch({
    readiness: createReadiness({ store: telemetryStore, now }),
    metrics,
    metricsToken: config.metricsToken ?? null,
    observe: metrics.scimCall,
    outage: schemaWatch.fault,
    publicUrl: config.publicUrl,
    adminToken: config.adminToken,
    openStatusPage: overrides.openStatusPage ?? false,
    onConnectionChange: wake,
    onEnding: closer.wake,
    trustedProxies: config.trustedProxies ?? [],
    failures: createFailures(now),
    tenants,
    audit,
    directory,
    reviews,
    surveys,
    mappings,
    inbox,
    privacy,
    alerts,
    drift: createDriftStore(engine),
    readIdToken: signatures.readIdToken,
    welcome: installations?.welcome,
    scopesOf: (shop) => gatewayFor(shop, null).scopes({ leaving: false }),
    checkoutRuleOf: (shop) => gatewayFor(shop, null).checkoutRule({ leaving: false }),
    isSigned: signatures.isSigned,
    status: createStatusStore(engine),
    people: createPeopleStore(engine),
    health: createHealthStore(engine),
    onRetry: wake,
    timeline,
    certificates: createCertificateStore(engine),
    guard: createGuardStore(engine),
    screens: screensOf(config),
    now,
    newId,
    log,
  });

  /** Wakes the sync here, and tells the others: the shop's lease may be theirs. */
  function tell(kind: News['kind'], shop: string, connection = ''): void {
    if (kind === 'write' || kind === 'outbox') sync.wake(shop);
    if (kind === 'access') sync.relieve(shop);
    watch.notice(shop);
    peers.tell({ kind, shop, connection });
  }

  function wake(shop: string): void {
    tell('outbox', shop);
  }

  function hear({ kind, shop, connection }: News): void {
    if (kind === 'inbox') inbox.wake();
    else if (kind === 'survey') surveyor.wake();
    else if (kind === 'access') sync.relieve(shop);
    else sync.wake(shop);
    if (kind === 'write') directory.noticeWrite({ shop, connection });
  }

  let resting: Promise<void> | undefined;
  function rest(): Promise<void> {
    resting ??= Promise.all([
      sync.stop(),
      inbox.stop(),
      closer.stop(),
      surveyor.stop(),
      privacy.stop(),
      watch.stop(),
      courier.stop(),
      retention.stop(),
      renewal.stop(),
    ]).then(timeline.flush);
    return resting;
  }

  const traced: Answer = (request, requestId = newId(), peer) =>
    spans.run(`http ${request.method}`, { 'http.request.method': request.method }, async (note) => {
      const response = await answer(request, requestId, peer);
      note({ 'http.response.status_code': response.status, 'rollcall.request_id': requestId });
      return response;
    });

  return {
    fetch: spans.isTaken ? traced : answer,
    tenants,
    audit,
    sync,
    inbox,
    closer,
    privacy,
    watch,
    courier,
    async work() {
      schemaWatch.start();
      metrics.start();
      if (config.role === 'web') return;
      await endStaleLeases(engine);
      sync.start();
      retention.start();
      inbox.start();
      closer.start();
      surveyor.start();
      privacy.start();
      if (installable !== undefined) renewal.start();
      watch.start();
      courier.start();
    },
    rest,
    async close() {
      await rest();
      // Requests were answered until now.
      await Promise.all([timeline.flush(), tenants.flush()]);
      schemaWatch.stop();
      await peers.close();
      await engine.close();
    },
  };
}

/** Alerts from end to end: who looks for them, who tells of them, and what a person sees. */
function openAlerting(
  engine: Engine,
  { mail, privateHosts = [], publicUrl }: Config,
  { vault, now, log }: { readonly vault: Vault; readonly now: () => number; readonly log: Logger },
): { readonly watch: Watch; readonly courier: Courier; readonly alerts: Alerts } {
  const store = createAlertStore(engine);
  const secrets = sealingFor(vault);
  const courier = createCourier({
    store,
    fetch: createOutboundFetch({ privateHosts }),
    sendMail: mail && createMailer(mail),
    operatorAddress: mail?.to ?? null,
    secrets,
    publicUrl,
    now,
    log,
  });
  const operatorEndpoint = mail?.to ? OPERATOR_ENDPOINT : null;
  const watch = createWatch({
    store: createWatchStore(engine, { newId, operatorEndpoint }),
    now,
    log,
    onNews: () => courier.wake(),
  });
  const hasMail = mail !== undefined;
  return {
    watch,
    courier,
    alerts: createAlerts({ store, courier, secrets, privateHosts, hasMail, newId, now }),
  };
}

/** A secret's column is part of what it is sealed for. */
function sealingFor(vault: Vault): SigningSecrets {
  return {
    seal: (shop, column, text) => vault.seal(text, { shop, purpose: `alert_endpoints.${column}` }),
    open: (shop, column, sealed) => vault.open(sealed, { shop, purpose: `alert_endpoints.${column}` }),
  };
}

/** Tenants' keys are fetched from Entra alone; from a simulator's host only where the configuration names it. */
function assertionsBy({ entraKeyOrigin: keyOrigin }: Config, now: () => number): Assertions {
  const privateHosts = keyOrigin === undefined ? [] : [new URL(keyOrigin).hostname];
  const fetch = createOutboundFetch({ privateHosts });
  return createAssertions({ fetch, now, ...(keyOrigin !== undefined && { keyOrigin }) });
}

/** A database opened for one command: brought up to date, with its tenants. */
export interface Administration {
  readonly tenants: Tenants;
  readonly audit: Audit;
  /** The migrations that opening ran. */
  readonly migrated: readonly string[];
  /** The secrets at rest, for whoever has the keys. */
  secretsWith(keys: KeySources): { readonly secrets: Secrets; readonly vault: Vault };
  /** Shopify's access as the configuration says, and the shops that ever installed the app. */
  accessWith(config: Config): { readonly access: ShopifyAccess; installations(): Promise<Installation[]> };
  close(): Promise<void>;
}

export async function openAdministration(databaseUrl: string): Promise<Administration> {
  const { engine, migrated } = await openStore(databaseUrl);
  const store = createTenantStore(engine);
  const credentialStore = createCredentialStore(engine);
  const endingStore = createEndingStore(engine);
  return {
    tenants: createTenants({ store, credentialStore, endingStore, now: Date.now, newId: newConnectionId }),
    audit: createAudit({ store: createAuditStore(engine), now: Date.now, newId }),
    migrated,
    secretsWith(keys) {
      const vault = openVault(keys);
      return { vault, secrets: createSecrets({ store: createSecretsStore(engine), vault }) };
    },
    accessWith(config) {
      const installations = createInstallationStore(engine, openVault(config));
      const access = createShopifyAccess(config.shopify, {
        store: installations,
        owner: newId(),
        now: Date.now,
      });
      return { access, installations: installations.list };
    },
    close: () => engine.close(),
  };
}

/** Each transaction becomes a part of whatever began it. */
function traceTransactions(engine: Engine, spans: Spans): Engine {
  if (!spans.isTaken) return engine;
  return { ...engine, transact: (work) => spans.run('transaction', {}, () => engine.transact(work)) };
}

async function openStore(databaseUrl: string): Promise<{ engine: Engine; migrated: string[] }> {
  let engine: Engine | undefined;
  try {
    engine = openEngine(databaseUrl);
    return { engine, migrated: await migrate(engine) };
  } catch (error) {
    await engine?.close();
    const reason = (error as Error).message.replace(/\.?$/, '.');
    throw new ConfigError([`The database cannot be used: ${reason} Check DATABASE_URL.`]);
  }
}

/**
 * Shopify sends webhooks to public addresses alone, and only over TLS. An app that any shop may install has most of its
 * subscriptions in its configuration (shopify.app.toml).
 */
function webhooksOf({ publicUrl, shopify }: Config): { webhooks: WantedWebhooks } | undefined {
  const isPublic = publicUrl.startsWith('https://') && new URL(publicUrl).hostname !== 'localhost';
  if (!isPublic || (shopify.webhookSecrets ?? []).length === 0) return undefined;
  const topics = shopify.shop === undefined ? [MERGE_TOPIC] : [...CUSTOMER_TOPICS, MERGE_TOPIC];
  return { webhooks: { uri: `${publicUrl}/shopify/webhooks`, topics } };
}

function screensOf({ uiRuntime, shopify: { adminOrigin, credentials } }: Config): ScreensOptions {
  return {
    runtime: uiRuntime ?? 'shopify',
    apiKey: credentials.kind === 'client' ? credentials.clientId : '',
    simulatedAdmin: adminOrigin === REAL_ORIGIN ? undefined : new URL(adminOrigin).origin,
  };
}

/** Whatever reads a shop in this process draws on one bucket. */
function oncePerShop(gatewayFor: GatewayFor): GatewayFor {
  const made = new Map<string, ShopGateway>();
  return (shop, bucket) => {
    const gateway = made.get(shop) ?? gatewayFor(shop, bucket);
    made.set(shop, gateway);
    return gateway;
  };
}

/** Only Shopify's refusal of the user's own data counts; whatever else happens is absorbed (RULES 24). */
function confirmBy(sync: Sync, timeoutMs: number): Confirmation {
  return async ({ shop, connection }, userId, version) => {
    const outcome = await sync.settled(shop, connection, userId, version, timeoutMs);
    return outcome.kind === 'refused' ? outcome : undefined;
  };
}

/** An error's text may quote what was being written. */
function nameOf(error: unknown): object {
  return error instanceof Error ? { error: error.name } : {};
}

/** Short, because every key begins with it; letters and digits, because admins type it into URLs. */
function newConnectionId(): string {
  return randomBytes(6).toString('hex');
}

type KeySources = Pick<Config, 'adminToken' | 'encryptionKeys'>;

/** The key made from the admin token comes last: what it encrypted still opens once other keys are set. */
function openVault({ adminToken, encryptionKeys = [] }: KeySources): Vault {
  const derived = { id: ADMIN_TOKEN_KEY, key: deriveKey(adminToken, 'secrets') };
  return createVault([...encryptionKeys, derived]);
}

/** A key of 32 bytes for one purpose; processes with the same admin token have the same. */
function deriveKey(adminToken: string, purpose: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', adminToken, '', `rollcall ${purpose}`, 32));
}

function digestWith(key: Uint8Array): (text: string) => string {
  return (text) => createHmac('sha256', key).update(text).digest('base64url');
}

function createLog(level: Config['logLevel']): Logger {
  const paths = NEVER_LOGGED.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime, redact: paths });
}
