// What the tests that kill Rollcall send and read over HTTP.

interface ShopCustomer {
  readonly email: string;
  readonly firstName: string | null;
  readonly metafields: Readonly<Record<string, string>>;
}

export async function post(url: string, body: unknown, token?: string): Promise<number> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    body: JSON.stringify(body),
  });
  await response.arrayBuffer();
  return response.status;
}

export async function customersOf(url: string): Promise<ShopCustomer[]> {
  return (await (await fetch(`${url}/_sim/customers`)).json()) as ShopCustomer[];
}

export function userOf(email: string) {
  return {
    userName: email,
    name: { givenName: 'User', familyName: email.split('@')[0] },
    emails: [{ type: 'work', value: email }],
    active: true,
  };
}
