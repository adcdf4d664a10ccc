// What a try would do for one user, found out by reading alone: the plan is asked as ever, and what would write is
// noted in place of being done.
import type { CompanyAsk } from './company/company-state.ts';
import { keysOf } from './owned.ts';
import { planSync } from './plan.ts';
import type { CustomerStep } from './ports.ts';
import type { Action, SyncState } from './state.ts';
import { perform, type TryDependencies } from './try-user.ts';

export interface Foresight {
  readonly would: 'nothing' | 'create' | 'adopt' | 'update' | 'leave' | 'hold' | 'wait' | 'fail';
  /** Why it is held, waits or fails. */
  readonly code: string | null;
  readonly customerId: string | null;
  /** Names of what would be written to a customer that is there; never a value. */
  readonly changed: readonly string[];
}

const MAX_STEPS = 16;

/** @throws GatewayFailure when Shopify does not answer. */
export async function foresee(
  initial: SyncState,
  dependencies: Pick<TryDependencies, 'gateway' | 'options' | 'now' | 'findHolder'>,
): Promise<Foresight> {
  const reading = {
    ...dependencies,
    onAction() {},
    saveLink: () => Promise.reject(new Error('what is only foreseen writes nothing')),
  };
  let state = initial;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    const action = planSync(state);
    if (action.do === 'create' && state.learnt.emailTaken === undefined) {
      // The create itself would tell whether the address is taken; here it is asked for.
      state = { ...state, learnt: { ...state.learnt, emailTaken: true } };
      continue;
    }
    const end = endOf(state, action);
    if (end !== undefined) return end;
    state = await perform(state, action as Parameters<typeof perform>[1], reading);
  }
  return { would: 'fail', code: 'unsettled', customerId: null, changed: [] };
}

/** What it comes to; undefined while there is only something to be read. */
function endOf(state: SyncState, action: Action): Foresight | undefined {
  const customerId = state.link?.customerId ?? null;
  switch (action.do) {
    case 'settle': {
      const { claim, code, link } = action.verdict;
      const other = state.holder ?? state.learnt.byEmailHolder;
      if (typeof link === 'object') {
        return { would: 'adopt', code: null, customerId: other?.link.customerId ?? null, changed: [] };
      }
      if (claim === 'held' || claim === 'gone') return { would: 'hold', code, customerId, changed: [] };
      if (claim === 'failed') return { would: 'fail', code, customerId, changed: [] };
      return { would: claim === 'waiting' ? 'wait' : 'nothing', code, customerId, changed: [] };
    }
    case 'giveUp':
      return action.code === 'email_taken_unseen'
        ? { would: 'create', code: null, customerId: null, changed: [] }
        : { would: 'fail', code: action.code, customerId, changed: [] };
    case 'company':
      return isReading(action.ask) ? undefined : companyChange(state);
    case 'saveLink':
      // What is noted of an adopted customer is its company.
      if (state.link?.customerId === action.link.customerId) return companyChange(state);
      return { would: 'adopt', code: null, customerId: action.link.customerId, changed: [] };
    case 'write':
      return {
        would: state.desired?.active === false ? 'leave' : 'update',
        code: null,
        customerId,
        changed: namesOf(action.steps),
      };
    case 'create':
      return { would: 'create', code: null, customerId: null, changed: [] };
    default:
      return undefined;
  }
}

/** Looking a company up may make it. */
function isReading(ask: CompanyAsk): boolean {
  return ask.kind !== 'write' && !(ask.kind === 'find' && ask.wanted.create);
}

function companyChange({ desired, link }: SyncState): Foresight {
  const would = desired?.active === false ? 'leave' : 'update';
  return { would, code: null, customerId: link?.customerId ?? null, changed: ['company'] };
}

function namesOf(steps: readonly CustomerStep[]): string[] {
  const names = steps.flatMap((step) => {
    if (step.kind === 'emailConsent' || step.kind === 'smsConsent') return [step.kind];
    return keysOf(step).map((key) => (key.startsWith('tag:') ? 'tags' : key));
  });
  return [...new Set(names)];
}
