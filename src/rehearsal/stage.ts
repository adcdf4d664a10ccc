// The settings of a stage: those of the connection that is rehearsed, but for what would outlast the rehearsal, wait for
// hours, or reach somebody. Each such difference is named, so that nobody takes the rehearsal for more than it is.
import type { Settings } from '../tenants/settings.ts';
import type { Difference, RehearsedGroup } from './ports.ts';

/** Tells the customer of a rehearsal from every other, by the same rule that tells members of a group. */
export const REHEARSAL_TAG = 'rollcall-rehearsal';

type Leaving = Settings['leaving'];
type Rule = Settings['groups'][number];

const NO_GRACE: Leaving['graceHours'] = { company: 0, block: 0, tags: 0, consent: 0 };
/** One who leaves is none too many: the guard of the connection itself counts nobody of its stage. */
const NO_GUARD: Settings['guard'] = {
  maxLeavers: 1_000_000,
  maxShare: 1,
  minLeavers: 1_000_000,
  windowMinutes: 60,
};

export function stageSettings(
  settings: Settings,
  group: RehearsedGroup | null,
): { readonly settings: Settings; readonly differences: readonly Difference[] } {
  const { mapping, leaving, groups } = settings;
  const { email, phone, ...fields } = mapping.fields;
  const isGiven = {
    grace: Object.values(leaving.graceHours).some((hours) => hours > 0),
    tombstone: leaving.onDelete === 'tombstone',
    // What a template makes of a made-up address may be one that belongs to somebody.
    email: email !== undefined,
    phone: phone != null,
    companies: groups.some(({ company }) => company?.create),
    addresses: settings.access.addresses.length > 0,
  };
  return {
    settings: {
      ...settings,
      mapping: { ...mapping, fields: { ...fields, ...(phone != null && { phone: null }) } },
      groups: [...groups.map((rule) => onStage(rule, group)), MARK],
      leaving: { ...leaving, graceHours: NO_GRACE, onDelete: 'delete', eraseAfterDays: null },
      guard: NO_GUARD,
      reconcile: { ...settings.reconcile, everyHours: 0 },
      access: { ...settings.access, addresses: [], federation: null },
    },
    differences: (Object.keys(isGiven) as Difference[]).filter((name) => isGiven[name]),
  };
}

/** A stage on which nothing is played asks for nothing of its own in the shop, such as definitions of metafields. */
export function strikeStage({ settings }: { readonly settings: Settings }, empty: Settings): Settings {
  return { ...empty, retention: settings.retention };
}

const MARK: Rule = { match: { everyone: true }, tags: [REHEARSAL_TAG], metafields: [] };

/** A company that was made for a rehearsal would stay; and the stage's group has another id than the one it stands for. */
function onStage({ company, match, ...rule }: Rule, group: RehearsedGroup | null): Rule {
  return {
    ...rule,
    match: group !== null && match.id === group.id ? { name: group.name } : match,
    ...(company !== undefined && { company: { ...company, create: false } }),
  };
}
