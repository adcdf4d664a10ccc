// tagsAdd and tagsRemove, which change a customer's tags without replacing the list.
import { checkTags, normalizeTags, removeTags } from '../rules/tags.ts';
import { type Context, findCustomer, type Resolvers } from './context.ts';

type Arguments = { id: string; tags: string[] };

function changeTags(id: string, change: (tags: readonly string[]) => string[], { store, clock }: Context) {
  const customer = findCustomer(store, id);
  if (!customer) {
    return { node: null, userErrors: [{ field: ['id'], message: 'Customer does not exist' }] };
  }
  const tags = change(customer.tags);
  const userErrors = checkTags(tags);
  if (userErrors.length > 0) return { node: null, userErrors };
  const written = { ...customer, tags, updatedAt: clock.now() };
  store.putCustomer(written);
  return { node: written, userErrors: [] };
}

export const tagResolvers: Resolvers = {
  Mutation: {
    tagsAdd: (_root: unknown, { id, tags }: Arguments, context: Context) =>
      changeTags(id, (present) => normalizeTags([...present, ...tags]), context),
    tagsRemove: (_root: unknown, { id, tags }: Arguments, context: Context) =>
      changeTags(id, (present) => removeTags(present, tags), context),
  },
};
