// One try to bring one user's customer into line: asks the plan, performs its action, takes the answer in.
import { absorbByLink, absorbCreate, absorbHolder, absorbReading, absorbWrite } from './absorb.ts';
import { absorbProof } from './certificate.ts';
import { doubtCompany, performCompany } from './company/perform-company.ts';
import { absorbErasure } from './erasure.ts';
import { isGatewayFailure } from './gateway-failure.ts';
import { recordDoubt, rememberTags } from './owned.ts';
import { planSync } from './plan.ts';
import type { CallOptions, CustomerGateway, FoundHolder, GatewayFailure, Link } from './ports.ts';
import { type Action, LANDING_MS, type SyncState, type Verdict } from './state.ts';

export type TryEnd =
  | {
      readonly kind: 'verdict';
      readonly state: SyncState;
      readonly verdict: Verdict;
      /** Shopify was asked something, and answered. */
      readonly answered: boolean;
    }
  | {
      readonly kind: 'failure';
      readonly state: SyncState;
      readonly failure: Pick<GatewayFailure, 'kind' | 'code' | 'message' | 'retryAfterMs'> | Bug;
    };

/** An error of ours: retried like an unforeseen refusal, and worth a log line. */
export interface Bug {
  readonly kind: 'bug';
  readonly code: 'internal';
  readonly message: string;
  readonly error: unknown;
}

export interface TryDependencies {
  readonly gateway: CustomerGateway;
  readonly options: CallOptions;
  readonly now: () => number;
  /** Hears of every action before it is performed. */
  readonly onAction: (action: Action) => void;
  findHolder(customer: { id: string; linkId: string | null }): Promise<FoundHolder>;
  /** @throws GatewayFailure withdrawn when the link may not be written any more. */
  saveLink(link: Link): Promise<void>;
}

/** No honest course of events takes more steps. */
const MAX_STEPS = 32;

/** Never throws: what goes wrong is told by `failure`, with the state as far as it came. */
export async function tryUser(initial: SyncState, dependencies: TryDependencies): Promise<TryEnd> {
  let state = initial;
  let answered = false;
  for (let step = 0; step < MAX_STEPS; step += 1) {
    let action: Action | undefined;
    try {
      action = planSync(state);
      if (action.do === 'settle') return { kind: 'verdict', state, verdict: action.verdict, answered };
      if (action.do === 'giveUp')
        return { kind: 'failure', state, failure: refusal(action.code, action.detail) };
      dependencies.onAction(action);
      state = await perform(state, action, dependencies);
      answered ||= isAnswered(action);
    } catch (error) {
      return {
        kind: 'failure',
        state: afterFailure(state, action, error, dependencies.now()),
        failure: toFailure(error),
      };
    }
  }
  return { kind: 'failure', state, failure: refusal('unsettled', 'The store contradicts itself.') };
}

/** Shopify itself was asked: neither we, nor what is remembered of companies. */
function isAnswered(action: Action): boolean {
  if (action.do === 'company') return action.ask.kind === 'write' || action.ask.kind === 'contacts';
  return action.do !== 'findHolder' && action.do !== 'saveLink';
}

/** Does what the plan asks for, and takes the answer in. */
export async function perform(
  state: SyncState,
  action: Exclude<Action, { do: 'settle' | 'giveUp' }>,
  { gateway, options, now, findHolder, saveLink }: TryDependencies,
): Promise<SyncState> {
  switch (action.do) {
    case 'readByLink':
      return absorbByLink(state, await gateway.readByLink(action.linkId, options));
    case 'read':
      return absorbReading(state, await gateway.read(action.customerId, options));
    case 'findByEmail': {
      const byEmail = await gateway.findByEmail(action.email, options);
      return { ...state, learnt: { ...state.learnt, byEmail } };
    }
    case 'readSurvivor': {
      const byLink = await gateway.read(action.customerId, options);
      return { ...state, learnt: { ...state.learnt, byLink, askedSurvivor: true } };
    }
    case 'readChosen': {
      const chosen = await gateway.read(action.customerId, options);
      return { ...state, learnt: { ...state.learnt, chosen } };
    }
    case 'findHolder': {
      return absorbHolder(state, action.customer, await findHolder(action.customer));
    }
    case 'saveLink':
      await saveLink(action.link);
      return adopted(state, action.link);
    case 'create':
      return absorbCreate(state, action.customer, await gateway.create(action.customer, options));
    case 'company':
      return performCompany(state, action.ask, gateway.companies, options);
    case 'erasure': {
      const { ask, customerId } = action;
      return absorbErasure(state, ask, await gateway.erase(customerId, ask, options));
    }
    case 'readLeaver': {
      const { customerId, asksCompanies } = action;
      return absorbProof(state, await gateway.readLeaver(customerId, { ...options, asksCompanies }), now());
    }
    case 'write': {
      const { customerId, steps, askConsents } = action;
      const answer = await gateway.write(customerId, steps, { ...options, askConsents });
      return absorbWrite(state, steps, askConsents, answer);
    }
  }
}

/** Who held the customer before is of the past: what is asked next may be about another. */
function adopted(state: SyncState, link: Link): SyncState {
  const { byEmailHolder: _, ...learnt } = state.learnt;
  return { ...state, link, freshLink: false, learnt };
}

/** A call that may land yet leaves its traces in the record, so that the next try does not trust it. */
function afterFailure(state: SyncState, action: Action | undefined, error: unknown, now: number): SyncState {
  const { link } = state;
  if (link === null || (isGatewayFailure(error) && !error.mayLand)) return state;
  if (action?.do === 'create') {
    return { ...state, freshLink: false, link: { ...rememberTags(link, action.customer), updatedAt: now } };
  }
  if (action?.do === 'company' && action.ask.kind === 'write') {
    return { ...state, link: doubtCompany(link, now + LANDING_MS) };
  }
  if (action?.do !== 'write') return state;
  return { ...state, link: { ...link, owned: recordDoubt(link.owned, action.steps, now) } };
}

function toFailure(error: unknown): Extract<TryEnd, { kind: 'failure' }>['failure'] {
  if (isGatewayFailure(error)) return error;
  return { kind: 'bug', code: 'internal', message: 'An error inside Rollcall.', error };
}

function refusal(
  code: string,
  message: string,
): Pick<GatewayFailure, 'kind' | 'code' | 'message' | 'retryAfterMs'> {
  return { kind: 'rejected', code, message, retryAfterMs: null };
}
