// How conformance tests page by cursor.
import { assertStatus } from './assertions.ts';
import { nicknames, type Resource, type World } from './world.ts';

/** Users who differ by nickname, one for each letter. */
export function letters(text: string): object[] {
  return [...text].map((nickName) => ({ nickName }));
}

export async function page({ scim }: World, query: string): Promise<Resource> {
  const answer = await scim('GET', `/Users?${query}`);
  assertStatus(answer, 200);
  return answer.body;
}

/** The pages of a query, each as the nicknames in it. */
export async function walk(world: World, query: string): Promise<string[]> {
  const pages: string[] = [];
  for (let cursor: string | undefined = ''; cursor !== undefined; ) {
    const body: Resource = await page(world, `${query}&cursor=${cursor}`);
    pages.push(nicknames(body));
    cursor = body.nextCursor;
  }
  return pages;
}

/** What the configuration says of pages. */
export async function readPagination({ scim }: World): Promise<Resource> {
  return (await scim('GET', '/ServiceProviderConfig')).body.pagination;
}
