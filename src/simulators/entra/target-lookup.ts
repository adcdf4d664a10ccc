// Finds the target's counterpart of a directory object: by the remembered id, else by the matching attributes.
import { incompatible, ProvisioningFailure } from './failures.ts';
import type { Job, ObjectKind } from './job.ts';
import { equals, link, unlink } from './job.ts';
import type { MappedValue } from './mapping.ts';
import { matchingMappings } from './mapping.ts';
import type { Activity } from './provisioning-log.ts';
import { addStep } from './provisioning-log.ts';
import type { ScimResource } from './target-path.ts';
import { asObject } from './target-path.ts';

/** Groups are always asked for without their members: Entra never reads those. */
const QUERIES = { User: [], Group: [['excludedAttributes', 'members']] } as const;

/**
 * Finds the counterpart and links it. The answer of the matching filter is what an update is computed from,
 * without another read. Undefined when the target has none. Throws `ProvisioningFailure`.
 */
export async function findTarget(
  job: Job,
  kind: ObjectKind,
  objectId: string,
  desired: readonly MappedValue[],
  activity: Activity,
): Promise<ScimResource | undefined> {
  activity.stage = 'matching';
  const known = targetIdOf(job, kind, objectId);
  if (known !== undefined) {
    const resource = await readTarget(job, kind, known);
    if (resource) {
      addStep(activity, 'matching', `Linked to ${known} since an earlier match.`, { targetId: known });
      return resource;
    }
    // What Entra does with a dead link is undocumented; field reports have it match, then create, anew.
    unlink(job, kind, objectId);
  }
  for (const { target } of matchingMappings(kind === 'User' ? job.mappings.users : job.mappings.groups)) {
    const value = desired.find((each) => each.target === target)?.value;
    if (value === undefined) continue;
    const resource = await findOne(job, kind, equals(target, value));
    if (resource === undefined) continue;
    const targetId = idOf(resource, `GET /${kind}s`);
    link(job, kind, objectId, targetId);
    activity.targetId = targetId;
    addStep(activity, 'matching', `Matched by ${target} with ${targetId}.`, { targetId, matchedBy: target });
    return resource;
  }
  addStep(activity, 'matching', `No ${kind.toLowerCase()} at the target matches.`, { targetId: null });
  return undefined;
}

/** The linked id at the target, if there is one. */
export function targetIdOf(job: Job, kind: ObjectKind, objectId: string): string | undefined {
  return (kind === 'User' ? job.state.users : job.state.groups).get(objectId)?.targetId;
}

/** `/Users/{id}` or `/Groups/{id}` below the Tenant URL. */
export function targetPath(kind: ObjectKind, targetId: string): string {
  return `/${kind}s/${encodeURIComponent(targetId)}`;
}

/** Reads one object by its id; undefined when it is gone. Throws `ProvisioningFailure`. */
export async function readTarget(
  job: Job,
  kind: ObjectKind,
  targetId: string,
): Promise<ScimResource | undefined> {
  const path = targetPath(kind, targetId);
  try {
    const resource = asObject(await job.client.send({ method: 'GET', path, query: QUERIES[kind] }));
    if (resource === undefined) throw incompatible(`GET ${path}`, 'the body is no resource.');
    return resource;
  } catch (error) {
    return ignoreNotFound(error);
  }
}

/** Deletes one object by its id; one that is gone already is fine. Throws `ProvisioningFailure`. */
export async function deleteTarget(job: Job, kind: ObjectKind, targetId: string): Promise<void> {
  await job.client.send({ method: 'DELETE', path: targetPath(kind, targetId) }).catch(ignoreNotFound);
}

/** The `id` of an answered resource. Throws `ProvisioningFailure` when there is none. */
export function idOf(resource: unknown, call: string): string {
  const id = asObject(resource)?.id;
  if (typeof id === 'string' && id !== '') return id;
  throw incompatible(call, 'the resource has no id.');
}

async function findOne(job: Job, kind: ObjectKind, filter: string): Promise<ScimResource | undefined> {
  const path = `/${kind}s`;
  const hits = await job.client.list(path, filter, QUERIES[kind]).catch((error: unknown) => {
    if (!(error instanceof ProvisioningFailure) || error.status !== 404) throw error;
    // A 404 to a filter quarantines the job (application-provisioning-quarantine-status.md).
    const reason = `${error.message} A query that finds nothing needs 200 with an empty ListResponse.`;
    throw new ProvisioningFailure(error.code, reason, { status: 404, reach: 'job' });
  });
  if (hits.length > 1) {
    throw new ProvisioningFailure(
      'SystemForCrossDomainIdentityManagementMultipleEntriesInResponse',
      `GET ${path} found ${hits.length} objects for ${filter}: matching must be one to one.`,
    );
  }
  return hits[0];
}

function ignoreNotFound(error: unknown): undefined {
  if (error instanceof ProvisioningFailure && error.status === 404) return undefined;
  throw error;
}
