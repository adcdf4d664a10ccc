// What a person, or a shop that is gone, may ask for.
import { newId } from '../ids.ts';
import { createPrivacy, type Privacy } from '../privacy/privacy.ts';
import { createPersonStore } from '../store/person-store.ts';
import { createRequestStore } from '../store/privacy-store.ts';
import { sentenceOf } from '../sync/explanations.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { Ground } from './ground.ts';
import type { Tenancy } from './tenants.ts';

export function composePrivacy(
  { engine, vault, marks, news, now, log }: Ground,
  { audit, timeline }: Pick<Tenancy, 'audit'> & { timeline: Timeline },
): Privacy {
  return createPrivacy({
    requests: createRequestStore(engine),
    people: createPersonStore(engine, marks, sentenceOf('erased')),
    audit,
    vault,
    settle: () => timeline.flush(),
    owner: newId(),
    now,
    log,
    onDirty: news.wake,
  });
}
