// Reconciliations and dry runs as a person asks for them, and as a schedule does.
import type { Scope } from './ports.ts';
import type {
  NamedFinding,
  RepairPolicy,
  ScheduledConnection,
  Survey,
  SurveyKind,
  SurveyStore,
} from './survey-port.ts';

export interface Surveys {
  /** Undefined while one of this kind is under way. */
  begin(
    scope: Scope,
    kind: SurveyKind,
    asked: { readonly policy: RepairPolicy; readonly dryRun: boolean },
  ): Promise<Survey | undefined>;
  list(scope: Scope, kind: SurveyKind, before: string, limit: number): Promise<Survey[]>;
  find(scope: Scope, kind: SurveyKind, id: string): Promise<Survey | undefined>;
  findings(scope: Scope, id: string, after: string, limit: number): Promise<NamedFinding[]>;
  /** Begins the reconciliations that are due. */
  beginDue(): Promise<void>;
}

export interface SurveyDependencies {
  readonly store: SurveyStore;
  readonly now: () => number;
  /** Ascending: the newest is the last. */
  readonly newId: () => string;
  /** Told that there is one to be worked on. */
  readonly onBegin: () => void;
}

const HOUR_MS = 3_600_000;
const READ_AT_ONCE = 500;

export function createSurveys({ store, now, newId, onBegin }: SurveyDependencies): Surveys {
  return {
    async begin({ shop, connection }, kind, { policy, dryRun }) {
      const wanted = { id: newId(), kind, policy, dryRun, scheduled: false };
      const survey = await store.begin({ shop, connection }, wanted, now());
      onBegin();
      return survey;
    },

    list: (scope, kind, before, limit) => store.list(scope, kind, before, limit),
    find: (scope, kind, id) => store.find(scope, kind, id),
    findings: (scope, id, after, limit) => store.findings(scope, id, after, limit),

    async beginDue() {
      for (let after: Scope | undefined = { shop: '', connection: '' }; after !== undefined; ) {
        const page: readonly ScheduledConnection[] = await store.scheduled(after, READ_AT_ONCE);
        for (const { shop, connection, everyHours, repair, lastAt } of page) {
          if (everyHours === 0 || lastAt + everyHours * HOUR_MS > now()) continue;
          const wanted = { id: newId(), kind: 'reconciliation', policy: repair, dryRun: false } as const;
          await store.begin({ shop, connection }, { ...wanted, scheduled: true }, now());
        }
        after = page.length < READ_AT_ONCE ? undefined : page.at(-1);
      }
    },
  };
}
